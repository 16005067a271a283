#pragma once

#include "protocol/avi/settings.hpp"
#include "protocol/domain.hpp"

#include <string_view>
#include <vector>

namespace weft::avi {

/// Whether an Ingress is of a class of ours, or of none while such a class is the default.
/// @see avi.md 7.1
bool is_ours_to_serve(const settings& how, const k8s::projection& ingress, const view& index);

/// Whether a host is within one of the domains of the controller's DNS; without any each is.
/// @see avi.md 7.6
bool is_within_any(std::string_view host, const std::vector<std::string>& domains);

/// What an Ingress means: for each shared VirtualService the hosts and paths that belong there, and
/// the names it claims. What is at fault in it is told, and stops nothing else of it.
/// @see avi.md 7, 13
interpretation interpret_ingress(const settings& how, const k8s::projection& ingress,
                                 const view& index);

} // namespace weft::avi
