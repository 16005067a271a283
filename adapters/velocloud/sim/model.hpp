#pragma once

#include "protocol/json/value.hpp"
#include "protocol/snapshot.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

/// What a simulated VCO consists of. @see velocloud.md 10
namespace weft::velocloud::sim {

/// The simulated VCO's wall clock.
using instant = std::chrono::sys_time<std::chrono::milliseconds>;

/// One section of a profile, stored as one document.
struct module {
  std::int64_t id = 0;
  std::string name = "QOS";
  std::int64_t version = 0; ///< epoch milliseconds; rises with every write, equal data included
  snapshot<json::value> data;
  json::value refs; ///< null: none
};

/// A configuration shared by many Edges.
struct profile {
  std::int64_t id = 0;
  std::string logical_id;
  std::string name;
  std::string type = "SEGMENT_BASED";
  bool staging = false;
  std::int64_t version = 0; ///< follows its modules' versions
  std::vector<module> modules;
};

/// Somebody who may call: by token, or by name and password.
struct account {
  std::string name; ///< as authors are called in the journal
  std::string token;
  std::string password;  ///< empty: cannot log in
  bool operates = false; ///< an operator: must say which enterprise is meant
  bool may_read = true;
  bool may_write = true;
  instant valid_from = instant::min();
  instant valid_until = instant::max(); ///< of the token and of the password alike
};

/// What the server does with `ruleLogicalId`.
enum class rule_ids : std::uint8_t {
  preserve,
  regenerate, ///< unknown, missing and repeated ones get new values on every write
  drop,       ///< taken off all rules, never off defaults
};

/// How the server treats one call, once.
enum class misbehaviour : std::uint8_t {
  http400,
  http401,
  http403,
  http429, ///< and the penalty that goes with it
  http500,
  reset_before_apply,
  reset_after_apply,
  hang, ///< not applied, never answered
  html200,
  redirect302,
  token_error200,
  error_string200, ///< `{"error":"…","rows":0}`, not applied
  expires0,        ///< not applied, and a header `Expires: 0`
  truncated,       ///< applied; the answer breaks off in the middle
  wrong_type,      ///< applied; an object for an array and the other way round
};

/// One limiter per account, both kinds; zero switches a kind off.
struct rate_limit {
  std::size_t calls = 0; ///< per `window`
  std::chrono::milliseconds window{1000};
  std::size_t at_once = 0;
  std::chrono::milliseconds penalty{5000};         ///< begins anew with every call made during it
  std::optional<std::chrono::seconds> retry_after; ///< sent with 429 when set
};

/// What tests and people may change while it runs.
struct knobs {
  std::chrono::milliseconds least_latency{0};
  std::chrono::milliseconds most_latency{0};
  rate_limit limit;
  bool strict = true; ///< check what is written
  rule_ids ids = rule_ids::preserve;
  std::set<std::string> link_policies{"auto", "fixed", "preferred", "available"};
  /// The reason why a rule is refused; empty: it is not.
  std::function<std::string(const json::value& rule)> reject_if;
  std::size_t max_body_bytes = 0;      ///< more is answered 413; zero: no limit
  bool extra_members = false;          ///< rows carry members that nobody knows
  bool probes_without_version = false; ///< `noData` rows carry neither version nor modified
  bool login_redirects = true;         ///< log-in answers 302 instead of 200
  bool empty_cookie_on_failure = true; ///< a failed log-in sets an empty session cookie
  std::string login_failure{"Invalid%20credentials"}; ///< value of the cookie velocloud.message
  bool login_at_root = false;     ///< no log-in below /portal/rest, as in some releases
  bool rpc_errors_at_200 = false; ///< JSON-RPC errors under status 200
  bool audit_readable = true;     ///< event/getEnterpriseEvents needs no further privilege
};

/// What was counted since the start.
struct counters {
  std::size_t calls = 0;
  std::size_t reads = 0; ///< of module data
  std::size_t probes = 0;
  std::size_t listings = 0; ///< of profiles
  std::size_t writes = 0;   ///< applied
  std::size_t noop_writes = 0;
  std::size_t refused_writes = 0;
  std::size_t most_writes_in_flight = 0; ///< of one module at once
  std::size_t most_calls_in_flight = 0;
  std::size_t throttled = 0;
  std::size_t calls_in_penalty = 0;
  std::size_t unauthenticated = 0;
  std::size_t logins = 0;
  std::size_t lost_updates = 0;
  std::size_t bytes_in = 0;  ///< of request bodies
  std::size_t bytes_out = 0; ///< of answer bodies
};

/// One applied change of a module.
struct journal_entry {
  instant when;
  std::string author; ///< account and client, or "human"
  std::int64_t module = 0;
  std::int64_t version = 0;       ///< after it
  std::vector<std::string> added; ///< rule names, "name@segmentId" outside segment 0
  std::vector<std::string> changed;
  std::vector<std::string> removed;
  std::size_t lost = 0;
};

} // namespace weft::velocloud::sim
