#include "protocol/aci/annotation.hpp"

#include "protocol/json/value.hpp"
#include "protocol/unicode.hpp"

#include <algorithm>

namespace weft::aci {

namespace {

constexpr std::size_t most_shown = 40;
constexpr std::string_view example = R"({"tenant":"T","l3out":"O","epg":"E"})";
constexpr std::string_view allowed
  = "allowed: 1 to 64 characters, each a letter of a-z or A-Z, a digit or one of _ . : -";

/// The beginning of somebody's text in quotation marks.
std::string shown(std::string_view text) {
  std::string out;
  const auto part = printable(text, most_shown);
  json::append_quoted(out, part);
  return text.size() > most_shown ? out + "…" : out;
}

fault about(std::string what) {
  return {
    errc::malformed, "annotation " + std::string{annotation::l3out} + std::move(what), "", {}};
}

fault not_an_object(std::string what) {
  return about(" " + std::move(what) + "; allowed: an object such as " + std::string{example});
}

/// The last member of this name, as most readers of JSON have it.
const json::value* last(const json::object& members, std::string_view name) {
  const json::value* found = nullptr;
  for (const auto& [key, held] : members)
    if (key == name)
      found = &held;
  return found;
}

std::string with_article(std::string_view type) {
  return (type == "array" || type == "object" ? "an " : "a ") + std::string{type};
}

/// "U+000A"
std::string code_of(char32_t point) {
  std::string out = "U+";
  for (int shift = point > 0xfffff ? 20 : point > 0xffff ? 16 : 12; shift >= 0; shift -= 4)
    out += "0123456789ABCDEF"[point >> shift & 15U];
  return out;
}

/// The character that `text` begins with, for people.
std::string first_of(std::string_view text) {
  const auto point = to_points(text.substr(0, 4)).front();
  if (point > ' ' && point < 0x7f)
    return shown(text.substr(0, 1));
  return point == ' ' ? "a blank" : code_of(point);
}

/// What is wrong with a text that is no name.
std::string fault_in(std::string_view text) {
  const auto odd = std::find_if(text.begin(), text.end(), [](char c) { return !is_name({&c, 1}); });
  if (odd != text.end())
    return "is " + shown(text) + " and holds "
           + first_of(text.substr(static_cast<std::size_t>(odd - text.begin())));
  return "is " + shown(text) + " and has " + std::to_string(text.size()) + " characters";
}

/// What is wrong with a name; empty: nothing.
std::string fault_of(const json::value* held) {
  if (!held)
    return "is missing";
  const auto* text = held->as_string();
  if (!text)
    return held->is_null() ? "is null" : "is " + with_article(held->type_name());
  if (text->empty())
    return "is empty";
  return is_name(*text) ? "" : fault_in(*text);
}

/// Notes a fault in `trouble`.
void read_name(const json::object& from, std::string_view field, std::string& into,
               std::string& trouble) {
  const auto* held = last(from, field);
  if (const auto wrong = fault_of(held); !wrong.empty())
    trouble.append(trouble.empty() ? "" : ", ").append(field).append(" ").append(wrong);
  else
    into = *held->as_string();
}

void read_pods(const json::object& from, assignment& into) {
  const auto* held = last(from, "pods");
  if (!held)
    return;
  if (const auto* truth = held->as_bool()) {
    into.pods = *truth;
    return;
  }
  const auto value = held->as_string()   ? shown(*held->as_string())
                     : held->as_number() ? printable(held->as_number()->literal, most_shown)
                     : held->is_null()   ? "null"
                                         : with_article(held->type_name());
  into.warning = about(": pods is " + value + " and ignored; allowed: true or false").what;
}

} // namespace

result<assignment> read_annotation(std::string_view value) {
  const auto read = json::parse(value);
  if (!read)
    return not_an_object(value.empty() ? "is empty" : "is no JSON document: " + shown(value));
  const auto* members = read->as_object();
  if (!members)
    return not_an_object(read->is_null() ? "is null" : "is " + with_article(read->type_name()));
  assignment out;
  std::string trouble;
  read_name(*members, "tenant", out.where.tenant, trouble);
  read_name(*members, "l3out", out.where.l3out, trouble);
  read_name(*members, "epg", out.where.epg, trouble);
  if (!trouble.empty())
    return about(": " + trouble + "; " + std::string{allowed});
  read_pods(*members, out);
  return out;
}

} // namespace weft::aci
