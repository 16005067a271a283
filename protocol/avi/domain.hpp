#pragma once

#include "protocol/avi/settings.hpp"
#include "protocol/domain.hpp"

#include <string>

namespace weft::avi {

/// The domain "avi" for one controller: a target for the routes of all Nodes, one per
/// VirtualService, and one for what is nobody's.
domain make_domain(const settings& how);

/// The reason of a failure of the way to the controller.
std::string reason_of(const fault& why);

} // namespace weft::avi
