#pragma once

#include <chrono>
#include <cstddef>
#include <optional>

namespace weft::velocloud {

/// What one token may do at most. @see velocloud.md 4.5
struct gate_limits {
  double rate = 10;                                ///< calls per second
  std::size_t at_once = 4;                         ///< concurrent calls
  std::chrono::milliseconds cooldown{5000};        ///< closed after a 429 that names no wait
  std::chrono::milliseconds cooldown_jitter{1000}; ///< at most this much longer
  std::chrono::seconds recovery{30};               ///< one step up per so long without a 429
};

/// VcoGate: concurrency, rate and cooldown, shared by everything that uses one token. Pure: time
/// and chance are arguments, time being that of any clock that does not jump.
///
/// A 429 closes the gate for everybody. It reopens with one call at once and half the rate it had;
/// each `recovery` without another 429 gives one concurrent call and an eighth of the full rate
/// back. The rate never falls below one call in five seconds.
class gate {
public:
  using instant = std::chrono::nanoseconds;

  explicit gate(gate_limits most = {});

  /// How long until one more call may start, other calls ending or not; zero: now. Nothing: not
  /// before another call has ended.
  std::optional<std::chrono::nanoseconds> wait(instant now);
  /// A call starts. Precondition: `wait` has just said zero.
  void enter();
  /// A call has ended, however.
  void leave();

  /// A call was answered 429. A second one during the closure only prolongs it.
  /// @param asked The wait VCO named; zero: none. @param spread In [0, 1].
  void close(instant now, std::chrono::milliseconds asked, double spread);
  /// How much longer the gate is closed; zero: it is not.
  std::chrono::nanoseconds closed_for(instant now) const;

  double rate() const { return rate_; }
  std::size_t at_once() const { return at_once_; }
  std::size_t inside() const { return inside_; }

private:
  void recover(instant now);

  gate_limits most_;
  double rate_;
  std::size_t at_once_;
  std::size_t inside_ = 0;
  double tokens_;
  instant filled_{};
  instant opens_{};
  instant last_step_{};
};

} // namespace weft::velocloud
