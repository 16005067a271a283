#pragma once

#include "protocol/snapshot.hpp"
#include "protocol/state/vitals.hpp"

#include <chrono>
#include <functional>
#include <mutex>

namespace weft::status {

/// How the actors are, left here by them for whoever is asked. Thread-safe; nobody waits.
class vital_signs {
public:
  using instant = std::chrono::steady_clock::time_point;

  /// @param clock Any thread may call it. The first beat counts as heard now.
  explicit vital_signs(std::function<instant()> clock = std::chrono::steady_clock::now)
    : clock_(std::move(clock)), heard_(clock_()) {}

  /// The actors make progress.
  void beat() {
    const std::lock_guard lock{guard_};
    heard_ = clock_();
  }

  /// Time since the last beat.
  std::chrono::nanoseconds silence() const {
    const std::lock_guard lock{guard_};
    return clock_() - heard_;
  }

  void publish(vitals now) {
    auto fresh = take_snapshot(std::move(now));
    const std::lock_guard lock{guard_};
    latest_.swap(fresh);
  }

  /// The latest; null before the first.
  snapshot<vitals> latest() const {
    const std::lock_guard lock{guard_};
    return latest_;
  }

private:
  std::function<instant()> clock_;
  mutable std::mutex guard_;
  instant heard_;
  snapshot<vitals> latest_;
};

} // namespace weft::status
