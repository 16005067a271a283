#pragma once

#include "protocol/avi/settings.hpp"
#include "protocol/domain.hpp"

namespace weft::avi {

/// The next write of the VRF, and of the Service Engine Group's label with it, and how every Node
/// stands. One PUT, however many Nodes have changed. @see avi.md 3.2, 4
proposal plan_routes(const settings& how, const plan_request& asked);

} // namespace weft::avi
