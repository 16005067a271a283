#include "protocol/table.hpp"

#include "protocol/unicode.hpp"

#include <algorithm>

namespace weft {

std::string one_line(std::string text) {
  std::replace_if(
    text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
  return text;
}

std::string write_columns(const std::vector<std::vector<std::string>>& rows, std::size_t gap) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths.resize(std::max(widths.size(), i + 1));
      widths[i] = std::max(widths[i], width_of(one_line(row[i])));
    }
  std::string out;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      const auto cell = one_line(row[i]);
      out += cell;
      if (i + 1 < row.size())
        out.append(widths[i] - width_of(cell) + gap, ' ');
    }
    out += '\n';
  }
  return out;
}

} // namespace weft
