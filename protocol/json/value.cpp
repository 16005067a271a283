#include "protocol/json/value.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace weft::json {

std::string_view value::type_name() const {
  constexpr std::string_view names[] = {"null", "boolean", "number", "string", "array", "object"};
  return names[what_.index()];
}

std::optional<std::int64_t> value::as_int() const {
  const auto* held = as_number();
  if (!held)
    return std::nullopt;
  const char* first = held->literal.data();
  const char* last = first + held->literal.size();
  std::int64_t whole = 0;
  if (auto [end, error] = std::from_chars(first, last, whole); error == std::errc{} && end == last)
    return whole;
  double wide = 0;
  auto [end, error] = std::from_chars(first, last, wide);
  constexpr double exact = 9007199254740992.0;
  if (error != std::errc{} || end != last || std::trunc(wide) != wide || std::abs(wide) > exact)
    return std::nullopt;
  return static_cast<std::int64_t>(wide);
}

std::string_view value::text_or(std::string_view otherwise) const {
  const auto* held = as_string();
  return held ? std::string_view{*held} : otherwise;
}

std::int64_t value::int_or(std::int64_t otherwise) const {
  return as_int().value_or(otherwise);
}

const value* value::find(std::string_view name) const {
  if (const auto* members = as_object())
    for (const auto& [key, held] : *members)
      if (key == name)
        return &held;
  return nullptr;
}

value* value::find(std::string_view name) {
  return const_cast<value*>(std::as_const(*this).find(name));
}

const value* value::find_path(std::initializer_list<std::string_view> names) const {
  const value* here = this;
  for (const auto name : names)
    if (here = here->find(name); !here)
      return nullptr;
  return here;
}

value* value::find_path(std::initializer_list<std::string_view> names) {
  return const_cast<value*>(std::as_const(*this).find_path(names));
}

std::string_view value::text_at(std::initializer_list<std::string_view> path,
                                std::string_view otherwise) const {
  const auto* held = find_path(path);
  return held ? held->text_or(otherwise) : otherwise;
}

std::int64_t value::int_at(std::initializer_list<std::string_view> path,
                           std::int64_t otherwise) const {
  const auto* held = find_path(path);
  return held ? held->int_or(otherwise) : otherwise;
}

value& value::operator[](std::string_view name) {
  if (auto* held = find(name))
    return *held;
  if (!is_object())
    what_ = object{};
  return std::get<object>(what_).emplace_back(std::string{name}, value{}).second;
}

void value::set(std::string_view name, value what) {
  (*this)[name] = std::move(what);
}

bool value::erase(std::string_view name) {
  auto* members = as_object();
  return members && std::erase_if(*members, [&](const member& m) { return m.first == name; }) > 0;
}

void value::push_back(value item) {
  if (!is_array())
    what_ = array{};
  std::get<array>(what_).push_back(std::move(item));
}

bool value::operator==(const value& other) const {
  const auto* mine = as_object();
  const auto* theirs = other.as_object();
  if (!mine || !theirs)
    return what_ == other.what_;
  if (mine->size() != theirs->size())
    return false;
  for (std::size_t i = 0; i < mine->size(); ++i) {
    const auto& [name, held] = (*mine)[i];
    const auto* peer = (*theirs)[i].first == name ? &(*theirs)[i].second : other.find(name);
    if (!peer || !(held == *peer))
      return false;
  }
  return true;
}

} // namespace weft::json
