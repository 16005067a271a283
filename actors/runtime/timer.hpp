#pragma once

#include "actors/admission.hpp"

#include <caf/actor_clock.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>

namespace weft {

/// One outstanding timer per purpose for an actor. CAF cannot cancel a delayed message, so each
/// arming starts a new round and stale rounds are told apart. @see style.md 2.10
template <class Purpose, std::size_t Count>
class timers {
public:
  using instant = caf::actor_clock::time_point;

  /// Arms, or arms anew, the timer for `why`.
  template <class Self>
  void arm(Self* self, Purpose why, std::chrono::nanoseconds delay) {
    auto& mine = slots_[static_cast<std::size_t>(why)];
    mine.due = self->clock().now() + delay;
    self->delayed_send(self, std::chrono::duration_cast<caf::timespan>(delay),
                       wake{static_cast<std::uint8_t>(why), ++mine.round});
  }

  void disarm(Purpose why) {
    auto& mine = slots_[static_cast<std::size_t>(why)];
    ++mine.round;
    mine.due.reset();
  }

  bool armed(Purpose why) const { return slots_[static_cast<std::size_t>(why)].due.has_value(); }

  /// The purpose of a wake that is not stale; its timer is no longer armed.
  std::optional<Purpose> due(const wake& told) {
    auto& mine = slots_.at(told.purpose);
    if (!mine.due || mine.round != told.round)
      return std::nullopt;
    mine.due.reset();
    return static_cast<Purpose>(told.purpose);
  }

  /// Milliseconds until the next one runs out; -1: none is armed.
  std::int64_t next_ms(instant now) const {
    std::optional<instant> soonest;
    for (const auto& one : slots_)
      if (one.due && (!soonest || *one.due < *soonest))
        soonest = one.due;
    using std::chrono::milliseconds;
    return soonest ? std::chrono::duration_cast<milliseconds>(*soonest - now).count() : -1;
  }

private:
  struct slot {
    std::uint64_t round = 0;
    std::optional<instant> due;
  };
  std::array<slot, Count> slots_{};
};

} // namespace weft
