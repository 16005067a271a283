#pragma once

#include <vector>

namespace weft::simulation {

/// One of the things that may happen next, and how often it does beside the others.
template <class Story>
struct weighted_step {
  int weight = 0;
  void (Story::*what)() = nullptr;
};

/// Lets one of them happen. @param roll Says a number from zero up to what it is given, by lot.
template <class Story, class Roll>
void take_one(Story& in, const std::vector<weighted_step<Story>>& of, Roll roll) {
  int sum = 0;
  for (const auto& one : of)
    sum += one.weight;
  auto at = roll(sum);
  for (const auto& one : of)
    if ((at -= one.weight) < 0)
      return (in.*one.what)();
}

} // namespace weft::simulation
