#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace weft::cni {

/// Who may run a plugin on this node, and who waits for it. Virtual time: any clock that does not
/// go back. @see cni.md 8.4
///
/// Guarantees: one plugin at a time for each sandbox; no more at once than the limit, whereby one
/// that has run for long does not count, and never more than twice as many. Who waits comes in the
/// order of arrival; only who waits for his own sandbox is passed by.
class plugin_slots {
public:
  using time = std::chrono::nanoseconds; ///< since whenever

  /// @param limit Not zero. @param first The number of the first who asks.
  plugin_slots(std::size_t limit, time slow_after, std::uint64_t first = 1)
    : limit_(limit), slow_after_(slow_after), next_(first) {}

  /// Gets in line. @returns the number that names him from now on.
  std::uint64_t ask(std::string container);
  /// One that runs already, whatever the limits say.
  void adopt(std::uint64_t number, std::string container, time since);
  /// It has ended, or waits no longer; one that is not known is none.
  void leave(std::uint64_t number);

  /// Lets in whoever may run by now. @returns their numbers, each once.
  std::vector<std::uint64_t> admit(time now);
  /// When somebody may be let in without anybody's leaving; nothing: not before somebody leaves.
  std::optional<time> next(time now) const;

  std::size_t running() const { return running_.size(); }
  std::size_t slow(time now) const;
  std::size_t waiting() const { return line_.size(); }
  /// As many run as ever may, and somebody waits.
  bool exhausted() const { return running_.size() >= 2 * limit_ && !line_.empty(); }

private:
  struct slot {
    std::string container;
    time since{};
  };
  struct waiter {
    std::uint64_t number = 0;
    std::string container;
  };

  bool is_slow(const slot& one, time now) const { return now - one.since >= slow_after_; }
  bool is_full(time now) const;
  bool is_busy(const std::string& container) const;

  std::size_t limit_;
  time slow_after_;
  std::uint64_t next_;
  std::map<std::uint64_t, slot> running_;
  std::deque<waiter> line_;
};

} // namespace weft::cni
