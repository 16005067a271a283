#include "protocol/k8s/cel.hpp"

#include "protocol/k8s/cel_node.hpp"

#include <algorithm>
#include <charconv>
#include <map>

namespace weft::k8s::cel {

namespace {

using kind = node::kind;
using variables = std::map<std::string, const json::value*, std::less<>>;

fault refused(std::string why) {
  return {errc::refused, std::move(why), "", {}};
}

result<json::value> evaluate(const node& what, const variables& known);

bool is_whole(const json::value& what) {
  const auto* held = what.as_number();
  return held && held->literal.find_first_of(".eE") == std::string::npos;
}

double wide(const json::value& what) {
  double out = 0;
  if (const auto* held = what.as_number())
    std::from_chars(held->literal.data(), held->literal.data() + held->literal.size(), out);
  return out;
}

json::value number_of(double what) {
  char out[64];
  auto* end = std::to_chars(out, out + sizeof out, what).ptr;
  std::string literal(out, end);
  return json::number{literal.find_first_of(".e") == literal.npos ? literal + ".0" : literal};
}

/// Unicode code points, as CEL counts.
std::int64_t size_of(const json::value& what) {
  if (const auto* items = what.as_array())
    return static_cast<std::int64_t>(items->size());
  if (const auto* members = what.as_object())
    return static_cast<std::int64_t>(members->size());
  const auto text = what.text_or("");
  return std::count_if(text.begin(), text.end(),
                       [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
}

bool equal(const json::value& a, const json::value& b) {
  if (a.is_number() && b.is_number())
    return is_whole(a) && is_whole(b) ? a.as_int() == b.as_int() : wide(a) == wide(b);
  if (a.as_array() && b.as_array())
    return std::equal(a.as_array()->begin(), a.as_array()->end(), b.as_array()->begin(),
                      b.as_array()->end(), equal);
  return a == b;
}

result<json::value> compare(const std::string& how, const json::value& a, const json::value& b) {
  double order = 0;
  if (a.is_string() && b.is_string())
    order = a.text_or("").compare(b.text_or(""));
  else if (a.as_int() && b.as_int())
    order = *a.as_int() < *b.as_int() ? -1 : (*a.as_int() > *b.as_int() ? 1 : 0);
  else if (a.is_number() && b.is_number())
    order = wide(a) - wide(b);
  else
    return refused("no such overload: " + std::string{a.type_name()} + " " + how + " "
                   + std::string{b.type_name()});
  return json::value{how == "<"    ? order < 0
                     : how == "<=" ? order <= 0
                     : how == ">"  ? order > 0
                                   : order >= 0};
}

result<json::value> calculate(const std::string& how, const json::value& a, const json::value& b) {
  if (how == "+" && a.is_string() && b.is_string())
    return json::value{std::string{a.text_or("")} + std::string{b.text_or("")}};
  if (how == "+" && a.as_array() && b.as_array()) {
    auto out = *a.as_array();
    out.insert(out.end(), b.as_array()->begin(), b.as_array()->end());
    return json::value{std::move(out)};
  }
  if (!a.is_number() || !b.is_number())
    return refused("no such overload: " + std::string{a.type_name()} + " " + how + " "
                   + std::string{b.type_name()});
  if (!is_whole(a) || !is_whole(b)) {
    if (how == "%")
      return refused("no such overload: double % double");
    return number_of(how == "+"   ? wide(a) + wide(b)
                     : how == "-" ? wide(a) - wide(b)
                     : how == "*" ? wide(a) * wide(b)
                                  : wide(a) / wide(b));
  }
  const auto x = a.int_or(0);
  const auto y = b.int_or(0);
  if ((how == "/" || how == "%") && y == 0)
    return refused(how == "/" ? "division by zero" : "modulus by zero");
  std::int64_t out = 0;
  const bool over = how == "+"   ? __builtin_add_overflow(x, y, &out)
                    : how == "-" ? __builtin_sub_overflow(x, y, &out)
                    : how == "*" ? __builtin_mul_overflow(x, y, &out)
                                 : y == -1 && x == INT64_MIN;
  if (over)
    return refused("integer overflow");
  if (how == "/" || how == "%")
    out = how == "/" ? x / y : x % y;
  return json::value{out};
}

/// `&&` and `||` forgive an error on one side when the other side decides.
result<json::value> decide(const node& what, const variables& known) {
  const bool decisive = what.text == "||";
  auto left = evaluate(what.parts[0], known);
  if (left && left->as_bool() && *left->as_bool() == decisive)
    return left;
  auto right = evaluate(what.parts[1], known);
  if (right && right->as_bool() && *right->as_bool() == decisive)
    return right;
  if (!left)
    return left;
  if (right && (!left->is_bool() || !right->is_bool()))
    return refused("no such overload: " + what.text);
  return right;
}

result<json::value> operate(const node& what, const variables& known) {
  if (what.text == "||" || what.text == "&&")
    return decide(what, known);
  auto left = evaluate(what.parts[0], known);
  if (!left)
    return left;
  if (what.parts.size() == 1) {
    if (what.text == "-")
      return calculate("-", is_whole(*left) ? json::value{0} : json::value{json::number{"0.0"}},
                       *left);
    return left->is_bool() ? result<json::value>{json::value{!*left->as_bool()}}
                           : refused("no such overload: !" + std::string{left->type_name()});
  }
  auto right = evaluate(what.parts[1], known);
  if (!right)
    return right;
  if (what.text == "==" || what.text == "!=")
    return json::value{equal(*left, *right) == (what.text == "==")};
  if (what.text == "in") {
    if (const auto* items = right->as_array())
      return json::value{std::any_of(items->begin(), items->end(),
                                     [&](const json::value& item) { return equal(item, *left); })};
    return json::value{right->find(left->text_or("")) != nullptr};
  }
  if (what.text.front() == '<' || what.text.front() == '>')
    return compare(what.text, *left, *right);
  return calculate(what.text, *left, *right);
}

result<json::value> convert(const std::string& to, const json::value& what) {
  if (to == "string")
    return what.is_string() ? what : json::value{json::write(what)};
  if (what.is_string()) {
    const json::value read{json::number{std::string{what.text_or("")}}};
    if (to == "int" && (!read.as_int() || !is_whole(read)))
      return refused("cannot convert to int: " + std::string{what.text_or("")});
    return read;
  }
  if (!what.is_number())
    return refused("no such overload: " + to + "(" + std::string{what.type_name()} + ")");
  return to == "int" ? json::value{static_cast<std::int64_t>(wide(what))} : number_of(wide(what));
}

result<json::value> call(const node& what, const variables& known) {
  std::vector<json::value> given;
  for (const auto& part : what.parts) {
    auto one = evaluate(part, known);
    if (!one)
      return one;
    given.push_back(std::move(*one));
  }
  if (what.text == "size")
    return given[0].is_number() || given[0].is_bool()
             ? result<json::value>{refused("no such overload: size")}
             : json::value{size_of(given[0])};
  if (what.text == "int" || what.text == "double" || what.text == "string")
    return convert(what.text, given[0]);
  if (!given[0].is_string())
    return refused("no such overload: " + what.text);
  const auto text = given[0].text_or("");
  if (what.text == "matches")
    return json::value{what.expression->found_in(text)};
  if (what.text == "lowerAscii" || what.text == "upperAscii") {
    std::string out{text};
    const bool lower = what.text == "lowerAscii";
    for (auto& c : out)
      if (lower ? c >= 'A' && c <= 'Z' : c >= 'a' && c <= 'z')
        c = static_cast<char>(c ^ 0x20);
    return json::value{std::move(out)};
  }
  const auto part = given[1].text_or("");
  return json::value{what.text == "startsWith" ? text.starts_with(part)
                     : what.text == "endsWith" ? text.ends_with(part)
                                               : text.find(part) != text.npos};
}

result<json::value> expand(const node& what, const variables& known) {
  auto over = evaluate(what.parts[0], known);
  if (!over)
    return over;
  json::array items;
  if (const auto* members = over->as_object())
    for (const auto& [name, held] : *members)
      items.emplace_back(name);
  else if (const auto* held = over->as_array())
    items = *held;
  else
    return refused("no such overload: " + what.text);
  json::array kept;
  std::size_t matched = 0;
  auto inner = known;
  for (const auto& item : items) {
    inner[what.variable] = &item;
    auto one = evaluate(what.parts[1], inner);
    if (!one)
      return one;
    const bool holds = one->as_bool() && *one->as_bool();
    matched += holds ? 1 : 0;
    if (what.text == "map")
      kept.push_back(std::move(*one));
    else if (what.text == "filter" && holds)
      kept.push_back(item);
  }
  if (what.text == "map" || what.text == "filter")
    return json::value{std::move(kept)};
  return json::value{what.text == "all"      ? matched == items.size()
                     : what.text == "exists" ? matched > 0
                                             : matched == 1};
}

result<json::value> reach(const node& what, const variables& known) {
  auto from = evaluate(what.parts[0], known);
  if (!from)
    return from;
  if (what.what == kind::has)
    return json::value{from->find(what.text) != nullptr};
  if (what.what == kind::member) {
    const auto* held = from->find(what.text);
    return held ? result<json::value>{*held} : refused("no such key: " + what.text);
  }
  auto place = evaluate(what.parts[1], known);
  if (!place)
    return place;
  if (const auto* items = from->as_array()) {
    const auto at = place->int_or(-1);
    if (at < 0 || at >= static_cast<std::int64_t>(items->size()))
      return refused("index out of bounds: " + json::write(*place));
    return (*items)[static_cast<std::size_t>(at)];
  }
  const auto* held = from->find(place->text_or(""));
  return held ? result<json::value>{*held}
              : refused("no such key: " + std::string{place->text_or("")});
}

result<json::value> evaluate(const node& what, const variables& known) {
  switch (what.what) {
  case kind::literal:
    return what.held;
  case kind::name: {
    const auto i = known.find(what.text);
    return i != known.end() ? result<json::value>{*i->second}
                            : refused("undeclared reference to '" + what.text + "'");
  }
  case kind::list: {
    json::array out;
    for (const auto& part : what.parts) {
      auto one = evaluate(part, known);
      if (!one)
        return one;
      out.push_back(std::move(*one));
    }
    return json::value{std::move(out)};
  }
  case kind::member:
  case kind::index:
  case kind::has:
    return reach(what, known);
  case kind::call:
    return call(what, known);
  case kind::operation:
    return operate(what, known);
  case kind::choice: {
    auto which = evaluate(what.parts[0], known);
    if (!which || !which->is_bool())
      return which ? result<json::value>{refused("no such overload: ?:")} : which;
    return evaluate(what.parts[*which->as_bool() ? 1 : 2], known);
  }
  case kind::macro:
    return expand(what, known);
  }
  return refused("unreachable");
}

/// Names that are neither bound by a macro nor known outside.
std::string unknown_name(const node& what, std::vector<std::string> bound) {
  if (what.what == kind::macro)
    bound.push_back(what.variable);
  if (what.what == kind::name && std::find(bound.begin(), bound.end(), what.text) == bound.end())
    return what.text;
  for (const auto& part : what.parts)
    if (auto name = unknown_name(part, bound); !name.empty())
      return name;
  return {};
}

bool mentions(const node& what, std::string_view name) {
  return (what.what == kind::name && what.text == name)
         || std::any_of(what.parts.begin(), what.parts.end(),
                        [&](const node& part) { return mentions(part, name); });
}

} // namespace

result<program> program::compile(std::string_view text) {
  auto root = read(text);
  if (!root)
    return root.error();
  if (const auto name = unknown_name(*root, {"self", "oldSelf"}); !name.empty())
    return refused("compilation failed: undeclared reference to '" + name + "'");
  program out;
  out.transition_ = mentions(*root, "oldSelf");
  out.root_ = std::make_shared<const node>(std::move(*root));
  return out;
}

result<json::value> program::run(const json::value& self, const json::value* old_self) const {
  variables known{{"self", &self}};
  if (old_self)
    known.emplace("oldSelf", old_self);
  return evaluate(*root_, known);
}

} // namespace weft::k8s::cel
