#pragma once

#include <cstddef>
#include <string_view>

namespace weft {

/// How many bytes have to be put in, taken out or replaced to make `b` of `a`: Levenshtein's
/// distance. Takes time in proportion to both lengths.
std::size_t edit_distance(std::string_view a, std::string_view b);

} // namespace weft
