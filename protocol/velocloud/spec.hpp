#pragma once

#include "protocol/velocloud/records.hpp"

#include <string_view>

namespace weft::velocloud {

/// Reads `spec` of a VelocloudBP as if no schema had run. What is wrong is noted, not refused.
/// @see velocloud.md 2.2, 9
bp_record read_spec(const json::value& spec);

/// What is wrong with a rule name; nothing when it may be used.
std::optional<violation> name_fault(std::string_view name);

/// Reads `spec` of a VelocloudPolicy. What is not understood makes it allow nothing.
/// @see velocloud.md 3.2
policy_record read_policy(const json::value& spec);

} // namespace weft::velocloud
