#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace weft {

/// The code points of UTF-8 `text`; a byte that is part of none becomes U+FFFD.
std::u32string to_points(std::string_view text);

/// The longest beginning of UTF-8 `text` that has at most `most_bytes` and ends with a character.
std::string_view beginning(std::string_view text, std::size_t most_bytes);

/// How many columns of a terminal `text` takes: two per wide character, none per combining or
/// control character. @see Unicode Standard Annex 11
std::size_t width_of(std::string_view text);

/// Whether `point` is of Unicode's category C: controls, format characters, private use,
/// surrogates and noncharacters. Unassigned points that are not noncharacters are not known here.
bool is_control(char32_t point);

/// The beginning of `text` as it may stand within one line for people: a blank for each character
/// of category C, U+FFFD for what is not UTF-8, at most so many bytes, cut between characters.
std::string printable(std::string_view text, std::size_t most_bytes);

} // namespace weft
