#pragma once

#include "adapters/avi/sim/pages.hpp"
#include "adapters/avi/sim/store.hpp"

#include <optional>

namespace weft::avi::sim {

/// Gives the VIPs of a VsVip their addresses, or lets them keep those they have, and checks its DNS
/// names. @see avi.md 5.3, 15.2
/// @returns why it is refused.
std::optional<objection> settle_vips(const store& all, const object* before, object& what);

} // namespace weft::avi::sim
