#include "protocol/velocloud/pattern_syntax.hpp"

#include "protocol/unicode.hpp"

#include <string>

namespace weft::velocloud::pattern_syntax {

namespace {

constexpr int max_repeats = 1000;
constexpr int max_depth = 50;

/// Reads an expression by recursive descent; `trouble` says why it stopped.
class reader {
public:
  explicit reader(std::u32string text) : text_(std::move(text)) {}

  node read() {
    auto all = choice(0);
    if (trouble.empty() && at_ < text_.size())
      trouble = "unmatched )";
    return all;
  }

  std::string trouble;

private:
  bool more() const { return trouble.empty() && at_ < text_.size(); }

  bool skip(char32_t c) {
    if (!more() || text_[at_] != c)
      return false;
    ++at_;
    return true;
  }

  node choice(int depth) {
    node out{node::shape::choice, {}, {}, 0, 0};
    if (depth > max_depth)
      trouble = "nested too deeply";
    do
      out.parts.push_back(sequence(depth));
    while (skip('|'));
    return out;
  }

  node sequence(int depth) {
    node out;
    while (more() && text_[at_] != '|' && text_[at_] != ')')
      out.parts.push_back(repeated(atom(depth)));
    return out;
  }

  node atom(int depth) {
    const auto c = text_[at_++];
    switch (c) {
    case '(':
      return parenthesis(depth);
    case '[':
      return {node::shape::set, bracket(), {}, 0, 0};
    case '.':
      return {node::shape::set, {{{'\n', '\n'}}, true}, {}, 0, 0};
    case '^':
      return {node::shape::at_start, {}, {}, 0, 0};
    case '$':
      return {node::shape::at_end, {}, {}, 0, 0};
    case '\\':
      return {node::shape::set, escaped(), {}, 0, 0};
    case '*':
    case '+':
    case '?':
      trouble = "nothing to repeat";
      return {};
    default:
      return {node::shape::set, {{{c, c}}, false}, {}, 0, 0};
    }
  }

  node parenthesis(int depth) {
    if (skip('?') && !skip(':'))
      trouble = "(? other than (?: is not supported";
    auto inner = choice(depth + 1);
    if (!skip(')') && trouble.empty())
      trouble = "missing )";
    return inner;
  }

  node repeated(node what) {
    int least = 0;
    int most = unbounded;
    if (skip('*'))
      ;
    else if (skip('+'))
      least = 1;
    else if (skip('?'))
      most = 1;
    else if (!bounds(least, most))
      return what;
    skip('?'); // preferring fewer changes nothing about whether it matches
    node out{node::shape::repeat, {}, {}, least, most};
    out.parts.push_back(std::move(what));
    return out;
  }

  /// Reads {n}, {n,} or {n,m}; anything else is left as it stands.
  bool bounds(int& least, int& most) {
    const auto begin = at_;
    auto number = [this](int& into) {
      const auto first = at_;
      for (into = 0; more() && text_[at_] >= '0' && text_[at_] <= '9' && into <= max_repeats; ++at_)
        into = into * 10 + static_cast<int>(text_[at_] - '0');
      return at_ > first;
    };
    if (!skip('{') || !number(least)) {
      at_ = begin;
      return false;
    }
    most = least;
    if (skip(',') && !number(most))
      most = unbounded;
    if (!skip('}')) {
      at_ = begin;
      return false;
    }
    if (least > max_repeats || most > max_repeats || (most != unbounded && most < least))
      trouble = "repeat count out of range";
    return true;
  }

  point_set escaped() {
    if (!more()) {
      trouble = "trailing backslash";
      return {};
    }
    const auto c = text_[at_++];
    switch (c) {
    case 'd':
    case 'D':
      return {{{'0', '9'}}, c == 'D'};
    case 'w':
    case 'W':
      return {{{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}}, c == 'W'};
    case 's':
    case 'S':
      return {{{'\t', '\n'}, {'\f', '\r'}, {' ', ' '}}, c == 'S'};
    case 't':
      return {{{'\t', '\t'}}, false};
    case 'n':
      return {{{'\n', '\n'}}, false};
    default:
      if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))
        trouble = "escape \\" + to_utf8(c) + " is not supported";
      return {{{c, c}}, false};
    }
  }

  point_set bracket() {
    point_set out;
    out.negated = skip('^');
    bool first = true;
    for (; more() && (first || text_[at_] != ']'); first = false) {
      auto low = member();
      if (at_ + 1 < text_.size() && text_[at_] == '-' && text_[at_ + 1] != ']') {
        ++at_;
        const auto high = member();
        if (low.negated || high.negated || low.ranges.size() != 1 || high.ranges.size() != 1
            || low.ranges[0].first > high.ranges[0].first) {
          trouble = "bad range in [ ]";
          return out;
        }
        low.ranges[0].second = high.ranges[0].first;
      }
      if (low.negated)
        trouble = "negated class inside [ ] is not supported";
      out.ranges.insert(out.ranges.end(), low.ranges.begin(), low.ranges.end());
    }
    if (!skip(']') && trouble.empty())
      trouble = "missing ]";
    return out;
  }

  point_set member() {
    const auto c = text_[at_++];
    if (c == '\\')
      return escaped();
    if (c == '[' && at_ < text_.size() && text_[at_] == ':')
      trouble = "[: is not supported";
    return {{{c, c}}, false};
  }

  std::u32string text_;
  std::size_t at_ = 0;
};

} // namespace

result<node> read(std::string_view text) {
  reader from{to_points(text)};
  auto tree = from.read();
  if (!from.trouble.empty())
    return fault{errc::refused, from.trouble, "", {}};
  return tree;
}

} // namespace weft::velocloud::pattern_syntax
