#include "protocol/velocloud/pattern.hpp"

#include "protocol/unicode.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

namespace weft::velocloud {

namespace {

constexpr std::size_t max_instructions = 4000;
constexpr int max_repeats = 1000;
constexpr int max_depth = 50;
constexpr int unbounded = -1;

/// A set of code points.
struct point_set {
  std::vector<std::pair<char32_t, char32_t>> ranges;
  bool negated = false;

  bool holds(char32_t c) const {
    return negated != std::any_of(ranges.begin(), ranges.end(), [c](const auto& range) {
             return range.first <= c && c <= range.second;
           });
  }
};

enum class op : std::uint8_t { take, split, jump, at_start, at_end, done };

struct instruction {
  op what = op::done;
  std::size_t to = 0;
  std::size_t other = 0;
  point_set set;
};

/// What was read of the expression.
struct node {
  enum class shape : std::uint8_t { set, sequence, choice, repeat, at_start, at_end };
  shape is = shape::sequence;
  point_set set;
  std::vector<node> parts;
  int least = 0;
  int most = 0;
};

} // namespace

struct pattern_program {
  std::vector<instruction> steps;
};

namespace {

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

/// Appends the steps that match `what`. @returns false when there would be too many.
bool emit(const node& what, std::vector<instruction>& steps) {
  if (steps.size() > max_instructions)
    return false;
  auto add = [&](op is) {
    steps.push_back({is, steps.size() + 1, 0, {}});
    return steps.size() - 1;
  };
  switch (what.is) {
  case node::shape::set:
    steps[add(op::take)].set = what.set;
    return true;
  case node::shape::at_start:
    add(op::at_start);
    return true;
  case node::shape::at_end:
    add(op::at_end);
    return true;
  case node::shape::sequence:
    return std::all_of(what.parts.begin(), what.parts.end(),
                       [&](const node& part) { return emit(part, steps); });
  case node::shape::choice: {
    std::vector<std::size_t> ends;
    for (std::size_t i = 0; i + 1 < what.parts.size(); ++i) {
      const auto fork = add(op::split);
      if (!emit(what.parts[i], steps))
        return false;
      ends.push_back(add(op::jump));
      steps[fork].other = steps.size();
    }
    const bool fits = emit(what.parts.back(), steps);
    for (const auto end : ends)
      steps[end].to = steps.size();
    return fits;
  }
  case node::shape::repeat: {
    for (int i = 0; i < what.least; ++i)
      if (!emit(what.parts[0], steps))
        return false;
    if (what.most == unbounded) {
      const auto fork = add(op::split);
      const bool fits = emit(what.parts[0], steps);
      steps[add(op::jump)].to = fork;
      steps[fork].other = steps.size();
      return fits;
    }
    std::vector<std::size_t> forks;
    for (int i = what.least; i < what.most; ++i) {
      forks.push_back(add(op::split));
      if (!emit(what.parts[0], steps))
        return false;
    }
    for (const auto fork : forks)
      steps[fork].other = steps.size();
    return true;
  }
  }
  return false;
}

/// The states a matcher is in after some text; every state is entered once per position.
class state_set {
public:
  explicit state_set(const pattern_program& program)
    : program_(program), entered_(program.steps.size(), 0) {}

  void clear() {
    live.clear();
    ++round_;
  }

  /// Enters `state` and what follows it without reading. @returns whether that is the end.
  bool enter(std::size_t state, bool at_start, bool at_end) {
    std::vector<std::size_t> open{state};
    bool done = false;
    while (!open.empty()) {
      const auto here = open.back();
      open.pop_back();
      if (std::exchange(entered_[here], round_) == round_)
        continue;
      const auto& step = program_.steps[here];
      if (step.what == op::take)
        live.push_back(here);
      else if (step.what == op::done)
        done = true;
      else if (step.what == op::jump || step.what == op::split
               || (step.what == op::at_start && at_start) || (step.what == op::at_end && at_end))
        open.push_back(step.to);
      if (step.what == op::split)
        open.push_back(step.other);
    }
    return done;
  }

  std::vector<std::size_t> live;

private:
  const pattern_program& program_;
  std::vector<std::uint32_t> entered_;
  std::uint32_t round_ = 1;
};

} // namespace

result<pattern> pattern::compile(std::string_view text) {
  reader from{to_points(text)};
  const auto tree = from.read();
  auto program = std::make_shared<pattern_program>();
  if (from.trouble.empty() && !emit(tree, program->steps))
    from.trouble = "too large";
  if (!from.trouble.empty())
    return fault{errc::refused, from.trouble, "", {}};
  program->steps.push_back({});
  pattern out;
  out.source_ = text;
  out.program_ = std::move(program);
  return out;
}

bool pattern::matches(std::string_view text) const {
  const auto points = to_points(text);
  std::array<state_set, 2> sets{state_set{*program_}, state_set{*program_}};
  for (std::size_t at = 0;; ++at) {
    auto& now = sets[at % 2];
    auto& next = sets[(at + 1) % 2];
    if (now.enter(0, at == 0, at == points.size()))
      return true;
    if (at == points.size())
      return false;
    next.clear();
    bool done = false;
    for (const auto state : now.live)
      if (program_->steps[state].set.holds(points[at]))
        done = next.enter(program_->steps[state].to, false, at + 1 == points.size()) || done;
    if (done)
      return true;
  }
}

} // namespace weft::velocloud
