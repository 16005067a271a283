#pragma once

#include <chrono>

namespace weft {

/// So many at once after a pause, and so many per second in the long run. Pure: time is an
/// argument, of any clock that does not jump.
class token_bucket {
public:
  using instant = std::chrono::nanoseconds;

  /// @param rate Per second, above zero. @param burst At least one. Starts full.
  token_bucket(double rate, double burst) : rate_(rate), burst_(burst), held_(burst) {}

  /// How long until the next may go; zero: now.
  std::chrono::nanoseconds wait(instant now);
  /// One goes. Precondition: `wait` has just said zero.
  void take() { held_ -= 1; }

private:
  double rate_;
  double burst_;
  double held_;
  instant filled_{};
};

} // namespace weft
