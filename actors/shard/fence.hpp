#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace weft {

/// Until when this process may write to the outside. The lease actor moves it, every session looks
/// at it immediately before a write leaves. Thread-safe. @see kubernetes.md 10.3
class fence {
public:
  /// A span of a clock that also counts suspended time, from an arbitrary start.
  using instant = std::chrono::nanoseconds;

  /// Permission ends at `until`; earlier than before is allowed.
  void permit(instant until) { until_.store(until.count(), std::memory_order_release); }
  void revoke() { permit(instant::min()); }
  /// Permission without end: a process that needs no lease.
  void open() { permit(instant::max()); }

  /// Whether a write may still start at `now`.
  bool may_write(instant now) const { return remaining(now) > instant::zero(); }

  /// How long a write that starts at `now` may take; zero: it may not start.
  instant remaining(instant now) const {
    const instant until{until_.load(std::memory_order_acquire)};
    if (until == instant::max())
      return until;
    return until <= now ? instant::zero() : until - now;
  }

private:
  std::atomic<std::int64_t> until_{instant::min().count()};
};

} // namespace weft
