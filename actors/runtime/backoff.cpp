#include "actors/runtime/backoff.hpp"

#include <algorithm>

namespace weft {

std::chrono::milliseconds backoff::before(std::uint32_t attempt, double spread) const {
  auto delay = first;
  for (std::uint32_t i = 0; i < attempt && delay < cap; ++i)
    delay *= 2;
  delay = std::min(delay, cap);
  const auto half = delay.count() / 2;
  const auto extra = static_cast<double>(delay.count() - half) * std::clamp(spread, 0.0, 1.0);
  return std::chrono::milliseconds{half + static_cast<std::int64_t>(extra)};
}

} // namespace weft
