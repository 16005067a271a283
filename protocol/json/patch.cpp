#include "protocol/json/patch.hpp"

#include "protocol/json/pointer.hpp"

#include <charconv>
#include <optional>

namespace weft::json {

namespace {

fault refused(std::string_view operation, std::string_view path, std::string_view why) {
  return {errc::refused,
          std::string{operation} + " " + std::string{path} + ": " + std::string{why},
          "",
          {}};
}

/// The place in a list that `token` names; the end for "-" where adding is meant.
std::optional<std::size_t> place_in(const array& items, const std::string& token, bool adding) {
  if (adding && token == "-")
    return items.size();
  std::size_t index = 0;
  const auto* end = token.data() + token.size();
  const auto [stop, error] = std::from_chars(token.data(), end, index);
  const auto limit = items.size() + (adding ? 1 : 0);
  return error == std::errc{} && stop == end && index < limit ? std::optional{index} : std::nullopt;
}

bool add(value& document, const pointer& where, value what) {
  if (where.empty()) {
    document = std::move(what);
    return true;
  }
  auto* parent = find(document, pointer(where.begin(), where.end() - 1));
  if (!parent)
    return false;
  if (auto* items = parent->as_array()) {
    const auto place = place_in(*items, where.back(), true);
    if (place)
      items->insert(items->begin() + static_cast<std::ptrdiff_t>(*place), std::move(what));
    return place.has_value();
  }
  if (!parent->is_object())
    return false;
  parent->set(where.back(), std::move(what));
  return true;
}

std::optional<value> take(value& document, const pointer& where) {
  auto* found = find(document, where);
  if (!found)
    return std::nullopt;
  auto out = std::move(*found);
  if (where.empty()) {
    document = value{};
    return out;
  }
  auto* parent = find(document, pointer(where.begin(), where.end() - 1));
  if (auto* items = parent->as_array())
    items->erase(items->begin()
                 + static_cast<std::ptrdiff_t>(*place_in(*items, where.back(), false)));
  else
    parent->erase(where.back());
  return out;
}

/// Equal as RFC 6902 section 4.6 has it: numbers by value.
bool same(const value& a, const value& b) {
  if (a.is_number() && b.is_number())
    return a == b || (a.as_int() && a.as_int() == b.as_int());
  return a == b;
}

std::string_view carry_out(value& document, const value& step) {
  const auto operation = step.text_at({"op"});
  const auto path = parse_pointer(step.text_at({"path"}, "?"));
  if (!path)
    return "no path";
  const auto* given = step.find("value");
  if (operation == "test") {
    const auto* found = find(document, *path);
    const bool holds = found ? given && same(*found, *given) : !given || given->is_null();
    return holds ? "" : "the test does not hold";
  }
  if (operation == "add")
    return given && add(document, *path, *given) ? "" : "there is no such place";
  if (operation == "remove")
    return take(document, *path) ? "" : "there is no such place";
  if (operation == "replace") {
    auto* found = find(document, *path);
    if (!found || !given)
      return "there is no such place";
    *found = *given;
    return "";
  }
  if (operation != "move" && operation != "copy")
    return "unknown operation";
  const auto from = parse_pointer(step.text_at({"from"}, "?"));
  const auto* source = from ? find(document, *from) : nullptr;
  if (!source)
    return "there is no such source";
  auto moved = *source;
  if (operation == "move")
    take(document, *from);
  return add(document, *path, std::move(moved)) ? "" : "there is no such place";
}

} // namespace

result<value> apply_patch(value document, const value& patch) {
  const auto* steps = patch.as_array();
  if (!steps)
    return fault{errc::malformed, "a JSON patch is a list of operations", "", {}};
  for (const auto& step : *steps) {
    if (!step.is_object())
      return fault{errc::malformed, "an operation of a JSON patch is an object", "", {}};
    if (const auto why = carry_out(document, step); !why.empty())
      return refused(step.text_at({"op"}, "?"), step.text_at({"path"}, "?"), why);
  }
  return document;
}

value merge_patch(value document, const value& patch) {
  const auto* members = patch.as_object();
  if (!members)
    return patch;
  if (!document.is_object())
    document = object{};
  for (const auto& [name, held] : *members) {
    if (held.is_null())
      document.erase(name);
    else if (auto* there = document.find(name))
      *there = merge_patch(std::move(*there), held);
    else
      document.set(name, merge_patch(value{}, held));
  }
  return document;
}

} // namespace weft::json
