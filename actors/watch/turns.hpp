#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <mutex>

namespace weft {

/// Spaces out what many would do at once: a few turns are there from the beginning, the others
/// come one by one. Thread-safe. @see kubernetes.md 4.5
class turns {
public:
  using instant = std::chrono::steady_clock::time_point;
  using span = std::chrono::nanoseconds;

  /// @param at_once Turns that a long pause saves up.
  /// @param apart How long it takes until one more turn is there.
  turns(std::uint32_t at_once, span apart) : saved_((at_once - 1) * apart), apart_(apart) {}

  /// Takes the next turn. @returns how long after `now` it comes.
  span take(instant now) {
    const std::lock_guard lock{guard_};
    const auto mine = std::max(next_, now - saved_);
    next_ = mine + apart_;
    return std::max(mine - now, span::zero());
  }

private:
  std::mutex guard_;
  span saved_;
  span apart_;
  instant next_{};
};

} // namespace weft
