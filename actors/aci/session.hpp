#pragma once

#include "actors/aci/exchange.hpp"
#include "actors/catalogue.hpp"
#include "actors/runtime/open_requests.hpp"
#include "actors/runtime/surroundings.hpp"
#include "actors/runtime/timer.hpp"
#include "adapters/aci/client.hpp"
#include "protocol/aci/answers.hpp"
#include "protocol/aci/damper.hpp"
#include "protocol/aci/marks.hpp"
#include "protocol/aci/mirror.hpp"
#include "protocol/aci/recollection.hpp"
#include "protocol/aci/settings.hpp"
#include "protocol/aci/sight.hpp"
#include "protocol/token_bucket.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace weft::aci {

/// What a session is given at birth.
struct session_wiring {
  settings how;
  std::shared_ptr<client> io; ///< outlives the actor's lives
  domain_actor house;         ///< told of the APIC, of the way being open and of what stirs
  surroundings* world = nullptr;
  std::chrono::milliseconds grace = std::chrono::seconds{8}; ///< for all of it, when told to stop
  /// What earlier lives of the session have seen; not null.
  std::shared_ptr<recollection> past = std::make_shared<recollection>();
};

/// The session with one fabric: one log-in, one event socket and one subscription per L3Out that
/// somebody refers to, at one of its APICs. @see aci.md 4, 8.7, 8.8
///
/// Expected flow: log in → open the socket → subscribe → live. What is read, told and written goes
/// into a mirror of the fabric, from which questions are answered, once every L3Out that they name
/// is known. A gap, be it the socket's end, a refused refresh, a lapsed subscription or noise on
/// the socket, makes all of it unknown: it is read again, and the target hears that it has stirred.
/// What is in doubt again and again waits longer and longer, so that the rest has its turn.
///
/// Guarantees: one log-in is under way at most, and no more than one a second leaves; reads go one
/// after the other; of the fabric one write is under way at most, also across the actor's lives. A
/// 403 to a token that has rested leads to one new log-in, after which a write is sent once more; a
/// token that has just been honoured is not to blame, nor one for what an earlier one was denied.
/// Then the tenant is closed to writes until a later comparison, or the L3Out denied, and no other.
/// Everything is compared every ten minutes, give or take one. A write has no more time than the
/// fence's permission lasts. A dead socket leads back to the same APIC, a failed attempt to the
/// next. Told to stop in good order, it ends once no write and no log-in is under way and it has
/// logged out, or with its grace.
struct session_state {
  static inline const char* name = "aci.session";

  using actor
    = session_actor::extend<caf::reacts_to<exchanged>,
                            caf::reacts_to<credential_renewed>>::extend_with<subscriber_actor>;
  using instant = mirror::instant;

  enum class standing : std::uint8_t {
    disconnected, ///< waits before the next attempt
    logging_in,
    logged_in,   ///< the socket is being opened
    socket_open, ///< what is to be known is being read
    live,
    locked_out, ///< the credential is refused; waits long
  };
  enum class purpose : std::uint8_t {
    connect,
    refresh, ///< of the token
    renewal, ///< of the session, before its longest life is over
    calm,    ///< live for long enough to be forgiven earlier failures
    read,    ///< the pause between two reads, or after one that failed
    look,    ///< the mirror has something due
    write,   ///< the rate allows the next write
    respawn, ///< of the refresher
    comparison,
    unreadable, ///< what could not be read is tried again
    turn,       ///< doubts that had to wait
    grace,
  };

  /// What a request is for.
  enum class errand : std::uint8_t {
    log_in,
    refresh,
    subscribe,
    read,
    marked,
    version,
    write,
    log_out,
  };
  struct job {
    errand what = errand::log_in;
    std::uint64_t life = 0; ///< in which it was sent
    l3out_name about{};     ///< of `subscribe` and `read`
    bool plain = false;     ///< of `subscribe`: no lifetime is asked for
    bool shaken = false;    ///< of `subscribe`: events may have been missed since
    instant sent{};
    std::string method{};
  };
  struct subscription {
    std::string id;
    std::chrono::milliseconds lifetime{};
    instant read{}; ///< when it was last asked for
  };
  /// The pages of what bears our mark, class by class.
  struct scan {
    std::size_t turn = 0;
    std::size_t page = 0;
    bool begun = false;
  };
  struct write_job {
    std::uint64_t promise = 0;
    snapshot<transaction> work{};
    bool sent = false;      ///< and not answered yet
    bool replaying = false; ///< it waits for a new log-in, or was sent after one
    std::uint64_t life = 0; ///< in which it was sent
  };

