#pragma once

#include "adapters/aci/sim/model.hpp"
#include "adapters/aci/sim/query.hpp"
#include "adapters/aci/sim/store.hpp"
#include "adapters/net/http.hpp"

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace weft::aci::sim {

/// What the carrier does with one request.
struct reply {
  enum class way : std::uint8_t {
    answer,  ///< send `what`
    cut_off, ///< announce all of `what.body`, send half of it and close
    reset,   ///< close without a word
    trickle, ///< send `what` in drops
    hang,    ///< say nothing until the peer goes away
    absent,  ///< nobody listens: the node is down
  };
  way how = way::answer;
  net::http_response what;
  std::chrono::milliseconds latency{}; ///< before it leaves
};

/// What the carrier does with one request for a socket.
struct socket_reply {
  reply otherwise;          ///< when it is not opened
  std::uint64_t socket = 0; ///< zero: it is not
};

/// A cluster of APICs as values: requests in, answers and frames out. No socket, thread or clock;
/// what is random is seeded. Not thread-safe. @see aci.md 10
///
/// Expected flow: `receive` decides and applies a request at once, `open_socket` one for an event
/// socket; the carrier sends the answer after its latency. What the APICs say by themselves,
/// frames above all, lies ready in `take_due`, at `next_due` at the latest; `on_stir` is told when
/// that may have come nearer. Time is a parameter and never goes back.
///
/// All nodes share one tree. Sessions, sockets and subscriptions belong to one node each.
///
/// Known differences from the product: of the classes there are those of aci.md 3, and what is
/// marked [G] there is a choice; `rsp-subtree-include` is understood and ignored; a class query
/// goes no further than its class; `faultInst` is not kept, and what F0467 would say is in
/// `conflicts`; relations to contracts are always formed; a token is 40 random characters; answers
/// apply when they arrive, not when they are answered; XML is not spoken.
class core {
public:
  explicit core(std::uint64_t seed = 1, std::size_t nodes = 3);

  // -- for the carrier ---------------------------------------------------------------------------

  std::size_t nodes() const { return up_.size(); }
  reply receive(std::size_t node, const net::http_request& what, instant now);
  socket_reply open_socket(std::size_t node, const net::http_request& what, instant now);
  /// The peer has closed it, or it broke.
  void socket_gone(std::uint64_t socket, instant now);
  /// What is to be sent now, in order.
  std::vector<delivery> take_due(instant now);
  std::optional<instant> next_due() const;
  /// Tells that time has gone forward by itself.
  void wake(instant now) { stir(now); }
  /// @param told Called within any call that may bring `next_due` nearer; empty: nobody.
  void on_stir(std::function<void()> told) { stir_ = std::move(told); }

  // -- for who plays the rest of the world -------------------------------------------------------

  void add_user(user who) { users_[who.name] = std::move(who); }
  /// What an administrator does in the GUI: POST or DELETE of an object, rights and disturbances
  /// apart. @returns the answer.
  net::http_response edit(std::string_view method, std::string_view dn, std::string_view body,
                          instant now);
  /// Makes tenant and L3Out, where they are missing, and binds the L3Out to a VRF of its tenant.
  void make_out(std::string_view tenant, std::string_view l3out, instant now,
                std::string_view vrf = "VRF1");

  void inject(disturbance what) { disturbances_.push_back({std::move(what), 0, 0}); }
  /// Withdraws all that was injected.
  void relent() { disturbances_.clear(); }
  /// Takes a node down, sockets and sessions included, or brings it up.
  void set_up(std::size_t node, bool up, instant now);
  bool is_up(std::size_t node) const { return up_[node]; }
  /// Makes all tokens invalid without ending sessions: sockets stay, a log-in is needed.
  void invalidate_tokens();
  /// Ends all sessions as their longest lifetime does.
  void end_sessions(instant now);
  /// Makes all subscriptions expire.
  void expire_subscriptions();
  /// Does so to all open sockets.
  void disturb_sockets(delivery::kind how, instant now, std::uint16_t code = 1001);
  /// Sends these bytes over all open sockets, whatever they are.
  void say(std::string bytes, instant now, bool binary = false);

  knobs settings;

  // -- for who asserts ---------------------------------------------------------------------------

  const store& tree() const { return tree_; }
  /// The attribute; empty when there is no such object.
  std::string attribute(std::string_view dn, std::string_view name) const;
  const counters& seen() const { return seen_; }
  void forget_counts() { seen_ = {}; }
  /// The last twenty thousand of each.
  const std::deque<request_entry>& requests() const { return requests_; }
  const std::deque<transaction_entry>& transactions() const { return transactions_; }
  std::size_t live_sessions(instant now) const;
  std::size_t live_sockets() const { return sockets_.size(); }
  std::size_t live_subscriptions(instant now) const;
  /// How many EEPGs held this prefix at once, at most, after any commit so far.
  std::size_t most_holders(std::string_view prefix) const;
  /// Prefixes with import-security in several EEPGs of one VRF: fault F0467. @see aci.md 3.2
  std::vector<std::string> conflicts() const;
  /// When a request came, a commit was made or a frame was sent last: "quiescent since".
  instant last_stir() const { return last_stir_; }

private:
  struct subscription {
    query what;
    std::chrono::seconds lifetime{};
    instant until;
  };
  struct session {
    std::string who;
    std::size_t node = 0;
    bool is_signed = false;
    std::string token;                                   ///< empty: invalidated
    std::vector<std::pair<std::string, instant>> former; ///< tokens, and how long they are good
    instant fresh_until;
    instant ends;
    std::uint64_t socket = 0; ///< zero: none
    std::map<std::uint64_t, subscription> subscriptions;
  };
  struct open_end {
    std::uint64_t session = 0;
    instant last; ///< when its last frame leaves
    bool frozen = false;
  };
  struct active_disturbance {
    disturbance what;
    std::size_t seen = 0;
    std::size_t done = 0;
  };
  /// What the APIC does later, by itself: say something, or set an EEPG's read-only attributes.
  using job = std::variant<delivery, std::string>;
  /// Who asks, and for which session.
  struct caller {
    std::string who;
    std::uint64_t session = 0; ///< zero: signed, without a web token
    bool detached = false;     ///< more than one APIC-cookie
  };
  using admitted = std::variant<caller, net::http_response>;

  // core.cpp
  net::http_response route(std::size_t node, const net::http_request& what, const target& where,
                           std::string& who, instant now);
  net::http_response open_class(const std::string& path) const;
  void stir(instant now);
  // core_access.cpp
  net::http_response log_in(std::size_t node, const net::http_request& what, std::string& who,
                            instant now);
  net::http_response refresh(const caller& by, instant now);
  net::http_response log_out(const caller& by, instant now);
  net::http_response give_web_token(std::size_t node, const caller& by, instant now);
  net::http_response grant(std::string_view class_name, const session& to, instant now) const;
  admitted admit(std::size_t node, const net::http_request& what, instant now);
  admitted admit_signed(std::size_t node, const net::http_request& what, instant now);
  std::uint64_t find_session(std::size_t node, std::string_view token, instant now) const;
  bool throttled(std::deque<instant>& recent, std::size_t limit, instant now);
  std::string make_token();
  void end_session(std::uint64_t id, instant now);
  // core_objects.cpp
  net::http_response read(const caller& by, const target& where, instant now);
  net::http_response write(const caller& by, const net::http_request& what, const target& where,
                           instant now);
  net::http_response refresh_subscription(const caller& by, const target& where, instant now);
  std::uint64_t subscribe(const caller& by, const query& what, instant now);
  bool is_denied(std::string_view dn) const;
  bool is_read_only(std::string_view dn) const;
  // core_events.cpp
  void commit(std::string_view who, std::string_view method, std::string_view dn, instant now);
  void publish(std::vector<change> changes, instant now);
  json::value shown(const change& what) const;
  bool is_swallowed(const change& what, const query& by, instant now) const;
  void send_frame(std::uint64_t socket, std::string bytes, instant now);
  void keep_house(const std::string& dn, instant now);
  void pass_time(instant now);
  void close_socket(std::uint64_t socket, delivery::kind how, std::uint16_t code, instant now);
  void note_holders(const std::vector<change>& changes);
  // core_faults.cpp
  std::optional<disturbance> next_disturbance(std::size_t node, const net::http_request& what);
  std::optional<net::http_response> turn_away(std::size_t node, const net::http_request& what,
                                              instant now);
  bool by_chance(double share);
  std::chrono::milliseconds between(std::chrono::milliseconds least,
                                    std::chrono::milliseconds most);

  std::mt19937_64 dice_;
  store tree_;
  std::map<std::string, user> users_;
  std::vector<bool> up_;
  std::map<std::uint64_t, session> sessions_;
  std::map<std::uint64_t, open_end> sockets_;
  std::multimap<instant, job> jobs_;
  std::map<std::string, instant, std::less<>> came_; ///< when objects came, by canonical DN
  std::map<std::string, std::set<std::string>, std::less<>> holders_; ///< EEPGs by prefix
  std::map<std::string, std::size_t, std::less<>> most_holders_;
  std::deque<instant> logins_;
  std::map<std::string, std::deque<instant>> failures_; ///< of log-ins, by user
  std::map<std::size_t, std::deque<instant>> arrivals_; ///< by node
  std::vector<active_disturbance> disturbances_;
  std::deque<request_entry> requests_;
  std::deque<transaction_entry> transactions_;
  counters seen_;
  std::function<void()> stir_;
  instant last_stir_{};
  std::uint64_t last_session_ = 0;
  std::uint64_t last_socket_ = 0;
  std::uint64_t last_subscription_ = 72'057'611'234'700'000; ///< real ones are above 2^53
  std::uint64_t arrived_ = 0;
};

} // namespace weft::aci::sim
