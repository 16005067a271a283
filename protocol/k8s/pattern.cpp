#include "protocol/k8s/pattern.hpp"

#include "protocol/unicode.hpp"

#include <boost/regex.hpp>

#include <algorithm>
#include <optional>

namespace weft::k8s {

namespace {

/// The members of a bracket expression that stand for Unicode's category C.
std::wstring control_members() {
  std::wstring out;
  for (const auto& [first, last] : control_ranges()) {
    out += static_cast<wchar_t>(first);
    if (first != last)
      out.append({L'-', static_cast<wchar_t>(last)});
  }
  return out;
}

/// Rewrites RE2's `\p` for an engine that has none.
class translation {
public:
  explicit translation(std::string_view text) : points_(to_points(text)) {}

  /// Nothing when the text asks for a class that is not known.
  std::optional<std::wstring> run() {
    while (at_ < points_.size()) {
      const auto point = points_[at_];
      if (point == U'\\') {
        if (!escape())
          return std::nullopt;
        continue;
      }
      if (point == U'[' && !in_brackets_)
        open_brackets();
      else if (point == U'[' && next() == U':')
        copy_past(U']'); // [:alpha:]
      else {
        in_brackets_ = in_brackets_ && point != U']';
        copy();
      }
    }
    return std::move(out_);
  }

private:
  char32_t next() const { return at_ + 1 < points_.size() ? points_[at_ + 1] : U'\0'; }
  void copy() { out_ += static_cast<wchar_t>(points_[at_++]); }

  void copy_past(char32_t end) {
    while (at_ < points_.size() && points_[at_] != end)
      copy();
    if (at_ < points_.size())
      copy();
  }

  /// Copies what is a member even where it would close or negate.
  void open_brackets() {
    in_brackets_ = true;
    copy();
    for (const auto first : {U'^', U']'})
      if (at_ < points_.size() && points_[at_] == first)
        copy();
  }

  bool escape() {
    const bool negated = next() == U'P';
    if (!negated && next() != U'p') {
      copy();
      if (at_ < points_.size())
        copy();
      return true;
    }
    at_ += 2;
    std::u32string_view rest{points_};
    rest.remove_prefix(std::min(at_, rest.size()));
    const std::u32string_view name = rest.starts_with(U"{C}") ? U"{C}" : U"C";
    if (!rest.starts_with(name) || (negated && in_brackets_))
      return false;
    at_ += name.size();
    out_ += in_brackets_ ? control_members() : (negated ? L"[^" : L"[") + control_members() + L"]";
    return true;
  }

  std::u32string points_;
  std::size_t at_ = 0;
  std::wstring out_;
  bool in_brackets_ = false;
};

} // namespace

// Boost's engine and not the standard library's: that one recurses once per character.
struct pattern::engine {
  boost::wregex expression;
};

result<pattern> pattern::compile(std::string_view text) {
  pattern out;
  out.text_ = text;
  boost::wregex expression;
  const auto rewritten = translation{text}.run();
  if (!rewritten)
    return fault{errc::refused, "a Unicode class that is not known here: " + out.text_, "", {}};
  expression.assign(*rewritten, boost::wregex::perl | boost::wregex::no_except);
  if (expression.status() != 0)
    return fault{errc::refused, "not a regular expression: " + out.text_, "", {}};
  out.engine_ = std::make_shared<const engine>(engine{std::move(expression)});
  return out;
}

bool pattern::found_in(std::string_view text) const {
  const auto points = to_points(text);
  const std::wstring wide{points.begin(), points.end()};
  try {
    return boost::regex_search(wide, engine_->expression,
                               boost::match_single_line | boost::match_not_dot_newline);
  } catch (const std::runtime_error&) {
    return false; // the engine gave up on an explosive expression
  }
}

} // namespace weft::k8s
