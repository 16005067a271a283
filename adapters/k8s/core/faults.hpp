#pragma once

#include "adapters/k8s/core/exchange.hpp"
#include "protocol/fault.hpp"
#include "protocol/json/value.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weft::k8s::server {

/// What goes wrong with a call. The names are those of the control path.
enum class misfortune : std::uint8_t {
  drop,         ///< the connection closes without an answer; nothing was done
  drop_after,   ///< the call is carried out, then the connection closes
  stall,        ///< no answer ever comes; nothing was done
  gone,         ///< 410 Expired
  throttled,    ///< 429 with Retry-After
  error,        ///< 500 InternalError
  unavailable,  ///< 503
  unauthorized, ///< 401
  html,         ///< 200 and a web page, as captive portals answer
  half_line,    ///< JSON that breaks off in the middle
  garbage,      ///< 200 and a line that is no JSON
};

/// The next `times` calls that match have this misfortune.
struct fault_rule {
  misfortune what = misfortune::drop;
  std::string verb;   ///< "get", "list", "watch", "create", "update", "patch", "delete"; empty: any
  std::string plural; ///< "velocloudbps"; empty: any
  unsigned times = 1;
  int retry_after_seconds = 1; ///< of a 429
};

/// What goes wrong with a watch that is open.
enum class disturbance : std::uint8_t {
  drop,      ///< the connection breaks
  end,       ///< the body ends properly
  silence,   ///< nothing more is sent, not even the end
  gone,      ///< an ERROR event 410, then the end
  error,     ///< an ERROR event 500, then the end
  garbage,   ///< a line that is no JSON
  half_line, ///< the start of an event, then the connection breaks
};

/// Who may not do what; an empty member means any.
struct denial {
  std::string user;
  std::string verb;
  std::string plural; ///< "velocloudbps", "velocloudbps/status"
  std::string ns;
};

/// Reads the word of the control path, or nothing.
std::optional<misfortune> misfortune_named(std::string_view word);
std::optional<disturbance> disturbance_named(std::string_view word);

/// The answer of a call with that misfortune; without one for drop_after.
answer unfortunate(const fault_rule& how);

/// Rules in the order they were given, each good for so many calls.
class fault_script {
public:
  void add(fault_rule what) { rules_.push_back(std::move(what)); }
  /// The misfortune of this call, counted off.
  std::optional<fault_rule> next_for(std::string_view verb, std::string_view plural);

private:
  std::vector<fault_rule> rules_;
};

} // namespace weft::k8s::server
