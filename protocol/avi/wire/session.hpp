#pragma once

#include "protocol/avi/wire/refusal.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weft::avi::wire {

/// Fields of an HTTP message.
using fields = std::vector<std::pair<std::string, std::string>>;

/// What shows that a request belongs to a session. A secret: never printed. @see avi.md 2.1, 2.2
struct session {
  std::string id; ///< value of the session's cookies
  std::string cookie_name = "avi-sessionid";
  std::string csrf; ///< cookie and header of the same value
};

/// How requests are made, besides the session.
struct manner {
  std::string version; ///< of the API; empty: not said, as in a log-in
  std::string origin;  ///< "https://host" or "https://host:port": `Referer` names it
};

/// Takes over the cookies that an answer sets: either may change in any of them.
void learn(session& held, const fields& from);

/// A log-in that was granted. Holds a secret.
struct grant {
  session held;
  std::string version;         ///< the controller's; empty: not said
  std::string license_tier;    ///< empty: not said
  std::chrono::minutes idle{}; ///< the session ends when unused so long; zero: not said
};

/// Reads the answer to a log-in.
/// @returns as of judge_log_in(); setback::transient with errc::malformed for a success that sets
///          no cookies.
answered<grant> read_grant(int status, const fields& from, std::string_view body);

/// The fields of a call within a session.
fields fields_of(const call& what, const session& by, const manner& how);
/// The fields of a call without one: a log-in, or what needs none.
fields fields_of(const call& what, const manner& how);

} // namespace weft::avi::wire
