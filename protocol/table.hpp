#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace weft {

/// The text with blanks in place of control characters, so that what peers wrote stays on its line.
std::string one_line(std::string text);

/// Rows of cells as lines whose columns stand below each other in a terminal, `gap` blanks apart.
/// Rows may differ in length; controls in a cell become blanks.
std::string write_columns(const std::vector<std::vector<std::string>>& rows, std::size_t gap);

} // namespace weft
