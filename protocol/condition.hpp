#pragma once

#include "protocol/json/value.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weft {

/// Seconds since the epoch, as Kubernetes writes them.
using timestamp = std::chrono::sys_seconds;

/// One entry of `status.conditions`. @see kubernetes.md 8
struct condition {
  std::string type;   ///< PascalCase, a state: "Ready"
  std::string status; ///< "True", "False" or "Unknown"
  std::string reason; ///< one CamelCase word; part of the API
  std::string message;
  std::int64_t observed_generation = 0;
  timestamp since{}; ///< lastTransitionTime

  bool operator==(const condition&) const = default;
};

/// "2026-11-21T12:00:00Z".
std::string to_rfc3339(timestamp when);

/// @returns the epoch when `text` is not RFC 3339.
timestamp from_rfc3339(std::string_view text);

/// Gives each wanted condition the `since` of its predecessor while its status stays the same,
/// and `now` otherwise.
void keep_transition_times(std::vector<condition>& wanted, const std::vector<condition>& held,
                           timestamp now);

/// Reads `status.conditions`, or the one condition that `status` itself is; entries without a type
/// are skipped.
std::vector<condition> read_conditions(const json::value& status);

/// Writes `status.conditions`.
json::value write_conditions(const std::vector<condition>& all);

} // namespace weft
