#pragma once

#include "protocol/k8s/exchange.hpp"
#include "protocol/k8s/micro_time.hpp"
#include "protocol/object_key.hpp"

#include <cstdint>
#include <string>

namespace weft::k8s {

/// One events.k8s.io/v1 Event. What is longer than the API allows is cut between characters.
/// @see kubernetes.md 9
struct event {
  owner about;             ///< `regarding`; the event lies in its namespace, or in "default"
  std::string api_version; ///< of `about`
  bool warning = false;
  std::string reason;     ///< CamelCase, part of the API, at most 128 bytes
  std::string action;     ///< what was being done, at most 128 bytes
  std::string note;       ///< at most 1024 bytes
  std::string controller; ///< "weft.dev/velocloud"
  std::string instance;   ///< pod name, at most 128 bytes
  micro_timestamp first;  ///< first occurrence; part of the event's name
};

/// The event's own name: equal for equal `about` and `first`.
std::string event_name(const event& what);

/// Tells of the first occurrence.
request create_event_request(const event& what);

/// Tells that it has happened `count` times by now, at least two.
request event_series_request(const event& what, std::int64_t count, micro_timestamp last);

} // namespace weft::k8s
