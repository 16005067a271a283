#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace weft {

/// What can be said of how any controller is to be treated. A domain's settings extend it with
/// defaults of their own.
struct controller_settings {
  std::string name;                         ///< in target keys, metrics and state; [a-z0-9-]
  std::chrono::milliseconds debounce{};     ///< quiet before a cycle
  std::chrono::milliseconds debounce_cap{}; ///< at the latest after the first change
  std::chrono::milliseconds resync{};       ///< drift comparison, ±10 %
  std::chrono::milliseconds retry_first{};  ///< after the first failure; doubles
  std::chrono::milliseconds retry_cap{};    ///< longest pause between retries
  bool insecure_skip_tls_verify = false;    ///< logged at start and exported as a metric
};

/// What can be said of the way to any controller.
struct controller_way {
  bool enabled = false;
  std::string ca_file;            ///< PEM; empty: the system's roots
  std::size_t max_body_bytes = 0; ///< of an answer
};

} // namespace weft
