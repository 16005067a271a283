#pragma once

#include "protocol/fault.hpp"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace weft::json {

class value;

/// A number exactly as it was written: `1`, `1.0`, `9007199254740993`, `1e3`.
struct number {
  std::string literal;
  bool operator==(const number&) const = default;
};

using array = std::vector<value>;
using member = std::pair<std::string, value>;
/// Members in the order they were read or added.
using object = std::vector<member>;

/// A JSON document that carries other people's data faithfully: member order, literal numbers,
/// nulls and unknown members survive reading and writing. Not thread-safe; a const one is.
class value {
public:
  value() = default; ///< null
  value(std::nullptr_t) {}
  value(bool truth) : what_(truth) {}
  value(int whole) : value(static_cast<std::int64_t>(whole)) {}
  value(std::int64_t whole) : what_(number{std::to_string(whole)}) {}
  value(std::uint64_t whole) : what_(number{std::to_string(whole)}) {}
  value(number literal) : what_(std::move(literal)) {}
  value(std::string text) : what_(std::move(text)) {}
  value(std::string_view text) : what_(std::string{text}) {}
  value(const char* text) : what_(std::string{text}) {}
  value(array items) : what_(std::move(items)) {}
  value(object members) : what_(std::move(members)) {}

  /// An object from a list of pairs: `value::of({{"a", 1}, {"b", "x"}})`.
  static value of(std::initializer_list<member> members) { return object(members); }
  /// An array from a list: `value::list({1, 2})`.
  static value list(std::initializer_list<value> items) { return array(items); }

  bool is_null() const { return std::holds_alternative<std::monostate>(what_); }
  bool is_object() const { return std::holds_alternative<object>(what_); }
  bool is_array() const { return std::holds_alternative<array>(what_); }
  bool is_string() const { return std::holds_alternative<std::string>(what_); }
  bool is_number() const { return std::holds_alternative<number>(what_); }
  bool is_bool() const { return std::holds_alternative<bool>(what_); }
  /// "null", "object", "array", "string", "number" or "boolean", for messages to people.
  std::string_view type_name() const;

  const object* as_object() const { return std::get_if<object>(&what_); }
  object* as_object() { return std::get_if<object>(&what_); }
  const array* as_array() const { return std::get_if<array>(&what_); }
  array* as_array() { return std::get_if<array>(&what_); }
  const std::string* as_string() const { return std::get_if<std::string>(&what_); }
  const number* as_number() const { return std::get_if<number>(&what_); }
  const bool* as_bool() const { return std::get_if<bool>(&what_); }

  /// The number when it is a whole one that fits, `1.0` and `1e2` included.
  std::optional<std::int64_t> as_int() const;
  /// The text, or `otherwise` when this is not a string.
  std::string_view text_or(std::string_view otherwise) const;
  /// The whole number, or `otherwise`.
  std::int64_t int_or(std::int64_t otherwise) const;

  /// The member's value, or null pointer when absent or when this is not an object.
  const value* find(std::string_view name) const;
  value* find(std::string_view name);
  /// Follows member names from here; null pointer as soon as one is absent.
  const value* find_path(std::initializer_list<std::string_view> names) const;
  value* find_path(std::initializer_list<std::string_view> names);
  /// The text that `path` leads to, or `otherwise` when there is none or it is no string.
  std::string_view text_at(std::initializer_list<std::string_view> path,
                           std::string_view otherwise = {}) const;
  /// The whole number that `path` leads to, or `otherwise`.
  std::int64_t int_at(std::initializer_list<std::string_view> path, std::int64_t otherwise) const;

  /// The member's value; appends a null one when absent. Turns anything else into an object.
  value& operator[](std::string_view name);
  /// Replaces or appends a member. Turns anything else into an object.
  void set(std::string_view name, value what);
  /// @returns whether there was such a member.
  bool erase(std::string_view name);
  /// Appends to an array. Turns anything else into one.
  void push_back(value item);

  /// Equal but for the order of members. Numbers compare by literal, so `1` differs from `1.0`.
  bool operator==(const value& other) const;

private:
  std::variant<std::monostate, bool, number, std::string, array, object> what_;
};

/// Reads one document.
/// @param max_depth Nesting beyond this is refused.
/// @returns errc::malformed with the byte offset's neighbourhood when `text` is not JSON.
result<value> parse(std::string_view text, std::size_t max_depth = 64);

/// Writes minified JSON.
std::string write(const value& what);

/// Writes JSON indented by two blanks, for people.
std::string write_pretty(const value& what);

/// Appends the minified form of `text` as a JSON string to `out`, quotes included.
void append_quoted(std::string& out, std::string_view text);

} // namespace weft::json
