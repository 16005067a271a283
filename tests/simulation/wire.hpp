#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <random>
#include <utility>

namespace weft::simulation {

using instant = std::chrono::steady_clock::time_point;
using span = std::chrono::nanoseconds;

/// Everything that is under way between the parts of a world, by when it arrives. Delays and losses
/// come from the world's dice, so one seed has one history.
class wire {
public:
  wire(std::mt19937_64& dice, std::function<instant()> now) : dice_(dice), now_(std::move(now)) {}

  span least{std::chrono::milliseconds{1}};
  span most{std::chrono::milliseconds{20}};
  double lost = 0; ///< share of messages that never arrive
  double late = 0; ///< share of messages that take a hundred times as long

  /// One message that may be lost or overtaken.
  void send(std::function<void()> what) {
    if (chance(lost))
      return;
    after(delay(), std::move(what));
  }

  /// One message that arrives, and not before an instant; moves that instant on. Messages that
  /// share it arrive in order, as on a TCP connection.
  void send_behind(instant& earliest, std::function<void()> what) {
    earliest = std::max(earliest, now_() + delay());
    at(earliest, std::move(what));
  }

  void after(span delay, std::function<void()> what) { at(now_() + delay, std::move(what)); }

  instant next() const { return due_.empty() ? instant::max() : due_.begin()->first.first; }

  /// Delivers one message that is due. @returns whether there was one.
  bool deliver() {
    if (next() > now_())
      return false;
    const auto what = std::move(due_.begin()->second);
    due_.erase(due_.begin());
    what();
    return true;
  }

  /// Loses everything that is under way.
  void cut() { const auto lost_now = std::exchange(due_, {}); }

  bool chance(double share) {
    return share > 0 && std::uniform_real_distribution<>{0, 1}(dice_) < share;
  }

private:
  void at(instant when, std::function<void()> what) {
    due_.emplace(std::pair{when, ++sequence_}, std::move(what));
  }

  span delay() {
    const auto usual = std::uniform_int_distribution{least.count(), most.count()}(dice_);
    return span{chance(late) ? usual * 100 : usual};
  }

  std::mt19937_64& dice_;
  std::function<instant()> now_;
  std::map<std::pair<instant, std::uint64_t>, std::function<void()>> due_;
  std::uint64_t sequence_ = 0;
};

} // namespace weft::simulation