  static constexpr std::chrono::milliseconds request_deadline{30'000};
  static constexpr std::chrono::milliseconds log_in_deadline{8'000};
  static constexpr std::chrono::seconds calm_after{60};
  static constexpr std::chrono::seconds between_log_ins{1};
  static constexpr std::chrono::seconds recent{5}; ///< what is known since need not be asked
  static constexpr std::chrono::seconds before_another_try{60}; ///< at what cannot be read
  /// Reads or writes in a row without a usable answer before another APIC is tried; and attempts
  /// that one L3Out may spoil.
  static constexpr std::uint32_t patience = 3;
  static constexpr std::size_t page_size = 1000;

  explicit session_state(actor::pointer owner) : self(owner), known(settings{}), pace(1, 1) {}
  ~session_state();

  actor::behavior_type start(session_wiring with);
  void on_wake(const weft::wake& told);
  void on_exchanged(const exchanged& news);
  void on_exit(const caf::exit_msg& msg);
  /// Logs out and ends, if told to, once no write is under way.
  void end_when_quiet();
  /// A token may still be granted that has to be given back.
  bool awaits_token() const;
  /// Notes a request that leaves now. @returns its ticket.
  std::uint64_t admit(job why, std::string method);
  description describe_self() const;

  // The way; in session_way.cpp.
  void connect();
  void connect_after(std::chrono::nanoseconds delay);
  void on_granted(const answered<reply>& got);
  void enter_session(session_grant with);
  void on_socket(const socket_record& news);
  void become_live();
  void refresh_token();
  void on_refreshed(const answered<reply>& got);
  void hold_token(session_grant with);
  /// Gives up what belongs to the session with the APIC.
  void drop();
  /// The session has ended, and a new one is begun at the same APIC.
  void begin_anew(const std::string& why, bool log_out);
  /// An attempt to get live has failed: another APIC, later.
  void fail_attempt(const fault& why);
  void lock_out(const fault& why);
  void note_trouble(const fault& why);
  /// Something has gone well again.
  void relieve();
  void on_new_credential();
  void spawn_refresher();
  void ask_facts();
  void tell_facts(const std::string& version);
  void enter(standing next);

  // What is known; in session_reads.cpp.
  caf::result<observed> answer(const observe& wish);
  void need(const departures::wishes& all);
  void compare();
  void arm_comparison();
  bool may_forgive(const std::optional<instant>& last) const;
  void pump();
  bool pending() const;
  bool begin_next_read();
  void subscribe_to(const l3out_name& which);
  void read_again(const l3out_name& which);
  void read_marked();
  void on_read(const job& done, const answered<reply>& got);
  void on_marked(const answered<reply>& got);
  void on_read_failed(const job& done, const refusal& why);
  void try_unreadable();
  bool busy() const;
  void settle();
  /// Whether what bears our mark is looked for wherever it is.
  bool scans() const { return !wiring.how.cluster_id.empty(); }

  // What is in doubt; in session_doubts.cpp.
  void on_lapsed(const lapsed& news);
  void on_events(const socket_record& news);
  void note(const aci::upshot& what);
  void look();
  void arm_look();
  void tell_stirred();
  /// What is known may have been missed by events; what is still subscribed is read again.
  void doubt();
  /// The same, once it is the turn of that.
  void mistrust();
  /// It is read again, once it is its turn.
  void put_in_doubt(const l3out_name& which);
  /// Whether this has been doubted so often of late that others come first; without a name:
  /// everything. It is doubted by itself later.
  bool must_wait(const l3out_name& which);
  void take_turns();
  /// It is not to be asked for until the next comparison.
  void deny(const l3out_name& which, const std::string& words);
  /// Whether a 403 says that we have no right to this, as opposed to: the token has expired.
  bool is_denied(const l3out_name& what);

  // What is written; in session_writes.cpp.
  caf::result<committed> answer(const commit& wish);
  void write();
  void on_written(const answered<reply>& got);
  void on_write_refused(const refusal& why);
  void on_no_right(const refusal& why);
  void shrink(const request& what);
  void fail_write(const fault& why);
  /// Nobody may write to this tenant until a later comparison.
  void close(const std::string& tenant, const std::string& words);
  // What the metrics say; in session_metrics.cpp.
  void start_counting() const;
  void count(const job& done, const answered<reply>& got) const;
  void count_log_in() const;
  void count_gap() const;
  void show_comparison() const;
  void show_reach() const;
  void show_wished(const departures::wishes& all) const;

  void send(job why, const call& what, std::chrono::milliseconds deadline,
            std::shared_ptr<const void> turn = nullptr);
  fault unusable() const;
  instant now() const { return self->clock().now().time_since_epoch(); }

  actor::pointer self;
  session_wiring wiring;
  mirror known;
  token_bucket pace;
  batch_limits limits;
  timers<purpose, 12> clock;
  refresher_actor refreshing;

  standing stands = standing::disconnected;
  instant since{};
  std::uint64_t life = 0; ///< counts log-ins; what belongs to an earlier one is ignored
  std::size_t node = 0;
  std::string token;
  instant fresh_until{}; ///< of the token, unless refreshed
  std::unique_ptr<event_socket> socket;
  instant socket_since{};
  std::optional<instant> asked_in; ///< when the last log-in left
  std::uint32_t failures = 0;      ///< attempts in a row, forgiven after a while live
  std::uint32_t lockouts = 0;      ///< refused log-ins in a row
  std::uint32_t useless = 0;       ///< reads in a row without a usable answer
  std::uint32_t lost_writes = 0;   ///< writes in a row without one
  bool old_release = false;        ///< knows no `refresh-timeout`
  std::optional<apic_facts> facts;
  std::string trouble;       ///< of the way and of reads; until either goes well again
  std::string write_trouble; ///< until a write goes well

  std::map<std::uint64_t, job> out; ///< requests under way, by ticket
  std::uint64_t last_ticket = 0;
  std::uint64_t farewell = 0; ///< the ticket of the log-out after which it ends
  open_requests<observed> questions;
  open_requests<committed> writes;

  std::set<l3out_name> needed;
  std::map<l3out_name, subscription> subscriptions;
  std::set<l3out_name> doubtful;               ///< of those, to be read again
  damper turns;                                ///< of what is doubted
  std::set<l3out_name> put_off;                ///< doubts that wait; without a name: of everything
  std::set<l3out_name> denied;                 ///< not to be asked for until the next comparison
  std::set<l3out_name> plainly;                ///< to be subscribed to without a lifetime, for once
  std::map<l3out_name, std::uint32_t> misread; ///< unusable answers in a row
  std::map<std::string, instant> closed;       ///< tenants nobody may write to, and since when
  /// What a 403 was the last answer to: an L3Out, for reading; a tenant alone, for writing; what
  /// bears our mark, under no name.
  std::set<l3out_name> barred;
  std::optional<instant> honoured; ///< when the token was last granted, or did what it is for
  std::optional<scan> scanning;    ///< due or under way
  std::optional<instant> compared;
  bool comparing = true; ///< everything is being read, from a gap or for a comparison
  bool reading = false;
  std::optional<instant> last_read;
  bool stirring = false; ///< the target knows that it has to look

  std::optional<write_job> writing;

  std::uint64_t calls = 0;
  std::uint64_t log_ins = 0;
  std::uint64_t gaps = 0;
  caf::error stopping; ///< why, once told to
};

/// What to spawn: `session_state` as an actor.
session_state::actor::behavior_type
session(session_state::actor::stateful_pointer<session_state> self, session_wiring with);

} // namespace weft::aci
