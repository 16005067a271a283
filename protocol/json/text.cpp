#include "protocol/json/value.hpp"
#include "protocol/unicode.hpp"

#include <simdjson.h>

#include <algorithm>
#include <type_traits>

namespace weft::json {

namespace {

namespace od = simdjson::ondemand;

fault not_json(std::string_view text, std::string_view why) {
  constexpr std::size_t shown = 80;
  return {
    errc::malformed, "not JSON (" + std::string{why} + "): " + printable(text, shown), "", {}};
}

std::string_view trimmed(std::string_view token) {
  const auto last = token.find_last_not_of(" \t\r\n");
  return token.substr(0, last == token.npos ? 0 : last + 1);
}

/// RFC 8259 section 6. The literal is kept, so nothing but its shape matters.
bool is_number(std::string_view text) {
  auto digits = [&] {
    const auto count = std::min(text.find_first_not_of("0123456789"), text.size());
    text.remove_prefix(count);
    return count;
  };
  auto skip = [&](std::string_view any) {
    const bool there = !text.empty() && any.find(text.front()) != any.npos;
    text.remove_prefix(there ? 1 : 0);
    return there;
  };
  skip("-");
  const bool zero = !text.empty() && text.front() == '0';
  if (const auto whole = digits(); whole == 0 || (zero && whole > 1))
    return false;
  if (skip(".") && digits() == 0)
    return false;
  if (skip("eE") && (skip("+-"), digits()) == 0)
    return false;
  return text.empty();
}

/// Throws simdjson_error; `parse` turns it into a fault. `Node` is a document or a value.
template <class Node>
value build(Node& from, std::size_t depth) {
  if (depth == 0)
    throw simdjson::simdjson_error(simdjson::DEPTH_ERROR);
  switch (from.type()) {
  case od::json_type::object: {
    object members;
    for (auto field : from.get_object()) {
      std::string name{std::string_view{field.unescaped_key()}};
      od::value held = field.value();
      members.emplace_back(std::move(name), build(held, depth - 1));
    }
    return members;
  }
  case od::json_type::array: {
    array items;
    for (auto item : from.get_array()) {
      od::value held = item.value();
      items.push_back(build(held, depth - 1));
    }
    return items;
  }
  case od::json_type::string:
    return std::string{std::string_view{from.get_string()}};
  case od::json_type::number: {
    std::string literal{trimmed(std::string_view{from.raw_json_token()})};
    if (!is_number(literal))
      throw simdjson::simdjson_error(simdjson::NUMBER_ERROR);
    if constexpr (std::is_same_v<Node, od::document>)
      static_cast<void>(from.get_double().error());
    return number{std::move(literal)};
  }
  case od::json_type::boolean:
    return from.get_bool().value();
  case od::json_type::null:
    if (!from.is_null())
      throw simdjson::simdjson_error(simdjson::N_ATOM_ERROR);
    return nullptr;
  }
  throw simdjson::simdjson_error(simdjson::TAPE_ERROR);
}

void append(std::string& out, const value& what, int indent);

void new_line(std::string& out, int indent) {
  if (indent >= 0)
    out.append(1, '\n').append(static_cast<std::size_t>(indent) * 2, ' ');
}

template <class Items, class Each>
void append_items(std::string& out, char open, char close, const Items& items, int indent,
                  Each each) {
  out += open;
  const int inner = indent < 0 ? -1 : indent + 1;
  bool first = true;
  for (const auto& item : items) {
    if (!std::exchange(first, false))
      out += ',';
    new_line(out, inner);
    each(item, inner);
  }
  if (!first)
    new_line(out, indent);
  out += close;
}

void append(std::string& out, const value& what, int indent) {
  if (const auto* members = what.as_object())
    append_items(out, '{', '}', *members, indent, [&](const member& m, int inner) {
      append_quoted(out, m.first);
      out += inner < 0 ? ":" : ": ";
      append(out, m.second, inner);
    });
  else if (const auto* items = what.as_array())
    append_items(out, '[', ']', *items, indent,
                 [&](const value& item, int inner) { append(out, item, inner); });
  else if (const auto* text = what.as_string())
    append_quoted(out, *text);
  else if (const auto* literal = what.as_number())
    out += literal->literal;
  else if (const auto* truth = what.as_bool())
    out += *truth ? "true" : "false";
  else
    out += "null";
}

} // namespace

result<value> parse(std::string_view text, std::size_t max_depth) {
  thread_local od::parser parser;
  try {
    const simdjson::padded_string padded{text};
    auto doc = parser.iterate(padded).value();
    auto built = build(doc, max_depth);
    if (const char* after = nullptr; doc.current_location().get(after) == simdjson::SUCCESS)
      return not_json(text, "something follows the document");
    return built;
  } catch (const simdjson::simdjson_error& why) {
    return not_json(text, why.what());
  }
}

std::string write(const value& what) {
  std::string out;
  append(out, what, -1);
  return out;
}

std::string write_pretty(const value& what) {
  std::string out;
  append(out, what, 0);
  return out;
}

void append_quoted(std::string& out, std::string_view text) {
  constexpr char digits[] = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    switch (c) {
    case '"':
      out += "\\\"";
      break;
    case '\\':
      out += "\\\\";
      break;
    case '\n':
      out += "\\n";
      break;
    case '\r':
      out += "\\r";
      break;
    case '\t':
      out += "\\t";
      break;
    default:
      if (static_cast<unsigned char>(c) < 0x20)
        out.append("\\u00").append(1, digits[c >> 4]).append(1, digits[c & 15]);
      else
        out += c;
    }
  }
  out += '"';
}

} // namespace weft::json
