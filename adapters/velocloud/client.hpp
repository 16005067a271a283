#pragma once

#include "protocol/condition.hpp"
#include "protocol/fault.hpp"
#include "protocol/json/value.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace weft::velocloud {

/// One VCO, seen as a place to call methods on. Knows authentication headers, cookies and the six
/// failure channels; knows nothing of order, rate or retries (the session actor does).
/// @see velocloud.md 4
class client {
public:
  virtual ~client() = default;

  /// Calls `<group>/<method>` of the Portal API.
  /// @param deadline For the whole exchange, a log-in included.
  /// @param done Exactly once, on an I/O thread, never from within `call`. errc::expired: token or
  ///             session is not accepted; errc::forbidden: a privilege is missing;
  ///             errc::throttled: 429; errc::refused: VCO said no, its text in `what`;
  ///             errc::unreachable: outcome unknown; errc::malformed: not JSON, or the wrong shape.
  virtual void call(std::string method, json::value params, std::chrono::milliseconds deadline,
                    std::function<void(result<json::value>)> done)
    = 0;

  /// Called on an I/O thread after the credential changed on disk. There is one listener: whoever
  /// comes takes the place of whoever came before, so that the lives of a session leave no trace.
  virtual void on_new_credential(std::function<void()> told) = 0;

  /// When the credential in use lapses by itself, where it says so. Any thread.
  virtual std::optional<timestamp> credential_expiry() const { return std::nullopt; }
};

} // namespace weft::velocloud
