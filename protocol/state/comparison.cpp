#include "protocol/state/comparison.hpp"

#include "protocol/table.hpp"

#include <string_view>

namespace weft {

namespace {

constexpr std::string_view begins = "compared";

struct column {
  std::string_view name; ///< among the details
  std::string compared::*text;
};

constexpr column columns[] = {{begins, &compared::what},
                              {"wished", &compared::wished},
                              {"recorded", &compared::recorded},
                              {"found", &compared::found},
                              {"difference", &compared::difference}};

} // namespace

detail_list tell(const std::vector<compared>& all) {
  detail_list out;
  for (const auto& one : all)
    for (const auto& [name, text] : columns)
      out.emplace_back(name, one.*text);
  return out;
}

std::vector<compared> read_compared(const detail_list& details) {
  std::vector<compared> out;
  for (const auto& [what, text] : details) {
    if (what == begins)
      out.emplace_back();
    for (const auto& one : columns)
      if (!out.empty() && one.name == what)
        out.back().*one.text = text;
  }
  return out;
}

std::string write_compared(const std::vector<compared>& all, const std::string& indent) {
  constexpr std::size_t gap = 3;
  if (all.empty())
    return {};
  const auto shown = [](const std::string& text) { return text.empty() ? "-" : text; };
  std::vector<std::vector<std::string>> rows{
    {indent + "NAME", "WISHED", "RECORDED", "FOUND", "DIFFERENCE"}};
  for (const auto& one : all)
    rows.push_back({indent + shown(one.what), shown(one.wished), shown(one.recorded),
                    shown(one.found), one.difference.empty() ? "none" : one.difference});
  return write_columns(rows, gap);
}

} // namespace weft
