#include "protocol/token_bucket.hpp"

#include <algorithm>
#include <cmath>

namespace weft {

namespace {

constexpr double nearly_one = 1 - 1e-9; ///< a token that has lost its last bit to rounding

} // namespace

std::chrono::nanoseconds token_bucket::wait(instant now) {
  const std::chrono::duration<double> passed = now - filled_;
  filled_ = std::max(filled_, now);
  held_ = std::min(burst_, held_ + std::max(0.0, passed.count()) * rate_);
  if (held_ >= nearly_one)
    return std::chrono::nanoseconds::zero();
  return std::chrono::nanoseconds{std::llround(std::ceil((1 - held_) / rate_ * 1e9))};
}

} // namespace weft
