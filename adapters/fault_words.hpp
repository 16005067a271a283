#pragma once

#include "protocol/json/value.hpp"
#include "protocol/table.hpp"

#include <charconv>
#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// How members of a JSON object are read into members of a struct, by tables of words: what people
/// ask of a simulator.
namespace weft {

/// A word that may stand in an object, and how its value is taken over.
template <class To>
struct fault_word {
  std::string_view name;
  std::string_view takes; ///< for people
  std::string_view does;
  std::string (*read)(To& into,
                      const json::value& from); ///< @returns what is wrong; empty: nothing
};

template <class To>
std::string names_of(std::span<const fault_word<To>> known) {
  std::string out;
  for (const auto& one : known)
    out.append(out.empty() ? "" : ", ").append(one.name);
  return out;
}

/// Reads a whole object. @returns the first thing that is wrong; empty: nothing.
template <class To>
std::string read_words(To& into, const json::value& from, std::span<const fault_word<To>> known) {
  const auto* members = from.as_object();
  if (!members)
    return "it must be an object; there are " + names_of(known);
  for (const auto& [name, value] : *members) {
    const fault_word<To>* found = nullptr;
    for (const auto& one : known)
      found = one.name == name ? &one : found;
    if (!found) {
      std::string out{"there is no "};
      json::append_quoted(out, name);
      return out + "; there are " + names_of(known);
    }
    if (auto why = found->read(into, value); !why.empty())
      return name + ": " + why;
  }
  return {};
}

/// "WORD TAKES DOES" and a line for each, in columns.
template <class To>
std::string write_words(std::span<const fault_word<To>> known) {
  std::vector<std::vector<std::string>> out{{"WORD", "TAKES", "DOES"}};
  for (const auto& one : known)
    out.push_back({std::string{one.name}, std::string{one.takes}, std::string{one.does}});
  return write_columns(out, 2);
}

// -- readers of single values --------------------------------------------------------------------

template <auto Member, class To>
std::string read_count(To& into, const json::value& from) {
  const auto whole = from.int_or(-1);
  if (whole < 0)
    return "it must be a whole number, zero or more";
  into.*Member = static_cast<std::size_t>(whole);
  return {};
}

template <auto Member, class To>
std::string read_truth(To& into, const json::value& from) {
  if (!from.as_bool())
    return "it must be true or false";
  into.*Member = *from.as_bool();
  return {};
}

template <auto Member, class To>
std::string read_text(To& into, const json::value& from) {
  if (!from.is_string())
    return "it must be a text";
  into.*Member = *from.as_string();
  return {};
}

/// A span of time in units of `Unit`.
template <auto Member, class Unit, class To>
std::string read_span(To& into, const json::value& from) {
  const auto whole = from.int_or(-1);
  if (whole < 0)
    return "it must be a whole number, zero or more";
  into.*Member = Unit{whole};
  return {};
}

/// Of what may happen, from 0 to 1.
template <auto Member, class To>
std::string read_share(To& into, const json::value& from) {
  double share = -1;
  if (const auto* given = from.as_number())
    std::from_chars(given->literal.data(), given->literal.data() + given->literal.size(), share);
  if (share < 0 || share > 1)
    return "it must be a share from 0 to 1";
  into.*Member = share;
  return {};
}

/// A status of HTTP.
template <auto Member, class To>
std::string read_status(To& into, const json::value& from) {
  const auto whole = from.int_or(0);
  if (whole < 200 || whole > 599)
    return "it must be a status from 200 to 599";
  into.*Member = static_cast<int>(whole);
  return {};
}

/// One of several words, and what each stands for.
template <auto Member, const auto& Known, class To>
std::string read_choice(To& into, const json::value& from) {
  std::string names;
  for (const auto& [name, meant] : Known) {
    if (name == from.text_or("")) {
      into.*Member = meant;
      return {};
    }
    names.append(names.empty() ? "" : ", ").append(name);
  }
  return "it must be one of " + names;
}

/// Something that is done once, and is done by `true`.
template <auto Member, class To>
std::string read_deed(To& into, const json::value& from) {
  if (!from.as_bool() || !*from.as_bool())
    return "it must be true";
  into.*Member = true;
  return {};
}

/// The number of one of `nodes`; `up` says for each that is named what becomes of it.
template <bool Up, class To>
std::string read_node(To& into, const json::value& from) {
  const auto number = from.int_or(-1);
  if (number < 0 || static_cast<std::size_t>(number) >= into.nodes)
    return "it must be a node's number, from 0 to " + std::to_string(into.nodes - 1);
  into.up[static_cast<std::size_t>(number)] = Up;
  return {};
}

/// Seconds from `now` on.
template <auto Member, class To>
std::string read_outage(To& into, const json::value& from) {
  if (from.int_or(-1) < 0)
    return "it must be a whole number, zero or more";
  into.*Member = into.now + std::chrono::seconds{from.int_or(0)};
  return {};
}

/// [least, most] in milliseconds.
template <auto Least, auto Most, class To>
std::string read_range(To& into, const json::value& from) {
  const auto* ends = from.as_array();
  if (!ends || ends->size() != 2 || ends->front().int_or(-1) < 0
      || ends->back().int_or(-1) < ends->front().int_or(0))
    return "it must be [least, most] in milliseconds";
  into.*Least = std::chrono::milliseconds{ends->front().int_or(0)};
  into.*Most = std::chrono::milliseconds{ends->back().int_or(0)};
  return {};
}

} // namespace weft
