#pragma once

#include "adapters/cni/sim/surroundings.hpp"

#include <algorithm>
#include <deque>
#include <functional>
#include <map>

namespace weft::cni::testing {

/// What surrounds a simulated node in a test: everything in one thread, under a clock of its own
/// that goes on when nothing else can.
class in_one_thread {
public:
  sim::surroundings surroundings() {
    return {[this](std::function<void()> what) { messages_.push_back(std::move(what)); },
            [this](std::chrono::milliseconds delay, std::function<void()> what) {
              alarms_.emplace(now_ + delay, std::move(what));
            },
            [this] { return now_; }};
  }

  /// @returns whether it is so, once it is or nothing more can happen.
  bool wait(const std::function<bool()>& so) {
    while (!so())
      if (!step())
        return so();
    return true;
  }
  /// Delivers what is on its way; time stands still.
  void settle() {
    while (!messages_.empty())
      step();
  }
  void advance(std::chrono::milliseconds time) {
    const auto until = now_ + time;
    while (!messages_.empty() || (!alarms_.empty() && alarms_.begin()->first <= until))
      step();
    now_ = until;
  }
  sim::instant now() const { return now_; }

private:
  bool step() {
    std::function<void()> next;
    if (!messages_.empty()) {
      next = std::move(messages_.front());
      messages_.pop_front();
    } else if (!alarms_.empty()) {
      now_ = std::max(now_, alarms_.begin()->first);
      next = std::move(alarms_.begin()->second);
      alarms_.erase(alarms_.begin());
    } else {
      return false;
    }
    next();
    return true;
  }

  sim::instant now_{std::chrono::milliseconds{1'800'000'000'000}};
  std::deque<std::function<void()>> messages_;
  std::multimap<sim::instant, std::function<void()>> alarms_;
};

} // namespace weft::cni::testing
