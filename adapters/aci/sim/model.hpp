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

/// What a simulated cluster of APICs consists of, the tree apart. @see aci.md 10
namespace weft::aci::sim {

/// The wall clock of the simulated APICs.
using instant = std::chrono::sys_time<std::chrono::milliseconds>;

/// Somebody who may log in or sign.
struct user {
  std::string name; ///< as it is logged in with: "weft", "apic:LDAP\\weft"
  std::string password;
  std::map<std::string, std::string> certificates; ///< PEM of X.509 or of a public key, by name
  bool of_application = false;                     ///< its DN begins with "appuser-"
};

/// How the APICs treat events. @see aci.md 10.3
struct event_manners {
  double drop = 0;      ///< share of frames that nobody ever sees
  double duplicate = 0; ///< share of frames that are sent twice
  std::chrono::milliseconds least_delay{0};
  std::chrono::milliseconds most_delay{0};
  bool overtake = false;    ///< a frame with a short delay may pass one with a long delay
  bool child_first = false; ///< of one commit; else parents come first
  bool coalesce = false;    ///< one commit is one frame; else there is a frame for each object
  bool full = false;        ///< `modified` shows all attributes; else those that changed
  /// For so long after an object has come, a subscription to a subtree around it hears nothing of
  /// children that come. About 5 s on a real APIC.
  std::chrono::milliseconds settle{0};
};

/// What tests and people may change while it runs.
struct knobs {
  std::chrono::seconds token_lifetime{600};     ///< unless refreshed
  std::chrono::seconds session_lifetime{86400}; ///< refreshed or not
  std::chrono::seconds token_grace{5};          ///< of a token that a refresh has replaced
  std::size_t logins_per_second = 2;     ///< and refreshes, of all nodes together; zero: no limit
  std::size_t failures_before_block = 0; ///< of a user within 5 minutes, for an hour; zero: none
  bool refuse_refresh = false;
  bool tokens_everywhere = false;         ///< a token is good at nodes other than its own
  std::string refresh_class = "aaaLogin"; ///< under which a refresh is answered; else "aaaRefresh"
  int bad_signature_status = 403;         ///< or 401
  std::chrono::seconds subscription_lifetime{60}; ///< where the query does not say
  bool accepts_lifetime = true;                   ///< `refresh-timeout`; not before 3.2(3)
  std::string version = "6.0(9c)";

  bool attributes_first = true; ///< `children` before `attributes` is refused
  bool shuffled = true;         ///< answers without `order-by` come in any order
  std::size_t max_results = 100'000;
  std::size_t max_body_bytes = 0;          ///< more is answered 413; zero: no limit
  std::size_t requests_per_second = 0;     ///< per node; more are answered 503; zero: no limit
  instant unavailable_until{};             ///< everything is answered 503 before
  std::size_t unavailable_every = 0;       ///< every n-th request is answered 503; zero: none
  std::set<std::string> denied_tenants;    ///< nobody has a right to them
  std::set<std::string> read_only_tenants; ///< nobody has a right to write to them
  /// Why an object may not be as a POST wants it; empty: it may.
  std::function<std::string(std::string_view dn)> reject;
  bool housekeeping = true; ///< a new EEPG is modified by the APIC itself, 50 to 500 ms later
  std::chrono::milliseconds least_latency{0};
  std::chrono::milliseconds most_latency{0};
  event_manners events;
};

/// Something that goes wrong with requests. @see aci.md 10.4
struct disturbance {
  enum class way : std::uint8_t {
    say,          ///< answers as `status` says, and does nothing
    reset_before, ///< closes the connection, and does nothing
    reset_after,  ///< does what is asked, and closes the connection
    cut_off,      ///< does what is asked, and sends half of the answer
    trickle,      ///< does what is asked, and sends the answer in drops
    hang,         ///< does nothing and says nothing
    slow,         ///< does what is asked, and no more than that
  };
  way how = way::say;
  std::string method;              ///< empty: any
  std::string part;                ///< of the path and query; empty: any
  std::optional<std::size_t> node; ///< nothing: all
  int status = 503;
  std::string code; ///< with `text` an answer of the APIC's, without a web page
  std::string text;
  std::chrono::milliseconds latency{0}; ///< of the answer, besides the usual one
  std::size_t times = 1;                ///< zero: until it is withdrawn
  std::size_t every = 1;                ///< only each n-th request that fits
};

/// One request, as it arrived.
struct request_entry {
  instant when;
  std::size_t node = 0;
  std::string method;
  std::string target;
  std::string body;
  std::string cookies; ///< the header, secrets included: this is a simulator
  std::string who;     ///< empty: nobody who is known
  int status = 0;      ///< zero: not answered
};

/// Authors of commits who are no users of the API: no user can be called so.
inline constexpr std::string_view by_administrator = "(administrator)"; ///< see core::edit
inline constexpr std::string_view by_itself = "(apic)";

/// One commit.
struct transaction_entry {
  struct edit {
    enum class kind : std::uint8_t { created, modified, deleted };
    kind what = kind::modified;
    std::string dn;
    std::string class_name;
    /// That changed; of a new object those that are not as in any new one.
    std::map<std::string, std::string> attributes;
  };
  instant when;
  std::string who; ///< a user, `by_administrator` or `by_itself`
  std::string method;
  std::string dn; ///< in the URL
  std::vector<edit> edits;
};

/// What was counted since the start.
struct counters {
  std::size_t requests = 0;
  std::size_t gets = 0; ///< of /api/mo and /api/class
  std::size_t posts = 0;
  std::size_t deletes = 0;
  std::size_t commits = 0; ///< of posts and deletes that changed something
  std::size_t refused = 0; ///< answers of 400 and above
  std::size_t logins = 0;  ///< attempts
  std::size_t refreshes = 0;
  std::size_t logouts = 0;
  std::size_t web_tokens = 0;
  std::size_t subscriptions = 0;
  std::size_t subscription_refreshes = 0;
  std::size_t sockets = 0; ///< opened
  std::size_t frames = 0;  ///< sent
  std::size_t throttled = 0;
  std::size_t unauthenticated = 0;
  std::size_t doubled_cookies = 0;    ///< requests with more than one APIC-cookie
  std::size_t most_subscriptions = 0; ///< at once
};

/// What goes out over one socket.
struct delivery {
  enum class kind : std::uint8_t {
    text,
    binary,
    close,  ///< with a close frame of code `code`
    drop,   ///< without one
    freeze, ///< nothing goes either way from here on, and nobody is told
  };
  std::uint64_t socket = 0;
  kind what = kind::text;
  std::string bytes;
  std::uint16_t code = 1000;
};

} // namespace weft::aci::sim
