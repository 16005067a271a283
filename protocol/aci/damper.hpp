#pragma once

#include "protocol/aci/records.hpp"

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>

namespace weft::aci {

/// Slows down what has to be done to one thing again and again, be it that somebody else undoes it:
/// after more than five times within a minute pauses double up to a minute, and are forgiven once
/// all has been calm for two. It never gives up. @see aci.md 8.4
class damper {
public:
  /// Since any moment that stays the same.
  using instant = std::chrono::nanoseconds;

  void repeated(const object_name& what, instant now);

  /// What must not be done now.
  std::set<object_name> resting(instant now);
  /// When the first of those may be done again.
  std::optional<instant> next_due() const;

private:
  struct war {
    std::deque<instant> lately; ///< times within the last minute
    std::uint32_t pauses = 0;   ///< in a row
    instant until{};
  };
  std::map<object_name, war> all_;
};

} // namespace weft::aci
