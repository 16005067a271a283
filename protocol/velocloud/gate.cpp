#include "protocol/velocloud/gate.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace weft::velocloud {

namespace {

constexpr double least_rate = 0.2;
/// A call may start when this much of a token is there: what rounding eats is no reason to wait.
constexpr double whole_token = 1.0 - 1e-6;

std::chrono::nanoseconds from_seconds(double seconds) {
  return std::chrono::nanoseconds{static_cast<std::int64_t>(std::ceil(seconds * 1e9))};
}

} // namespace

gate::gate(gate_limits most)
  : most_(most), rate_(most.rate), at_once_(most.at_once),
    tokens_(static_cast<double>(most.at_once)) {}

std::optional<std::chrono::nanoseconds> gate::wait(instant now) {
  recover(now);
  const std::chrono::duration<double> passed = now - filled_;
  tokens_
    = std::min(tokens_ + std::max(passed.count(), 0.0) * rate_, static_cast<double>(at_once_));
  filled_ = now;
  if (inside_ >= at_once_)
    return std::nullopt;
  const auto closed = closed_for(now);
  if (tokens_ >= whole_token)
    return closed;
  return std::max(closed, from_seconds((1.0 - tokens_) / rate_));
}

void gate::enter() {
  ++inside_;
  tokens_ = std::max(tokens_ - 1.0, 0.0);
}

void gate::leave() {
  --inside_;
}

void gate::close(instant now, std::chrono::milliseconds asked, double spread) {
  recover(now);
  const bool again = now < opens_;
  const auto jitter = from_seconds(std::chrono::duration<double>(most_.cooldown_jitter).count()
                                   * std::clamp(spread, 0.0, 1.0));
  const auto pause = asked.count() > 0 ? instant{asked} : most_.cooldown + jitter;
  opens_ = std::max(opens_, now + pause);
  last_step_ = opens_;
  if (again)
    return;
  at_once_ = 1;
  rate_ = std::max(rate_ / 2, std::min(least_rate, most_.rate));
  tokens_ = 1;
  filled_ = opens_;
}

std::chrono::nanoseconds gate::closed_for(instant now) const {
  return std::max(opens_ - now, instant::zero());
}

void gate::recover(instant now) {
  while (now - last_step_ >= most_.recovery && (rate_ < most_.rate || at_once_ < most_.at_once)) {
    last_step_ += most_.recovery;
    at_once_ = std::min(at_once_ + 1, most_.at_once);
    rate_ = std::min(rate_ + most_.rate / 8, most_.rate);
  }
}

} // namespace weft::velocloud
