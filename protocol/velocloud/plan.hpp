#pragma once

#include "protocol/domain.hpp"
#include "protocol/velocloud/settings.hpp"

namespace weft::velocloud {

/// The QOS module as it must become, and how each object stands with it as observed.
/// @see velocloud.md 6, 8.2–8.5
proposal plan(const settings& how, const plan_request& request);

} // namespace weft::velocloud
