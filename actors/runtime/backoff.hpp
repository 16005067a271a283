#pragma once

#include <chrono>
#include <cstdint>

namespace weft {

/// Delays that double up to a cap. Pure; randomness is an argument.
struct backoff {
  std::chrono::milliseconds first{1000};
  std::chrono::milliseconds cap{300'000};

  /// @param attempt Consecutive failures before this one, from zero.
  /// @param spread In [0, 1]: how much of the second half of the delay is taken; 1 is the longest.
  std::chrono::milliseconds before(std::uint32_t attempt, double spread = 1.0) const;
};

} // namespace weft
