#include "protocol/k8s/cel_node.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

namespace weft::k8s::cel {

namespace {

using kind = node::kind;

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

/// Reads by recursive descent. The first thing that does not fit is remembered in `why_`, after
/// which nothing is read any more.
class reader {
public:
  explicit reader(std::string_view text) : all_(text), rest_(text) {}

  result<node> read() {
    auto root = choice();
    skip_blanks();
    if (why_.empty() && !rest_.empty())
      fail("cannot go on at \"" + std::string{rest_.substr(0, 20)} + "\"");
    if (!why_.empty())
      return fault{errc::refused, why_, "", {}};
    return root;
  }

private:
  node fail(const std::string& why) {
    if (why_.empty())
      why_ = "compilation failed: column " + std::to_string(all_.size() - rest_.size() + 1) + ": "
             + why;
    rest_ = {};
    return {};
  }

  void skip_blanks() {
    while (!rest_.empty() && std::isspace(static_cast<unsigned char>(rest_.front())))
      rest_.remove_prefix(1);
  }

  bool eat(std::string_view token) {
    skip_blanks();
    const bool there = rest_.starts_with(token);
    rest_.remove_prefix(there ? token.size() : 0);
    return there;
  }

  void expect(std::string_view token) {
    if (!eat(token))
      fail("expected '" + std::string{token} + "'");
  }

  /// The first of `tokens` that comes next, eaten; a token does not match a longer operator.
  std::string next_of(std::initializer_list<std::string_view> tokens) {
    skip_blanks();
    for (const auto token : tokens)
      if (rest_.starts_with(token)) {
        const bool is_word = std::isalpha(static_cast<unsigned char>(token.front()));
        if (is_word && rest_.size() > token.size() && is_word_character(rest_[token.size()]))
          continue;
        rest_.remove_prefix(token.size());
        return std::string{token};
      }
    return {};
  }

  static bool is_word_character(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
  }

  std::string identifier() {
    skip_blanks();
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), is_word_character);
    std::string out(rest_.begin(), end);
    rest_.remove_prefix(out.size());
    return out;
  }

  /// Bounds how deep the tree can become: parentheses, signs and chains of operators count.
  bool grows() {
    constexpr int max_steps = 500;
    constexpr int max_depth = 50;
    if (++steps_ <= max_steps && depth_ <= max_depth)
      return true;
    fail("nested too deeply or too long");
    return false;
  }

  node choice() {
    ++depth_;
    if (!grows())
      return {};
    auto left = binary(0);
    if (eat("?")) {
      auto yes = choice();
      expect(":");
      auto no = choice();
      left = {kind::choice, "", "", {}, {}, {std::move(left), std::move(yes), std::move(no)}};
    }
    --depth_;
    return left;
  }

  std::string operator_of(int level) {
    switch (level) {
    case 0:
      return next_of({"||"});
    case 1:
      return next_of({"&&"});
    case 2:
      return next_of({"==", "!=", "<=", ">=", "<", ">", "in"});
    case 3:
      return next_of({"+", "-"});
    default:
      return next_of({"*", "/", "%"});
    }
  }

  node binary(int level) {
    constexpr int levels = 5;
    if (level == levels)
      return unary();
    auto left = binary(level + 1);
    for (auto how = operator_of(level); !how.empty(); how = operator_of(level)) {
      if (!grows())
        return {};
      auto right = binary(level + 1);
      left = {kind::operation, how, "", {}, {}, {std::move(left), std::move(right)}};
    }
    return left;
  }

  node unary() {
    skip_blanks();
    if (auto how = rest_.starts_with("!=") ? std::string{} : next_of({"!", "-"}); !how.empty()) {
      if (how == "-" && !rest_.empty() && std::isdigit(static_cast<unsigned char>(rest_.front()))) {
        auto out = postfix(number());
        if (const auto* literal = out.held.as_number(); literal && out.what == kind::literal)
          out.held = json::number{"-" + literal->literal};
        return out;
      }
      ++depth_;
      auto what = grows() ? unary() : node{};
      --depth_;
      return {kind::operation, how, "", {}, {}, {std::move(what)}};
    }
    return postfix(primary());
  }

  node postfix(node from) {
    while (why_.empty() && grows()) {
      if (eat(".")) {
        auto name = identifier();
        if (name.empty())
          return fail("expected a name");
        if (eat("("))
          from = method(std::move(from), std::move(name));
        else
          from = {kind::member, unescaped(name), "", {}, {}, {std::move(from)}};
      } else if (eat("[")) {
        auto place = choice();
        expect("]");
        from = {kind::index, "", "", {}, {}, {std::move(from), std::move(place)}};
      } else {
        --steps_;
        return from;
      }
    }
    return from;
  }

