#pragma once

#include "adapters/avi/sim/model.hpp"
#include "adapters/avi/sim/pages.hpp"
#include "adapters/avi/sim/query.hpp"
#include "adapters/avi/sim/store.hpp"
#include "adapters/net/http.hpp"

#include <deque>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace weft::avi::sim {

/// What the carrier does with one request.
struct reply {
  enum class way : std::uint8_t {
    answer,  ///< send `what`
    cut_off, ///< announce all of `what.body`, send half of it and close
    reset,   ///< close without a word
    hang,    ///< say nothing until the peer goes away
    absent,  ///< nobody listens: the node is down
  };
  way how = way::answer;
  net::http_response what;
  std::chrono::milliseconds latency{}; ///< before it leaves
  std::uint64_t ticket = 0;            ///< for `finished`
};

/// An AVI controller as values: a request in, an answer out. No socket, thread or clock; what is
/// random is seeded. Not thread-safe. @see avi.md 2, 15
///
/// Expected flow: `receive` decides and applies a request at once; the carrier sends the reply
/// after its latency and then says `finished`. Between the two the request counts as under way.
/// Time is a parameter and never goes back.
///
/// All nodes share the objects and the sessions. Whoever logs in as a user with a cluster is judged
/// by the invariants of avi.md 15.4 at every request; `violations` has what was broken.
///
/// Known differences from the product: of the types there are those of avi.md 15.1, and what is
/// marked a guess there is a choice; defaults are a few of many; a certificate is sound when it
/// looks like PEM; there is no macro API and no data plane; a BASIC or ESSENTIALS licence refuses
/// System-TCP-Proxy and nothing else; requests apply when they arrive, not when they are answered.
class core {
public:
  explicit core(std::uint64_t seed = 1, std::size_t nodes = 1);

  // -- for the carrier ---------------------------------------------------------------------------

  std::size_t nodes() const { return up_.size(); }
  reply receive(std::size_t node, const net::http_request& what, instant now);
  /// The reply has left, or nobody waits for it any more.
  void finished(std::uint64_t ticket, instant now);

  // -- for who plays the rest of the world -------------------------------------------------------

  void add_user(user who) { users_[who.name] = std::move(who); }
  /// Changes a password; sessions stay.
  void change_password(std::string_view name, std::string password);
  /// An API token of a user's, as `/api/user-token` makes it. @returns its uuid.
  std::string add_token(std::string_view name, std::string token, std::chrono::hours life,
                        instant now);

  using change = std::function<void(json::value& body)>;
  /// What an administrator does in the GUI; rights, disturbances and judges apart.
  /// @param body References in any form; without a name it is refused.
  /// @returns the object's uuid; empty: it was refused.
  std::string make(std::string_view type, json::value body, instant now);
  /// @returns whether there is such an object and the change is allowed.
  bool edit(std::string_view type, std::string_view name, const change& how, instant now);
  bool remove(std::string_view type, std::string_view name, instant now);
  /// Does so right before the next PUT of the object is looked at, which is stale then.
  void before_next_put(std::string_view type, std::string_view name, change how);

  void inject(disturbance what) { disturbances_.push_back({std::move(what), 0, 0}); }
  /// Withdraws all that was injected.
  void relent() { disturbances_.clear(); }
  /// Ends all sessions. @param status What their next request is answered: 401 or 419.
  void end_sessions(int status = 401);
  /// Ends all sessions, answers 503 for so long, and has another leader then.
  void fail_over(std::chrono::milliseconds away, instant now);
  /// Takes a node down, or up again.
  void set_up(std::size_t node, bool up, instant now);

  /// Objects, transactions and versions as JSON, and back. @returns what is wrong; empty: it is
  /// done.
  json::value dump() const;
  std::string load(const json::value& from);

  knobs settings;

  // -- for who asserts ---------------------------------------------------------------------------

