#pragma once

#include "actors/catalogue.hpp"
#include "actors/runtime/open_requests.hpp"
#include "actors/runtime/surroundings.hpp"
#include "actors/runtime/timer.hpp"
#include "adapters/velocloud/client.hpp"
#include "protocol/velocloud/audit.hpp"
#include "protocol/velocloud/gate.hpp"
#include "protocol/velocloud/history.hpp"
#include "protocol/velocloud/records.hpp"
#include "protocol/velocloud/settings.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weft::velocloud {

/// What a session is given at birth.
struct session_wiring {
  settings how;
  std::shared_ptr<client> io; ///< outlives the actor's lives
  domain_actor house;         ///< told of the inventory, of the way being open and of notices
  surroundings* world = nullptr;
  std::chrono::milliseconds grace = std::chrono::seconds{25}; ///< for a write, when told to stop
};

/// The session with one VCO: VcoGate and ProfileDirectory. @see velocloud.md 4.5, 8.1, 8.6
///
/// Expected flow: a request waits in line, first come first served, until the gate lets it pass,
/// goes out once, and is answered with what came of it. While the gate is closed by a 429, reads
/// wait, if the deadline of one allows; a write is answered errc::throttled instead, since the
/// probe before it would be stale. While VCO does not accept us, everything is answered
/// errc::expired at once and only a probe goes out, every 30 s and when a new credential is there.
///
/// Guarantees: of a target one write is under way at most, also across the actor's lives; a write
/// has no more time than the fence's permission lasts, so that nothing of it
/// can arrive once another process may write, and does not leave with less than a second of it; a
/// write that may have arrived is never sent again. Told to stop in good order, it ends once no
/// write is under way any more: whoever waits for its end may give the Lease away.
///
/// A write that was read back is followed by one look into VCO's audit log, which nobody waits for:
/// whatever comes of it, no write fails and the way stays as it is, but for a 429. Where the log
/// cannot be read, nobody asks again for an hour.
struct session_state {
  static inline const char* name = "velocloud.session";

  using actor
    = session_actor::extend<caf::reacts_to<exchanged>, caf::reacts_to<credential_renewed>>;

  enum class standing : std::uint8_t {
    unknown, ///< nothing has been answered yet
    open,
    away,   ///< several calls in a row had no usable answer
    lapsed, ///< the credential is not accepted
  };
  enum class purpose : std::uint8_t { gate, inventory, inquiry, grace };

  /// What a call is for.
  enum class errand : std::uint8_t {
    read,
    confirm, ///< after a refused read: is the profile still there?
    probe,
    probe_by_read, ///< rows without data carry no version here
    write,
    list,
    inquire, ///< whether we are accepted again
    audit,   ///< who else wrote the module while we did
  };

  /// A write whose neighbours in time are asked for.
  struct audit_wish {
    audit_window when;
    std::string target;
    owner on_behalf_of;  ///< whoever is told of others
    bool certain = true; ///< that our write is among those of the window
  };
  /// A write that may stand in a module nobody has read since.
  struct sent_write {
    snapshot<transaction> work;
    bool certain = false; ///< VCO has answered that it does
  };
  struct job {
    errand what = errand::list;
    std::uint64_t promise = 0;
    std::int64_t profile = 0;
    snapshot<transaction> work;
    fault kept; ///< `confirm`: why the read failed
    std::uint64_t ticket = 0;
    std::string_view method{}; ///< it was sent as
    gate::instant sent{};
    snapshot<audit_wish> question{};
  };

  /// After this many calls in a row without a usable answer the VCO counts as away, one that has
  /// never answered after the first.
  static constexpr std::uint32_t patience = 3;
  /// Between two lists of the profiles when a name was not found.
  static constexpr std::chrono::seconds inventory_pause{5};
  /// Between two looks whether a refused credential is accepted again.
  static constexpr std::chrono::seconds credential_pause{30};
  /// Before an audit log that may not be read is asked again.
  static constexpr std::chrono::hours audit_rest{1};
  /// The same when it did not answer; it holds up the others for no longer than its deadline.
  static constexpr std::chrono::minutes audit_pause{5};
  static constexpr std::chrono::milliseconds audit_deadline{5'000};

  explicit session_state(actor::pointer owner) : self(owner) {}

  actor::behavior_type start(session_wiring with);

  void accept(job next);
  void pump();
  void start_counting() const;
  /// Notes a call that is over in the metrics; errc::none: it went well.
  void count(const job& done, errc how) const;
  void show_gate(bool frozen) const;
  void send(job next);
  void on_exchanged(const exchanged& news);
  void on_success(const job& done, const json::value& answer);
  void on_fault(const job& done, const fault& why);

  void on_read(const job& done, const json::value& answer);
  void on_version(const job& done, const json::value& answer);
  void on_profiles(const job& done, const json::value& answer);
  void confirm(const job& done, const fault& why);
  void fail(const job& what, const fault& why);
  void fail_waiting(const fault& why, bool writes_only);

  // After a write; in session_audit.cpp.
  /// The module was read: compares it with what our last write of it was made from.
  void look_back(std::int64_t profile, const observation& seen);
  void ask_audit(std::int64_t profile, const sent_write& sent, const std::string& version);
  void on_audit(const job& done, const json::value& answer);
  void on_audit_fault(const fault& why);
  /// Forgets profiles that are no more.
  void forget_profiles();
  void describe_histories(description& into) const;

  void on_throttled(const fault& why);
  void on_lapsed(const fault& why);
  void on_open();
  void on_wake(const wake& told);
  void on_new_credential();
  void on_exit(const caf::exit_msg& msg);
  /// Ends, if told to, once no write is under way.
  void end_when_quiet();
  void inquire();
  void refresh();
  void learn_soon();
  /// Tells why the profiles are not known, as long as they never were.
  void excuse(const fault& why);
  gate::instant now() const { return self->clock().now().time_since_epoch(); }
  description describe_self() const;

  actor::pointer self;
  session_wiring wiring;
  gate way;
  timers<purpose, 4> clock;
  standing stands = standing::unknown;
  gate::instant since{};
  std::deque<job> line;
  std::map<std::uint64_t, job> out; ///< by ticket
  std::uint64_t last_ticket = 0;
  open_requests<observed> reads;
  open_requests<probed> probes;
  open_requests<committed> writes;

  snapshot<profile_inventory> directory;
  bool listing = false; ///< under way or in line
  gate::instant listed{};
  bool listed_once = false;
  std::uint32_t list_failures = 0;
  std::string excused;       ///< the last such words
  bool other_method = false; ///< the first listing method is refused here
  bool blind_probes = false; ///< rows without data carry no version here
  bool inquiring = false;
  bool inquire_again = false;  ///< a new credential came while an inquiry was under way
  std::uint64_t opened_at = 0; ///< calls up to this ticket may have used an older credential
  std::uint32_t failures = 0;  ///< consecutive calls without a usable answer
  std::string trouble;
  std::map<std::int64_t, sent_write> unseen;        ///< by profile
  std::map<std::int64_t, module_history> histories; ///< by profile
  std::optional<std::string> myself;                ///< the name that audits know us by
  std::string audit_trouble; ///< why the audit log could not be read; empty: it could
  gate::instant audit_rests_until{};
  std::uint64_t calls = 0;
  std::uint64_t throttled = 0;
  caf::error stopping; ///< why, once told to
};

/// What to spawn: `session_state` as an actor.
session_state::actor::behavior_type
session(session_state::actor::stateful_pointer<session_state> self, session_wiring with);

} // namespace weft::velocloud
