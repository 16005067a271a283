#include "protocol/k8s/selector.hpp"

#include <algorithm>

namespace weft::k8s {

namespace {

fault malformed(std::string why) {
  return {errc::malformed, std::move(why), "", {}};
}

constexpr std::string_view special = "!=,()<> \t";

} // namespace

class label_selector::reader {
public:
  explicit reader(std::string_view text) : rest_(text) {}

  result<std::vector<requirement>> read() {
    std::vector<requirement> out;
    skip_blanks();
    while (!rest_.empty()) {
      requirement one;
      if (auto why = read_requirement(one); !why.empty())
        return malformed("unable to parse requirement: " + why);
      out.push_back(std::move(one));
      if (!eat(",") && !rest_.empty())
        return malformed("found '" + token() + "', expected: ',' or 'end of string'");
    }
    return out;
  }

private:
  void skip_blanks() {
    while (rest_.starts_with(' ') || rest_.starts_with('\t'))
      rest_.remove_prefix(1);
  }

  bool eat(std::string_view what) {
    const bool there = rest_.starts_with(what);
    rest_.remove_prefix(there ? what.size() : 0);
    skip_blanks();
    return there;
  }

  std::string token() const {
    const auto end = rest_.find_first_of(special);
    return std::string{rest_.substr(0, std::max<std::size_t>(1, std::min(end, rest_.size())))};
  }

  std::string word() {
    std::string out{rest_.substr(0, rest_.find_first_of(special))};
    rest_.remove_prefix(out.size());
    skip_blanks();
    return out;
  }

  std::string read_requirement(requirement& into) {
    if (eat("!"))
      into.what = kind::missing;
    if (into.label = word(); into.label.empty())
      return "found '" + token() + "', expected: identifier";
    if (into.what == kind::missing || rest_.empty() || rest_.starts_with(','))
      return "";
    into.what = kind::in;
    if (eat("!=")) {
      into.what = kind::not_in;
      into.values = {word()};
      return "";
    }
    if (eat("==") || eat("=")) {
      into.values = {word()};
      return rest_.starts_with('=') ? "found '=', expected: identifier" : "";
    }
    const auto name = word();
    if (name != "in" && name != "notin")
      return "found '" + (name.empty() ? token() : name)
             + "', expected: in, notin, =, ==, !=, gt, lt";
    if (name == "notin")
      into.what = kind::not_in;
    return read_values(into.values);
  }

  std::string read_values(std::vector<std::string>& into) {
    if (!eat("("))
      return "found '" + (rest_.empty() ? "" : token()) + "' expected: '('";
    do
      into.push_back(word());
    while (eat(","));
    return eat(")") ? "" : "found '" + (rest_.empty() ? "" : token()) + "', expected: ',' or ')'";
  }

  std::string_view rest_;
};

result<label_selector> label_selector::parse(std::string_view text) {
  auto read = reader{text}.read();
  if (!read)
    return read.error();
  label_selector out;
  out.requirements_ = std::move(*read);
  return out;
}

bool label_selector::matches(const json::value* labels) const {
  return std::all_of(requirements_.begin(), requirements_.end(), [&](const requirement& one) {
    const auto* held = labels ? labels->find(one.label) : nullptr;
    if (one.what == kind::exists || one.what == kind::missing)
      return (held != nullptr) == (one.what == kind::exists);
    const bool among
      = held
        && std::find(one.values.begin(), one.values.end(), held->text_or("")) != one.values.end();
    return among == (one.what == kind::in);
  });
}

result<std::vector<field_requirement>> parse_field_selector(std::string_view text) {
  std::vector<field_requirement> out;
  while (!text.empty()) {
    field_requirement one;
    std::string* into = &one.field;
    bool compared = false;
    while (!text.empty() && text.front() != ',') {
      if (text.front() == '\\' && text.size() > 1) {
        into->push_back(text[1]);
        text.remove_prefix(2);
      } else if (!compared && (text.starts_with("!=") || text.front() == '=')) {
        one.equal = text.front() == '=';
        text.remove_prefix(text.starts_with("==") || !one.equal ? 2 : 1);
        compared = true;
        into = &one.value;
      } else {
        into->push_back(text.front());
        text.remove_prefix(1);
      }
    }
    if (!compared)
      return malformed("invalid selector: '" + one.field + "'; can't understand '" + one.field
                       + "'");
    out.push_back(std::move(one));
    text.remove_prefix(text.empty() ? 0 : 1);
  }
  return out;
}

} // namespace weft::k8s
