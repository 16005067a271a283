#include "protocol/k8s/json_path.hpp"

#include <charconv>

namespace weft::k8s {

namespace {

/// -1, 0 or 1 for two numbers or two strings; 2 when they cannot be compared.
int order(const json::value& a, const json::value& b) {
  if (a.is_string() && b.is_string())
    return a.text_or("").compare(b.text_or("")) < 0 ? -1 : (a == b ? 0 : 1);
  if (a.as_int() && b.as_int())
    return *a.as_int() < *b.as_int() ? -1 : (*a.as_int() == *b.as_int() ? 0 : 1);
  return a == b ? 0 : 2;
}

bool holds(const json::value& left, std::string_view comparison, const json::value& right) {
  const auto how = order(left, right);
  if (comparison == "==")
    return how == 0;
  if (comparison == "!=")
    return how != 0;
  if (how == 2)
    return false;
  if (comparison == "<")
    return how < 0;
  if (comparison == "<=")
    return how <= 0;
  return comparison == ">" ? how > 0 : how >= 0;
}

} // namespace

/// Takes a path apart from left to right.
class json_path::reader {
public:
  explicit reader(std::string_view text) : all_(text), rest_(text) {}

  result<std::vector<step>> read() {
    std::vector<step> out;
    if (eat("{"))
      rest_ = rest_.ends_with('}') ? rest_.substr(0, rest_.size() - 1) : "?";
    eat("$");
    while (!rest_.empty())
      if (!read_step(out))
        return fault{errc::refused,
                     "cannot read JSONPath " + std::string{all_} + " at \"" + std::string{rest_}
                       + "\"",
                     "",
                     {}};
    return out;
  }

private:
  bool eat(std::string_view token) {
    const bool there = rest_.starts_with(token);
    rest_.remove_prefix(there ? token.size() : 0);
    return there;
  }

  void skip_blanks() {
    while (eat(" ")) {
    }
  }

  bool read_step(std::vector<step>& out) {
    if (eat("["))
      return read_bracket(out) && eat("]");
    return eat(".") && (rest_.empty() || rest_.starts_with('[') || read_name(out));
  }

  bool read_name(std::vector<step>& out) {
    step one;
    while (!rest_.empty() && std::string_view{".[]=!<>) "}.find(rest_.front()) == rest_.npos) {
      if (rest_.front() == '\\' && rest_.size() > 1)
        rest_.remove_prefix(1);
      one.name += rest_.front();
      rest_.remove_prefix(1);
    }
    if (one.name == "*")
      one.what = kind::all;
    out.push_back(std::move(one));
    return !out.back().name.empty();
  }

  bool read_quoted(std::string& into) {
    const auto quote = rest_.front();
    rest_.remove_prefix(1);
    const auto end = rest_.find(quote);
    if (end == rest_.npos)
      return false;
    into = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return true;
  }

  bool read_number(std::int64_t& into) {
    const auto [stop, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), into);
    if (error != std::errc{})
      return false;
    rest_.remove_prefix(static_cast<std::size_t>(stop - rest_.data()));
    return true;
  }

  bool read_bracket(std::vector<step>& out) {
    step one;
    if (eat("*")) {
      one.what = kind::all;
    } else if (rest_.starts_with('\'') || rest_.starts_with('"')) {
      if (!read_quoted(one.name))
        return false;
    } else if (eat("?(")) {
      one.what = kind::filter;
      if (!read_filter(one))
        return false;
    } else {
      one.what = kind::index;
      if (!read_number(one.index))
        return false;
    }
    out.push_back(std::move(one));
    return true;
  }

  bool read_filter(step& into) {
    skip_blanks();
    if (!eat("@"))
      return false;
    while (rest_.starts_with('.') || rest_.starts_with('['))
      if (!read_step(into.left))
        return false;
    skip_blanks();
    for (const std::string_view one : {"==", "!=", "<=", ">=", "<", ">"})
      if (into.comparison.empty() && eat(one))
        into.comparison = one;
    skip_blanks();
    if (!into.comparison.empty() && !read_literal(into.right))
      return false;
    skip_blanks();
    return eat(")");
  }

  bool read_literal(json::value& into) {
    if (rest_.starts_with('\'') || rest_.starts_with('"')) {
      std::string text;
      const bool whole = read_quoted(text);
      into = std::move(text);
      return whole;
    }
    for (const bool truth : {true, false})
      if (eat(truth ? "true" : "false")) {
        into = truth;
        return true;
      }
    std::int64_t number = 0;
    const bool whole = read_number(number);
    into = number;
    return whole;
  }

  std::string_view all_;
  std::string_view rest_;
};

result<json_path> json_path::compile(std::string_view text) {
  auto steps = reader{text}.read();
  if (!steps)
    return steps.error();
  json_path out;
  out.steps_ = std::move(*steps);
  return out;
}

std::vector<const json::value*> json_path::find(const json::value& document) const {
  return follow_all(steps_, document);
}

std::vector<const json::value*> json_path::follow_all(const std::vector<step>& steps,
                                                      const json::value& from) {
  std::vector<const json::value*> reached{&from};
  for (const auto& one : steps) {
    std::vector<const json::value*> next;
    for (const auto* here : reached)
      follow(one, *here, next);
    reached = std::move(next);
  }
  return reached;
}

void json_path::follow(const step& how, const json::value& from,
                       std::vector<const json::value*>& into) {
  if (how.what == kind::member) {
    if (const auto* held = from.find(how.name))
      into.push_back(held);
    return;
  }
  if (const auto* members = from.as_object(); members && how.what == kind::all)
    for (const auto& [name, held] : *members)
      into.push_back(&held);
  const auto* items = from.as_array();
  if (!items)
    return;
  const auto size = static_cast<std::int64_t>(items->size());
  const auto place = how.index < 0 ? size + how.index : how.index;
  for (std::int64_t i = 0; i < size; ++i) {
    const auto& item = (*items)[static_cast<std::size_t>(i)];
    bool wanted = how.what == kind::all || (how.what == kind::index && i == place);
    if (how.what == kind::filter)
      for (const auto* left : follow_all(how.left, item))
        wanted = wanted || how.comparison.empty() || holds(*left, how.comparison, how.right);
    if (wanted)
      into.push_back(&item);
  }
}

} // namespace weft::k8s