  /// Names that CEL cannot spell: `__if__` is `if`, `x__dash__y` is `x-y`.
  static std::string unescaped(std::string name) {
    constexpr std::pair<std::string_view, std::string_view> spelt[]
      = {{"__underscores__", "__"}, {"__dot__", "."}, {"__dash__", "-"}, {"__slash__", "/"}};
    for (const auto& [long_form, meant] : spelt)
      for (auto at = name.find(long_form); at != name.npos; at = name.find(long_form, at + 1))
        name.replace(at, long_form.size(), meant);
    if (name.size() > 4 && name.starts_with("__") && name.ends_with("__"))
      name = name.substr(2, name.size() - 4);
    return name;
  }

  std::vector<node> arguments() {
    std::vector<node> out;
    if (eat(")"))
      return out;
    do
      out.push_back(choice());
    while (eat(","));
    expect(")");
    return out;
  }

  node method(node on, std::string name) {
    auto given = arguments();
    if (is_one_of(name, {"all", "exists", "exists_one", "filter", "map"})) {
      if (given.size() != 2 || given[0].what != kind::name)
        return fail(name + "() takes a variable and an expression");
      auto variable = given[0].text;
      return {kind::macro, name, variable, {}, {}, {std::move(on), std::move(given[1])}};
    }
    const auto wanted = is_one_of(name, {"size", "lowerAscii", "upperAscii"})                ? 0U
                        : is_one_of(name, {"startsWith", "endsWith", "contains", "matches"}) ? 1U
                                                                                             : 99U;
    if (given.size() != wanted)
      return fail("undeclared reference to '" + name + "'");
    node out{kind::call, name, "", {}, {}, {std::move(on)}};
    for (auto& one : given)
      out.parts.push_back(std::move(one));
    return name == "matches" ? with_expression(std::move(out)) : out;
  }

  node with_expression(node call) {
    if (call.parts[1].what != kind::literal || !call.parts[1].held.is_string())
      return fail("matches() takes a literal expression here");
    auto compiled = pattern::compile(call.parts[1].held.text_or(""));
    if (!compiled)
      return fail("matches() takes no such expression: " + compiled.error().what);
    call.expression = std::move(*compiled);
    return call;
  }

  node primary() {
    skip_blanks();
    if (rest_.empty())
      return fail("the rule ends too early");
    if (eat("(")) {
      auto inner = choice();
      expect(")");
      return inner;
    }
    if (eat("[")) {
      node out{kind::list, "", "", {}, {}, {}};
      if (eat("]"))
        return out;
      do
        out.parts.push_back(choice());
      while (eat(","));
      expect("]");
      return out;
    }
    const auto first = rest_.front();
    if (first == '"' || first == '\'')
      return text(false);
    if ((first == 'r' || first == 'R') && rest_.size() > 1
        && (rest_[1] == '"' || rest_[1] == '\'')) {
      rest_.remove_prefix(1);
      return text(true);
    }
    if (std::isdigit(static_cast<unsigned char>(first)))
      return number();
    auto name = identifier();
    if (name.empty())
      return fail("cannot read \"" + std::string{rest_.substr(0, 20)} + "\"");
    return named(std::move(name));
  }

  node named(std::string name) {
    if (name == "true" || name == "false")
      return {kind::literal, "", "", json::value{name == "true"}, {}, {}};
    if (name == "null")
      return {};
    if (!eat("("))
      return {kind::name, std::move(name), "", {}, {}, {}};
    auto given = arguments();
    if (name == "has" && given.size() == 1 && given[0].what == kind::member)
      return {kind::has, given[0].text, "", {}, {}, std::move(given[0].parts)};
    if (!is_one_of(name, {"size", "int", "double", "string"}) || given.size() != 1)
      return fail("undeclared reference to '" + name + "'");
    return {kind::call, std::move(name), "", {}, {}, std::move(given)};
  }

  node number() {
    const auto end = rest_.find_first_not_of("0123456789.eE");
    auto digits = rest_.substr(0, end);
    rest_.remove_prefix(digits.size());
    eat("u");
    return {kind::literal, "", "", json::number{std::string{digits}}, {}, {}};
  }

  node text(bool raw) {
    const auto quote = rest_.front();
    rest_.remove_prefix(1);
    std::string out;
    for (; !rest_.empty() && rest_.front() != quote; rest_.remove_prefix(1)) {
      if (rest_.front() != '\\' || raw) {
        out += rest_.front();
        continue;
      }
      rest_.remove_prefix(1);
      constexpr std::string_view escapes = R"(ntr\"'`?)";
      constexpr std::string_view meant = "\n\t\r\\\"'`?";
      const auto at = rest_.empty() ? escapes.npos : escapes.find(rest_.front());
      if (at == escapes.npos)
        return fail("unknown escape in a string");
      out += meant[at];
    }
    if (rest_.empty())
      return fail("a string does not end");
    rest_.remove_prefix(1);
    return {kind::literal, "", "", json::value{std::move(out)}, {}, {}};
  }

  std::string_view all_;
  std::string_view rest_;
  std::string why_;
  int depth_ = 0;
  int steps_ = 0;
};

} // namespace

result<node> read(std::string_view text) {
  return reader{text}.read();
}

} // namespace weft::k8s::cel
