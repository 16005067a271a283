#pragma once

#include "actors/avi/exchange.hpp"
#include "actors/catalogue.hpp"
#include "actors/runtime/open_requests.hpp"
#include "actors/runtime/surroundings.hpp"
#include "actors/runtime/timer.hpp"
#include "adapters/avi/client.hpp"
#include "protocol/avi/mirror.hpp"
#include "protocol/avi/records.hpp"
#include "protocol/avi/settings.hpp"
#include "protocol/avi/survey.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace weft::avi {

/// What a session is given at birth.
struct session_wiring {
  settings how;
  std::shared_ptr<client> io; ///< outlives the actor's lives
  domain_actor house;         ///< told of the site, of the way being open and of what stirs
  weft::surroundings* world = nullptr;
  std::chrono::milliseconds grace = std::chrono::seconds{8}; ///< for all of it, when told to stop
};

/// The session with one controller. @see avi.md 2, 10, 11
///
/// Expected flow: survey of the site → lists of what is ours → live. What is read and written goes
/// into a mirror of the controller, from which questions are answered; an object whose state is in
/// doubt, be it for a lost answer, a later version or a name that is taken, is read before. Now
/// and then everything is read anew, and whoever's part of it has changed hears that it has
/// stirred. What is not as it has to be at the controller is no failure of the way: the site says
/// so, and is surveyed again soon.
///
/// Guarantees: no more than `concurrency` requests are under way, writes first, then in the order
/// in which they were wished; of an object one write is under way at most, also across the actor's
/// lives; the steps of a batch go one after the other, each with no more time than the fence's
/// permission lasts. A step that is refused leaves undone what needs it; whatever leaves it open
/// what came of it ends the batch. Nothing counts as gone for want of a whole list. Told to stop in
/// good order, it ends once no write is under way and every log-in is given back, or with its
/// grace.
struct session_state {
  static inline const char* name = "avi.session";

  using actor
    = session_actor::extend<caf::reacts_to<exchanged>, caf::reacts_to<credential_renewed>>;
  using instant = std::chrono::nanoseconds;

  enum class standing : std::uint8_t {
    disconnected, ///< waits before the next attempt
    surveying,    ///< what is to be known is being read for the first time
    live,
    locked_out, ///< the credential is refused; waits long
  };
  enum class purpose : std::uint8_t {
    connect,
    read, ///< the pause after a read that failed
    comparison,
    grace,
  };

  /// What a request is for.
  enum class errand : std::uint8_t {
    survey,
    list,
    read,
    write,
    leave,
  };
  struct job {
    errand what = errand::survey;
    object_name about{};       ///< of `read` and `write`; of `list` its type alone
    std::uint64_t belongs = 0; ///< `write`: to that run; `survey` and `list`: to that comparison
    mirror::moment asked = 0;
    instant sent{};
    std::string method{};
  };
  /// Everything is being read.
  struct comparison {
    std::uint64_t number = 0;
    instant began{};
    std::optional<survey> finding{}; ///< empty: the site is known
    bool asking = false;             ///< a question of it is under way
    site found{};
    std::set<std::string> lists{}; ///< still to be asked for
    std::size_t listing = 0;       ///< under way
  };
  /// A batch on its way.
  struct run {
    snapshot<transaction> work;
    std::size_t next = 0;
    bool sent = false;              ///< the step is under way
    std::set<std::size_t> undone{}; ///< steps that were not carried out
    std::optional<fault> refused{}; ///< the first of the refusals
  };
  struct question {
    std::string target;
    std::uint64_t after = 0; ///< the comparison that has to have ended; zero: none
  };
  /// What a target looks at.
  struct interest {
    std::set<object_name> names{}; ///< and whatever these refer to
    std::string version{};         ///< that it was told last
    bool stirring = false;         ///< it knows that it has to look
  };

