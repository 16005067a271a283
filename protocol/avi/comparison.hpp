#pragma once

#include "protocol/json/value.hpp"

#include <string>
#include <string_view>
#include <vector>

/// What is wished against what the controller shows. @see avi.md 9
namespace weft::avi {

/// The paths at which `found` is not as `wished` says: "servers", "vip[0].ip_address.addr". Only
/// what is wished counts: whatever else `found` holds is other people's, or a default. References
/// are equal that point at the same, addresses in any spelling, numbers as texts; entries of lists
/// are met by their keys, in any order, and one too many is a difference. What is wished as false,
/// empty or without entries may be missing.
std::vector<std::string> differences(const json::value& wished, const json::value& found);

/// The body that makes `found` what is wished: all of it as it was read, with what is wished over
/// it. An entry of a list that stays keeps what others have written into it.
/// @param dropped Members at the top that we may have written once and no longer wish.
json::value overlaid(json::value found, const json::value& wished,
                     const std::vector<std::string_view>& dropped = {});

} // namespace weft::avi
