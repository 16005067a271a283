#include "protocol/suggestion.hpp"

#include "protocol/edit_distance.hpp"
#include "protocol/json/value.hpp"

#include <algorithm>

namespace weft {

namespace {

std::string quoted(std::string_view word) {
  return json::write(std::string{word});
}

} // namespace

std::optional<std::string_view> nearest(std::string_view wrong,
                                        std::span<const std::string_view> known) {
  const auto closest = std::ranges::min_element(
    known, {}, [&](std::string_view word) { return edit_distance(wrong, word); });
  if (closest == known.end()
      || edit_distance(wrong, *closest) > std::max<std::size_t>(2, wrong.size() / 3))
    return std::nullopt;
  return *closest;
}

std::string suggestion(std::string_view wrong, std::span<const std::string_view> known) {
  const auto near = nearest(wrong, known);
  return near ? "; did you mean " + std::string{*near} + "?" : "";
}

std::string choice(std::string_view wrong, std::span<const std::string_view> known) {
  constexpr std::size_t enough = 5;
  if (known.empty())
    return "; there are none";
  if (const auto near = nearest(wrong, known))
    return "; did you mean " + quoted(*near) + "?";
  std::string out;
  for (const auto& word : known.first(std::min(known.size(), enough)))
    out += (out.empty() ? "; there are " : ", ") + quoted(word);
  if (known.size() > enough)
    out += " and " + std::to_string(known.size() - enough) + " more";
  return out;
}

} // namespace weft