  const store& objects() const { return objects_; }
  /// The object of that name in tenant admin, or null pointer.
  object_ptr find(std::string_view type, std::string_view name) const;
  const counters& seen() const { return seen_; }
  /// Sets the counters back; requests under way stay counted.
  void forget_counts() { seen_ = {}; }
  /// The last twenty thousand of each.
  const std::deque<request_entry>& requests() const { return requests_; }
  const std::deque<transaction_entry>& transactions() const { return transactions_; }
  /// The last twenty states of an object before the present one, the oldest first.
  std::vector<object_ptr> history(std::string_view uuid) const;
  /// What was broken so far: I1, I2, I4, I5 and I6.
  const std::vector<violation>& violations() const { return violations_; }
  /// The same, with what holds only once all is quiet: I3.
  std::vector<violation> violations_at_rest() const;
  std::size_t live_sessions() const { return sessions_.size(); }

private:
  struct session {
    std::string user;
    std::string csrf;
    std::uint64_t number = 0;
    instant born;
    instant used;
  };
  struct api_token {
    std::string user;
    std::string token;
    instant expires;
    bool once = false;
  };
  struct failures {
    std::size_t in_a_row = 0;
    instant locked_until{};
  };
  struct active_disturbance {
    disturbance what;
    std::size_t seen = 0;
    std::size_t done = 0;
  };
  /// One request on its way through.
  struct visit {
    const net::http_request* what = nullptr;
    target where;
    instant now;
    std::string origin; ///< "https://host": what URLs in answers begin with
    std::string tenant = "admin";
    std::string version;
    const user* who = nullptr;
    std::string session; ///< empty: none
    std::uint64_t session_number = 0;
    std::string writes; ///< the object that is written; empty: none

    bool is_judged() const { return who && !who->cluster.empty(); }
  };
  struct flight {
    std::uint64_t session = 0;
    std::string writes;
    std::uint64_t request = 0; ///< its place in the log, counted from the first ever
  };

  // core.cpp
  net::http_response respond(visit& by);
  net::http_response route(visit& by);
  void break_rule(const visit& by, std::string rule, std::string what);
  net::http_response refuse(int status, std::string text) const;
  void watch_headers(visit& by);
  // core_access.cpp
  net::http_response log_in(visit& by);
  net::http_response log_out(visit& by);
  std::optional<net::http_response> admit(visit& by);
  std::optional<net::http_response> check_origin(visit& by);
  std::optional<net::http_response> check_tenant(visit& by);
  bool is_accepted(const std::string& name, const json::value& said, instant now);
  void set_cookies(net::http_response& on, const visit& by);
  void forget_old_sessions(instant now);
  net::http_response serve_tokens(visit& by);
  std::string make_secret(std::size_t letters);
  // core_objects.cpp
  net::http_response serve(visit& by, std::string_view type);
  net::http_response list(visit& by, std::string_view type);
  net::http_response read(visit& by, const object& which);
  net::http_response create(visit& by, std::string_view type);
  net::http_response replace(visit& by, const object_ptr& which);
  net::http_response patch(visit& by, const object_ptr& which);
  net::http_response erase(visit& by, const object_ptr& which);
  object_ptr find_visible(const visit& by, std::string_view type, std::string_view uuid) const;
  json::value rendered(const visit& by, const object& which, bool with_names) const;
  std::optional<net::http_response> turn_away(visit& by, const object& which);
  // core_changes.cpp
  std::optional<objection> prepare(visit& by, const object* before, object& fresh);
  std::optional<objection> resolve(object& fresh) const;
  std::optional<objection> title(visit& by, const object* before, object& fresh);
  void commit(const visit& by, const object_ptr& before, std::optional<object> after);
  std::int64_t next_stamp(instant now);
  std::string make_uuid();
  // core_cluster.cpp
  std::optional<net::http_response> serve_open(visit& by);
  std::optional<net::http_response> serve_cluster(visit& by);
  json::value runtime() const;
  std::optional<disturbance> next_disturbance(const net::http_request& what);
  bool is_busy(instant now);

  std::mt19937_64 dice_;
  store objects_;
  std::map<std::string, user, std::less<>> users_;
  std::vector<bool> up_;
  std::map<std::string, session, std::less<>> sessions_; ///< by the value of their cookie
  std::map<std::string, int, std::less<>> ended_;        ///< what they are answered
  std::map<std::string, api_token> tokens_;              ///< by uuid
  std::map<std::string, failures> failures_;             ///< by user
  std::map<std::pair<std::string, std::string>, std::vector<change>> before_put_;
  std::vector<active_disturbance> disturbances_;
  std::deque<instant> arrivals_;
  std::map<std::uint64_t, flight> flights_;
  std::deque<request_entry> requests_;
  std::uint64_t first_request_ = 0; ///< number of the oldest that is kept
  std::deque<transaction_entry> transactions_;
  std::map<std::string, std::deque<object_ptr>, std::less<>> history_;
  std::vector<violation> violations_;
  counters seen_;
  std::size_t leader_ = 0;
  instant up_since_{};
  std::int64_t last_stamp_ = 0;
  std::uint64_t last_session_ = 0;
  std::uint64_t last_ticket_ = 0;
};

} // namespace weft::avi::sim
