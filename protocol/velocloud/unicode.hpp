#pragma once

#include <string>
#include <string_view>

namespace weft::velocloud {

/// The code points of UTF-8 `text`; a byte that is part of none becomes U+FFFD.
std::u32string to_points(std::string_view text);

/// One code point as UTF-8.
std::string to_utf8(char32_t point);

/// Whether `point` is of Unicode's category C: controls, format characters, private use,
/// surrogates and noncharacters. Unassigned points that are not noncharacters are not known here.
bool is_control(char32_t point);

} // namespace weft::velocloud
