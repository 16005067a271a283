#pragma once

#include "protocol/velocloud/records.hpp"

#include <vector>

namespace weft::velocloud {

/// Reads `status.placements`; entries without a profile are skipped.
std::vector<placement> read_placements(const json::value& status);

/// Writes `status.placements`; what is not known is left out.
json::value write_placements(const std::vector<placement>& all);

/// The part of a placement that identity rests on: equal texts find the same rule.
std::string identity_of(const placement& where, const std::string& computed_id);

} // namespace weft::velocloud
