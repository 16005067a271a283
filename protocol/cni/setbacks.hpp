#pragma once

#include "protocol/cni/node_view.hpp"
#include "protocol/cni/plugin_error.hpp"
#include "protocol/cni/settings.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weft::cni {

/// An operation that has failed.
struct setback {
  resting why;
  reaction calls_for = reaction::retry;
  std::string network_name; ///< CNI name: a DEL of the same network may help

  bool operator==(const setback&) const = default;
};

/// What has failed on this node, and until when it is let rest: of each interface its ADD and its
/// DEL for themselves, since between two tries of one the other may fail or succeed. Virtual time:
/// any clock that does not go back. @see cni.md 5.6, 8.1.4, 8.3
class setbacks {
public:
  using time = std::chrono::nanoseconds; ///< since whenever

  explicit setbacks(const settings& how) : how_(how) {}

  /// @param spread Within 0 and 1, so that not all is tried again at once.
  void failed(const std::string& target, const std::string& interface, const setback& what,
              time now, double spread);
  /// What has been attached has no past; what was only taken away may still not be attached.
  void succeeded(const std::string& target, const std::string& interface, verb what);
  /// Nothing is known of this Pod any more.
  void forget(const std::string& target);

  /// An address of the network may have become free: whatever of it could not be attached need rest
  /// no longer. @returns the targets concerned.
  std::vector<std::string> wake(std::string_view network_name);

  /// What of a Pod rests now.
  resting_tries at(const std::string& target, time now) const;
  /// When the next thing of a Pod that rests now need rest no longer; nothing: none does.
  std::optional<time> next(const std::string& target, time now) const;

private:
  struct entry {
    setback what;
    std::uint32_t count = 0; ///< failures in a row
    time until{};
  };

  std::chrono::nanoseconds pause(const entry& of, double spread) const;

  using tries = std::map<std::pair<std::string, verb>, entry>; ///< by interface

  settings how_;
  std::map<std::string, tries> all_; ///< by target
};

} // namespace weft::cni
