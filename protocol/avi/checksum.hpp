#pragma once

#include "protocol/json/value.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace weft::avi {

/// FNV-1a of 32 bits: what AVI's own operator chooses and compares by. @see avi.md 7.2, 9
std::uint32_t fnv1a32(std::string_view text);

/// The decimal number that stands for a body as it is wished. The order of members does not count.
std::string checksum_of(const json::value& body);

} // namespace weft::avi
