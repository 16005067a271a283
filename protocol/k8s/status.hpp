#pragma once

#include "protocol/fault.hpp"
#include "protocol/json/value.hpp"
#include "protocol/k8s/exchange.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace weft::k8s {

/// One entry of `details.causes`.
struct status_cause {
  std::string reason;
  std::string message;
  std::string field; ///< "spec.rules[0].name"; may be empty
};

/// What an API server says when it does not do as it was asked. @see kubernetes.md 3.4
struct status {
  int code = 0;       ///< of the body, else of the HTTP answer
  std::string reason; ///< "Expired"; empty when the body was no Status
  std::string message;
  std::vector<status_cause> causes;
  std::chrono::milliseconds retry_after{}; ///< zero: it did not say
};

/// Reads a `Status` document, e.g. of an ERROR event. Members of a wrong type count as absent.
status read_status(const json::value& body);

/// Reads an answer other than 2xx. Total: a body that is no Status, such as a proxy's page, is
/// named in `message` by how it begins.
status read_status(const response& answer);

/// The server's history ends before the version that was asked for, as after a restored backup:
/// versions seen so far are worthless. Such a status is errc::gone as a fault.
/// @see kubernetes.md 4.4
bool is_version_too_large(const status& what);

/// The namespace is on its way out; nothing new can be made in it. errc::refused as a fault.
bool is_namespace_terminating(const status& what);

/// The reaction that `what` asks for, in words that name each cause with its field.
/// @param where The exchange, e.g. "k8s PATCH /apis/...".
fault to_fault(const status& what, std::string_view where);

/// Shorthand for `to_fault(read_status(answer), where)`.
fault read_failure(const response& answer, std::string_view where);

} // namespace weft::k8s
