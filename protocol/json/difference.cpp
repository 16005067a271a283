#include "protocol/json/difference.hpp"

namespace weft::json {

namespace {

std::string below(const std::string& path, const std::string& name) {
  return path.empty() ? name : path + "." + name;
}

void compare(const value& before, const value& after, const std::string& path,
             std::vector<difference>& found) {
  if (before.is_object() && after.is_object()) {
    for (const auto& [name, held] : *before.as_object())
      if (const auto* other = after.find(name))
        compare(held, *other, below(path, name), found);
      else
        found.push_back({below(path, name), &held, nullptr});
    for (const auto& [name, held] : *after.as_object())
      if (!before.find(name))
        found.push_back({below(path, name), nullptr, &held});
    return;
  }
  const auto* was = before.as_array();
  const auto* is = after.as_array();
  if (was && is && was->size() == is->size()) {
    for (std::size_t i = 0; i < was->size(); ++i)
      compare((*was)[i], (*is)[i], path + "[" + std::to_string(i) + "]", found);
    return;
  }
  if (before != after)
    found.push_back({path, &before, &after});
}

} // namespace

std::vector<difference> differences(const value& before, const value& after) {
  std::vector<difference> found;
  compare(before, after, {}, found);
  return found;
}

} // namespace weft::json
