#pragma once

#include "protocol/domain.hpp"
#include "protocol/velocloud/records.hpp"
#include "protocol/velocloud/settings.hpp"

#include <vector>

namespace weft::velocloud {

/// The placements the status should show: what the targets say, and what is stored where they say
/// nothing. Position and module version alone are news only after half a resync period.
std::vector<placement> placements_to_show(const settings& how, const report_request& request,
                                          const json::value& stored);

} // namespace weft::velocloud
