#include "protocol/cni/annotation_text.hpp"

#include "protocol/unicode.hpp"

#include <set>

namespace weft::cni {

namespace {

constexpr std::size_t most_shown = 60;

/// Why a document is not to be trusted; empty: it is.
std::string ambiguity_in(const json::value& what) {
  if (const auto* text = what.as_string())
    return text->find('\0') == text->npos ? "" : "holds a NUL character";
  if (const auto* items = what.as_array())
    for (const auto& one : *items)
      if (auto why = ambiguity_in(one); !why.empty())
        return why;
  if (const auto* members = what.as_object()) {
    std::set<std::string_view> seen;
    for (const auto& [name, held] : *members) {
      if (!seen.insert(name).second)
        return "holds the member " + shown(name) + " twice";
      if (auto why = ambiguity_in(json::value{name}); !why.empty())
        return why;
      if (auto why = ambiguity_in(held); !why.empty())
        return why;
    }
  }
  return {};
}

std::string count_fault(std::size_t count, std::size_t most) {
  return "has " + std::to_string(count) + " elements; allowed: " + std::to_string(most);
}

} // namespace

fault annotation_fault(std::string_view key, std::string what) {
  return {errc::malformed, "annotation " + std::string{key} + " " + std::move(what), "", {}};
}

fault element_fault(std::string_view key, std::size_t number, std::string_view called,
                    const std::string& what) {
  return annotation_fault(key, "is at fault in element " + std::to_string(number)
                                 + (called.empty() ? "" : ", " + shown(called)) + ": " + what);
}

std::string shown(std::string_view text) {
  std::string out;
  json::append_quoted(out, printable(text, most_shown));
  return text.size() > most_shown ? out + "…" : out;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const auto first = text.find_first_not_of(blanks);
  if (first == text.npos)
    return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

result<std::vector<json::value>> read_objects(std::string_view key, std::string_view value,
                                              const annotation_limits& limits) {
  const auto read = json::parse(value);
  if (!read)
    return annotation_fault(key, "is no JSON document: " + shown(value));
  const auto* items = read->as_array();
  if (!items)
    return annotation_fault(key, "is no JSON array: " + shown(value));
  if (items->size() > limits.elements)
    return annotation_fault(key, count_fault(items->size(), limits.elements));
  if (auto why = ambiguity_in(*read); !why.empty())
    return annotation_fault(key, std::move(why));
  for (std::size_t i = 0; i < items->size(); ++i)
    if (!items->at(i).is_object())
      return element_fault(key, i + 1, json::write(items->at(i)), "it is no object");
  return *items;
}

const json::value* element_members::find(std::string_view name) const {
  const auto* held = from_.find(name);
  return held && !held->is_null() ? held : nullptr;
}

std::string element_members::text(std::string_view name) {
  const auto* held = find(name);
  if (held && !held->is_string())
    complain(name, "is no string");
  return std::string{held ? held->text_or("") : ""};
}

bool element_members::truth(std::string_view name) {
  const auto* held = find(name);
  if (held && !held->is_bool())
    complain(name, "is neither true nor false");
  return held && held->is_bool() && *held->as_bool();
}

const json::object* element_members::object(std::string_view name) {
  const auto* held = find(name);
  if (held && !held->is_object())
    complain(name, "is no object");
  return held ? held->as_object() : nullptr;
}

const json::array* element_members::list(std::string_view name) {
  const auto* held = find(name);
  if (held && !held->is_array())
    complain(name, "is no list");
  return held ? held->as_array() : nullptr;
}

std::vector<std::string> element_members::texts(std::string_view name) {
  std::vector<std::string> out;
  const auto* all = list(name);
  if (!all)
    return out;
  if (all->empty())
    complain(name, "is an empty list");
  for (const auto& one : *all)
    if (const auto* text = one.as_string())
      out.push_back(*text);
    else
      complain(name, "holds what is no string");
  return out;
}

void element_members::complain(std::string_view name, std::string_view what) {
  if (trouble_.empty())
    trouble_.append(name).append(" ").append(what);
}

} // namespace weft::cni