  static constexpr std::chrono::milliseconds request_deadline{30'000};
  static constexpr std::chrono::seconds credential_pause{30};
  static constexpr std::chrono::seconds trouble_pause{45}; ///< before the site is surveyed again
  static constexpr std::chrono::seconds recent{5}; ///< what was compared since need not be again
  /// Requests in a row without a usable answer before the controller counts as away.
  static constexpr std::uint32_t patience = 3;

  explicit session_state(actor::pointer owner) : self(owner) {}

  actor::behavior_type start(session_wiring with);
  void on_wake(const weft::wake& told);
  void on_exchanged(const exchanged& news);
  void on_exit(const caf::exit_msg& msg);
  /// Gives the log-ins back and ends, if told to, once no write is under way.
  void end_when_quiet();
  /// Begins whatever may begin, and answers who can be answered.
  void pump();
  bool begin_next();
  /// Notes a request that leaves now. @returns its ticket.
  std::uint64_t admit(job why, std::string method);
  void send(job why, const wire::call& what, std::chrono::milliseconds deadline,
            std::shared_ptr<const void> turn = nullptr);
  description describe_self() const;

  // The way; in session_way.cpp.
  void connect();
  void connect_after(std::chrono::nanoseconds delay);
  void become_live();
  /// The controller is away: another attempt, later.
  void fail_attempt(const fault& why);
  void lock_out(const fault& why);
  /// Whatever was under way counts no more, but for writes.
  void drop(standing next);
  void note_trouble(const fault& why);
  /// Something has gone well again.
  void relieve();
  void on_new_credential();
  void enter(standing next);
  fault unusable() const;

  // What is known; in session_reads.cpp.
  caf::result<observed> answer(const observe& wish);
  caf::result<probed> answer(const probe& wish);
  bool is_target(const std::string& target) const;
  void compare();
  void arm_comparison(std::chrono::nanoseconds delay);
  bool begin_comparing();
  bool begin_reading();
  void list(const std::string& type);
  void on_surveyed(const job& done, const wire::answered<json::value>& got);
  void begin_lists();
  void on_listed(const job& done, const wire::answered<wire::collected>& got);
  void on_read(const job& done, const wire::answered<wire::collected>& got);
  void on_read_failed(const job& done, const wire::refusal& why);
  /// Whether an object is one of those that the lists show.
  bool is_listed(const object_name& which, const json::value& held) const;
  /// Objects that no list shows, and that somebody still looks at, are read one by one.
  void doubt_strangers();
  void end_comparison();
  void settle();
  std::set<object_name> names_for(const std::string& target, const wishes& parts) const;
  std::set<object_name> routes_names() const;
  stock view_of(const std::string& target, const interest& its) const;
  std::string version_of(const std::string& target, const stock& view) const;
  /// Whether it is known how it stands with all that the target looks at.
  bool is_known(const interest& its, const stock& view) const;
  void tell_stirred();

  // What is written; in session_writes.cpp.
  caf::result<committed> answer(const commit& wish);
  bool begin_writing();
  void on_written(const job& done, const wire::answered<json::value>& got);
  /// @returns why the batch cannot go on; nothing: it can.
  std::optional<fault> take_setback(run& its, const write_step& step, const wire::refusal& why,
                                    mirror::moment asked);
  std::optional<fault> take_refusal(run& its, const write_step& step, const wire::refusal& why);
  void go_on(std::uint64_t number);
  void fail_run(std::uint64_t number, const fault& why);
  void fail_waiting_runs(const fault& why);

  // What the metrics say; in session_metrics.cpp.
  void start_counting() const;
  void count(const job& done, std::string_view code) const;
  void show_comparison() const;
  void show_reach() const;

  instant now() const { return self->clock().now().time_since_epoch(); }

  actor::pointer self;
  session_wiring wiring;
  mirror known;
  timers<purpose, 4> clock;

  standing stands = standing::disconnected;
  instant since{};
  std::uint32_t failures = 0;    ///< attempts in a row
  std::uint32_t useless = 0;     ///< requests in a row without a usable answer
  std::string trouble;           ///< of the way; until something goes well again
  std::string write_trouble;     ///< until a write goes well
  snapshot<site> at;             ///< null: not known yet
  std::uint64_t site_number = 0; ///< counts what it was

  std::map<std::uint64_t, job> out; ///< requests under way, by ticket
  std::uint64_t last_ticket = 0;
  std::uint64_t farewell = 0; ///< the ticket of the leave after which it ends

  open_requests<observed> questions;
  std::map<std::uint64_t, question> asked; ///< by promise
  std::map<std::string, interest> watched; ///< by target
  std::optional<comparison> comparing;
  std::uint64_t comparisons = 0;   ///< begun
  std::optional<instant> compared; ///< when the last one began that has ended well
  std::set<object_name> being_read;
  bool changed_by_reading = false; ///< since whoever looks was told

  open_requests<committed> writes;
  std::map<std::uint64_t, run> runs; ///< by promise
  std::deque<std::uint64_t> ready;   ///< runs whose next step may begin

  std::uint64_t calls = 0;
  caf::error stopping; ///< why, once told to
};

/// What to spawn: `session_state` as an actor.
session_state::actor::behavior_type
session(session_state::actor::stateful_pointer<session_state> self, session_wiring with);

} // namespace weft::avi
