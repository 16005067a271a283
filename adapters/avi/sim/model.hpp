#pragma once

#include "protocol/json/value.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

/// What a simulated AVI controller consists of, its objects apart. @see avi.md 15
namespace weft::avi::sim {

/// The wall clock of the simulated controller.
using instant = std::chrono::sys_time<std::chrono::milliseconds>;

/// Somebody who may log in.
struct user {
  std::string name;
  std::string password;
  /// The cluster that writes as this user: what it may touch is judged. Empty: nobody judges it.
  std::string cluster;
};

/// What tests and people may change while it runs.
struct knobs {
  std::string version = "22.1.3";
  std::string license_tier = "ENTERPRISE";
  std::string cluster_state = "CLUSTER_UP_NO_HA";
  std::vector<std::string> domains{".avi.iberia.local"}; ///< of the cloud's DNS profile

  std::chrono::minutes idle_timeout{15}; ///< of a session
  std::chrono::hours force_timeout{24};  ///< of a session, used or not
  std::size_t max_sessions = 0;          ///< per user; zero: no limit
  std::size_t failures_before_lock = 20; ///< of log-ins in a row, for 30 minutes; zero: none
  bool basic_authentication = false;
  bool rotate_csrf = false; ///< every answer sets a new CSRF token, and the old one is void

  std::size_t default_page = 25;           ///< objects of a page where the request does not say
  bool upgrading = false;                  ///< writes are refused
  instant unavailable_until{};             ///< everything is answered 503 before
  std::size_t most_at_once = 0;            ///< requests; more are answered 503; zero: no limit
  std::size_t requests_per_second = 0;     ///< more are answered 503; zero: no limit
  std::set<std::string> read_only_tenants; ///< nobody may write with their header
  std::chrono::milliseconds least_latency{0};
  std::chrono::milliseconds most_latency{0};
  /// Why a write is refused with 400; empty: it is not.
  std::function<std::string(std::string_view type, const json::value& body)> reject;

  // Manners that the contract allows, or that were met.
  bool numbers_as_text = false; ///< masks and ports as texts
  bool extra_members = false;   ///< objects carry members that nobody knows
  bool errors_as_objects = false;
  std::string next_host;     ///< of `next`; empty: the one that was asked
  bool next_loops = false;   ///< `next` of a page points to that page
  bool null_results = false; ///< collections have `results: null`
  bool pages_repeat = false; ///< every page is the first
  bool lists_bare = false;   ///< collections have no `count`
};

/// Something that goes wrong with requests. @see avi.md 15.3
struct disturbance {
  enum class way : std::uint8_t {
    say,          ///< answers as `status` and `text` say, and does nothing
    page,         ///< answers with a web page of that status, and does nothing
    reset_before, ///< closes the connection, and does nothing
    reset_after,  ///< does what is asked, and closes the connection: the answer is lost
    cut_off,      ///< does what is asked, and sends half of the answer
    hang,         ///< does nothing and says nothing
    slow,         ///< does what is asked, and no more than that
  };
  way how = way::say;
  std::string method; ///< empty: any
  std::string part;   ///< of the path and query; empty: any
  int status = 503;
  std::string text;                     ///< of the error
  std::chrono::milliseconds latency{0}; ///< of the answer, besides the usual one
  std::size_t times = 1;                ///< zero: until it is withdrawn
  std::size_t every = 1;                ///< only each n-th request that fits
  double share = 1;                     ///< of those, by lot
};

/// One request, as it arrived; without secrets.
struct request_entry {
  instant when; ///< of its arrival
  instant ended{};
  std::string method;
  std::string target;
  std::string tenant;
  std::string version;
  std::string body; ///< empty where a secret may stand in it
  std::string who;  ///< empty: nobody who is known
  std::uint64_t session = 0;
  int status = 0; ///< zero: not answered
};

/// Author of changes who is no user of the API: no user can be called so.
inline constexpr std::string_view by_administrator = "(administrator)";

/// One change of one object.
struct transaction_entry {
  enum class kind : std::uint8_t { created, modified, deleted };
  instant when;
  std::string who; ///< a user or `by_administrator`
  kind what = kind::modified;
  std::string type;
  std::string uuid;
  std::string name;
  std::vector<std::string> members; ///< of the top level that differ; of a new object none
  bool changed = true;              ///< else a write without any change
};

/// An invariant of avi.md 15.4 that a request has broken.
struct violation {
  std::string rule; ///< "I1" … "I6"
  std::string what; ///< for people
  instant when{};
};

/// What was counted since the start.
struct counters {
  std::size_t requests = 0;
  std::size_t reads = 0;         ///< of objects and collections
  std::size_t writes = 0;        ///< applied
  std::size_t noop_writes = 0;   ///< of those, without any change
  std::size_t refused = 0;       ///< answers of 400 and above
  std::size_t logins = 0;        ///< attempts
  std::size_t failed_logins = 0; ///< wrong credentials
  std::size_t capped_logins = 0;
  std::size_t logouts = 0;
  std::size_t unauthenticated = 0;
  std::size_t stale = 0;            ///< 412
  std::size_t most_at_once = 0;     ///< requests
  std::size_t most_per_session = 0; ///< requests of one session at once
  std::map<std::string, std::size_t> writes_by_type;
  std::optional<instant> first_write;
  std::optional<instant> last_write;
};

} // namespace weft::avi::sim
