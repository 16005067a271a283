#pragma once

#include "protocol/avi/services.hpp"
#include "protocol/avi/settings.hpp"
#include "protocol/domain.hpp"

namespace weft::avi {

/// The ports of a Service, each with its members. A Service without matching endpoints has pools
/// without members. @see avi.md 5.7
/// @param at What the family policy follows where the settings leave it open.
std::vector<wished_port> find_servers(const settings& how, const site& at,
                                      const k8s::projection& service, const view& index);

} // namespace weft::avi
