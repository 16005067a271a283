#include "protocol/velocloud/pattern.hpp"

#include "protocol/unicode.hpp"
#include "protocol/velocloud/pattern_syntax.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace weft::velocloud {

using namespace pattern_syntax;

namespace {

constexpr std::size_t max_instructions = 4000;

enum class op : std::uint8_t { take, split, jump, at_start, at_end, done };

struct instruction {
  op what = op::done;
  std::size_t to = 0;
  std::size_t other = 0;
  point_set set;
};

} // namespace

struct pattern_program {
  std::vector<instruction> steps;
};

namespace {

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
  const auto tree = pattern_syntax::read(text);
  if (!tree)
    return tree.error();
  auto program = std::make_shared<pattern_program>();
  if (!emit(*tree, program->steps))
    return fault{errc::refused, "too large", "", {}};
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
