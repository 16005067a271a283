#pragma once

#include "adapters/net/http.hpp"
#include "adapters/velocloud/sim/fixture.hpp"
#include "adapters/velocloud/sim/ledger.hpp"
#include "adapters/velocloud/sim/model.hpp"

#include <deque>
#include <map>
#include <random>
#include <string_view>

namespace weft::velocloud::sim {

/// What the carrier does with one call.
struct reply {
  enum class way : std::uint8_t {
    answer,  ///< send `what`
    cut_off, ///< announce all of `what.body`, send half of it and close
    reset,   ///< close without a word
    hang,    ///< say nothing until the peer goes away
  };
  way how = way::answer;
  net::http_response what;
  std::chrono::milliseconds latency{}; ///< before it leaves
  std::uint64_t ticket = 0;            ///< for `finished`
};

/// One VCO as values: a call in, an answer out. No socket, thread or clock; what is random is
/// seeded. Not thread-safe. @see velocloud.md 4, 5 and 10
///
/// Expected flow: `receive` decides and applies a call at once; the carrier sends the reply after
/// its latency and then says `finished`. Between the two the call counts as in flight.
///
/// Known differences from the product: one enterprise; limits count per account from its first
/// call in a window, not as a leaky bucket; a call applies when it arrives, not when it is
/// answered; codes of errors, bodies of 429 and the treatment of unknown modules are guesses where
/// velocloud.md says so; the audit log knows no events but writes of modules, and the words of
/// those are what integrations of the product are seen to match; APIv2 is absent.
class core {
public:
  explicit core(std::uint64_t seed = 1, const fixture_shape& shape = {});

  /// Takes one HTTP call.
  /// @param connection Tells clients of one account apart that send no User-Agent.
  reply receive(const net::http_request& what, std::uint64_t connection, instant now);
  /// The reply has left, or nobody waits for it any more.
  void finished(std::uint64_t ticket);

  /// Treats the next `times` calls of `method` ("*": any API method) badly.
  void inject(std::string method, misbehaviour how, std::size_t times = 1);
  /// Forgets what `inject` still holds.
  void relent() { faults_.clear(); }

  /// Changes a module as somebody in the web interface does.
  using change = std::function<void(json::value& data)>;
  void human_edit(std::int64_t module_id, const change& how, instant now);
  /// Does so right after the next data read of the module was answered.
  void on_next_read(std::int64_t module_id, change how);
  /// Does so right after the next `noData` read was answered: the race that nobody can see.
  void on_next_probe(std::int64_t module_id, change how);

  /// Replaces `old_token` by `fresh` from `when` on; both are the same account's.
  void rotate_token(std::string_view old_token, std::string fresh, instant when);
  /// The cookies of all sessions.
  std::vector<std::string> sessions() const;
  /// Invalidates every session.
  void end_sessions() { sessions_.clear(); }

  profile* find_profile(std::int64_t id);
  const module* find_module(std::int64_t id) const;
  /// The rules of a profile's segment in order; empty where there is none.
  json::array rules(std::int64_t profile_id, std::int64_t segment = 0) const;
  std::vector<std::string> rule_names(std::int64_t profile_id, std::int64_t segment = 0) const;
  /// The first rule of that name.
  std::optional<json::value> rule(std::int64_t profile_id, std::string_view name,
                                  std::int64_t segment = 0) const;

  const counters& seen() const { return seen_; }
  /// Sets the counters back; calls in flight stay counted.
  void forget_counts() { seen_ = {}; }
  /// The last ten thousand applied changes.
  const std::deque<journal_entry>& journal() const { return journal_; }
  /// Times each API method was called.
  const std::map<std::string, std::size_t>& calls_by_method() const { return by_method_; }

  knobs settings;
  std::vector<profile> profiles;
  std::vector<account> accounts;

private:
  /// One call on its way through.
  struct visit {
    account* who = nullptr;
    std::string author; ///< account and client
    instant now;
    std::string method;
    json::value params;
  };
  struct outcome {
    int status = 200;
    json::value body;
  };
  struct flight {
    std::string account;
    std::int64_t module = 0;
  };
  struct meter {
    std::deque<instant> recent;
    instant closed_until{};
    std::size_t in_flight = 0;
  };
  using method_body = outcome (core::*)(visit&);

  net::http_response respond(const net::http_request& what, std::uint64_t connection, instant now,
                             reply& out, flight& trip);
  net::http_response log_in(const net::http_request& what, instant now);
  net::http_response log_out(const net::http_request& what);
  account* identify(const net::http_request& what, instant now);
  std::optional<net::http_response> limit(const std::string& name, instant now, bool forced);
  std::optional<misbehaviour> next_fault(const std::string& method);
  net::http_response misbehave(misbehaviour how) const;
  outcome dispatch(visit& call);

  outcome read_enterprise(visit& call);
  outcome list_profiles(visit& call);
  outcome list_policies(visit& call);
  outcome read_profile(visit& call);
  outcome read_modules(visit& call);
  outcome update_module(visit& call);
  outcome insert_module(visit& call);
  outcome list_applications(visit& call);
  outcome list_segments(visit& call);
  outcome list_groups(visit& call);
  outcome list_events(visit& call);
  outcome clone_profile(visit& call);
  outcome delete_profile(visit& call);

  static outcome refuse(int status, int code, const std::string& message);
  static outcome refuse_rows(std::string message);
  json::value describe(const profile& which, bool with_modules, visit* reader);
  json::value describe(const profile& of, const module& which, bool with_data, visit* reader);
  /// @param second When, in milliseconds.
  json::value describe(const journal_entry& what, std::int64_t id, std::int64_t second) const;
  module* module_by_id(std::int64_t id);
  void store(module& where, json::value fresh, const std::string& author, instant now);
  void settle_ids(json::value& data, const json::value& stored);
  std::int64_t next_version(instant now);
  std::string make_guid();

  std::mt19937_64 dice_;
  std::map<std::string, std::string> sessions_; ///< cookie to account name
  std::map<std::string, std::deque<misbehaviour>> faults_;
  std::multimap<std::int64_t, change> after_read_;
  std::multimap<std::int64_t, change> after_probe_;
  std::map<std::string, meter> meters_;
  std::map<std::uint64_t, flight> flights_;
  std::map<std::int64_t, std::size_t> writes_in_flight_;
  std::map<std::int64_t, ledger> ledgers_;
  std::set<std::string> issued_ids_;
  std::deque<journal_entry> journal_;
  std::map<std::string, std::size_t> by_method_;
  counters seen_;
  std::uint64_t last_ticket_ = 0;
  std::int64_t last_version_ = 0;
};

/// The fault's word as people write it: "http500", "reset-before-apply"…
std::optional<misbehaviour> misbehaviour_named(std::string_view word);

} // namespace weft::velocloud::sim
