#pragma once

#include "actors/catalogue.hpp"
#include "actors/cni/afoot.hpp"
#include "actors/cni/invoker.hpp"
#include "actors/runtime/open_requests.hpp"
#include "actors/runtime/surroundings.hpp"
#include "actors/runtime/timer.hpp"
#include "actors/runtime/write_turn.hpp"
#include "adapters/cni/node_ends.hpp"
#include "protocol/cni/episode.hpp"
#include "protocol/cni/kept_pods.hpp"
#include "protocol/cni/node_view.hpp"
#include "protocol/cni/plugin_slots.hpp"
#include "protocol/cni/sandbox_census.hpp"
#include "protocol/cni/setbacks.hpp"
#include "protocol/cni/settings.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace weft::cni {

/// How many plugins run at once: as set, else twice the processors. @see cni.md 8.4
std::size_t workers_of(const settings& how);

/// What a session is given at birth.
struct session_wiring {
  settings how;
  node_ends node; ///< outlives the actor's lives
  /// Of `node.plugins`; not null.
  std::shared_ptr<plugin_versions> versions;
  domain_actor house; ///< told of the node, of the way being open and of what stirs
  surroundings* world = nullptr;
  std::chrono::milliseconds grace = std::chrono::seconds{10}; ///< for plugins, when told to stop
  /// What outlives the session; not null.
  std::shared_ptr<afoot> past = std::make_shared<afoot>();
  /// Reads the node's CNI configuration directory; null: there is none.
  std::function<std::vector<config_file>()> config_files{};
  /// Reads what kactus has attached to a sandbox; null: there is no kactus.
  std::function<std::vector<kactus_attachment>(const std::string& sandbox)> kactus{};
};

/// The session with this node: its container runtime, its plugins, and the records of what they
/// have made. @see cni.md 7, 8
///
/// Expected flow: the records are read, then questions are answered; each is asked of the runtime
/// and of the namespaces anew, so many at a time. Work is done by an invoker per Pod, a child,
/// which asks for a slot before each plugin. Where that is wished, plugins are asked in the course
/// of a question whether attachments are whole. A list of all sandboxes, taken every few seconds
/// and when the runtime tells of something, tells whose sandbox has changed.
///
/// Guarantees: of a Pod one invoker at most is under way, also across the session's lives, and
/// until the last plugin it has started has ended nothing else is done for this Pod, nor is another
/// plugin run for its sandbox. What failed is let rest, and stirs when it need rest no longer.
/// While the runtime is away questions are answered all the same, and say so. Told to stop in good
/// order, it ends once plugins under way have ended, or with its grace; what is left of them is in
/// the records.
struct session_state {
  static inline const char* name = "cni.session";

  using actor = session_house_actor::extend<caf::reacts_to<exchanged>>::extend_with<node_actor>;
  using instant = std::chrono::nanoseconds;

  enum class standing : std::uint8_t {
    unknown, ///< the runtime has not been heard yet
    open,
    away,
  };
  enum class purpose : std::uint8_t {
    poll,
    records,   ///< are read again after a failure
    inventory, ///< what has changed of it is told
    slots,     ///< a plugin is slow by now
    rest,      ///< something need rest no longer
    sweep,     ///< what is nobody's is looked for
    survivor,  ///< what an earlier agent has left collecting is to be ended once more
    grace,
  };

  /// What an exchange with the node is for.
  enum class errand : std::uint8_t {
    records,
    poll,
    version,
    list,
    inspect,
    netns,
    host,
    set_aside, ///< a copy of a stray file is kept …
    discard,   ///< … and then it goes
    survivor,
    watch,   ///< whether the records are still there
    rewrite, ///< a record is written anew, after they were not
  };
  struct job {
    errand what = errand::poll;
    std::uint64_t look = 0; ///< for which; zero: for none
    std::string path{};     ///< of `netns`; of strays the file; of `rewrite` the target
  };
  /// One question under way.
  struct look {
    std::string target;
    std::uint64_t promise = 0;
    node_view view{};
    std::size_t awaited = 0; ///< answers
    bool by_name = false;    ///< the sandboxes were asked for by name
  };
  /// An invoker at work.
  struct work {
    invoker_actor who;
    std::optional<std::uint64_t> promise; ///< nothing: nobody waits for it
    bool told = false;                    ///< it has said what has become of it
  };

  /// What stands for a target where something is done for all Pods.
  static inline const std::string everybody = "cni/everybody";
  static constexpr std::size_t looks_at_once = 8;
  static constexpr std::chrono::seconds first_retry{1};
  /// Each plugin has limits of its own, and nobody else works on this node.
  static constexpr std::chrono::hours longest_turn{24};
  static constexpr std::chrono::seconds inventory_pause{5};
  static constexpr std::chrono::milliseconds between_polls{100};

  explicit session_state(actor::pointer owner)
    : self(owner), rests(settings{}), slots(1, instant::zero()) {}
  ~session_state();

  actor::behavior_type start(session_wiring with);
  void on_exchanged(const exchanged& news);
  void on_wake(const weft::wake& told);
  void on_exit(const caf::exit_msg& msg);
  void end_when_quiet();
  std::uint64_t expect(job what);
  fault ending() const;
  description describe_self() const;
  roll children() const;

  // What is asked; in session_looks.cpp.
  caf::result<observed> answer(const observe& wish);
  void pump();
  void begin(look next);
  void list(std::uint64_t which, look& of);
  void on_listed(const job& done, look& of, const result<std::vector<sandbox>>& got);
  void on_inspected(const job& done, look& of, const result<sandbox>& got);
  void look_around(std::uint64_t which, look& of);
  void lose_runtime(std::uint64_t which, look& of);
  void take_host(look& of, const result<std::vector<interface_view>>& seen);
  /// One of the answers it waits for.
  void arrived(std::uint64_t which, look& of);
  void note_guard(const look& of);
  void conclude(std::uint64_t which, look& of);

  // The runtime; in session_runtime.cpp.
  void poll();
  void poll_soon();
  void on_polled(const result<std::vector<sandbox>>& all);
  void on_runtime_there();
  void on_runtime_away(const fault& why);
  void follow_events();
  void on_event_end(const fault& why);
  void stir(const std::string& target);
  void stir_pod(const std::string& ns, const std::string& pod);
  void forget_strangers();

  // The records; in session_records.cpp.
  void read_records();
  void on_records(const result<kept_records>& got);
  /// Whoever writes nothing would not notice that somebody has removed them.
  void watch_records();
  void on_watched(const result<kept_records>& got);
  void on_records_gone();
  void write_anew(const std::string& target);
  void on_rewritten(const std::string& target, const std::optional<fault>& failed);
  /// Memory may lag behind the disk: before the next question about it all is read again.
  void doubt(const std::string& target);
  bool is_unsure(const std::string& target) const { return unsure.contains(target); }
  /// Nothing of the target is under way any more: what is on disk stays as it is.
  bool is_settled(const std::string& target) const;
  void note_torn(const torn_record& one);
  /// @returns whether it has changed.
  bool take_config();
  void tell_inventory();
  void tell_inventory_soon();

  // What plugins are asked besides; in session_checks.cpp.
  /// @returns whether that takes its time.
  bool begin_checks(const look& of);
  void note_check(const std::string& target, const operation_outcome& what);
  void forget_checks(const std::string& target);

  // What is nobody's; in session_sweeping.cpp.
  void sweep();
  /// Nobody is known whose it could be.
  bool is_stray(const torn_record& what) const;
  void set_aside_strays();
  void on_set_aside(const std::string& file, const std::optional<fault>& failed);
  void on_discarded(const std::string& file, const std::optional<fault>& failed);
  void announce_on_node(std::string_view why, std::string note);
  void note_networks(const std::vector<attachment_record>& records);
  void note_survivor(const process_group& left);
  void end_survivor();
  void on_survivor(const result<bool>& ended);
  bool is_collecting() const;
  /// Whether something waits for a collection to begin or to be over.
  bool is_delayed() const { return !put_off.empty() || !to_collect.empty(); }
  /// Begins when nothing else is under way.
  void collect();
  void note_collected(const operation_outcome& what);

  // The work; in session_work.cpp.
  caf::result<committed> answer(const commit& wish);
  void begin_work(const commit& wish, std::uint64_t promise);
  void go_on();
  /// Each of them once: nothing keeps them.
  void announce_on_pod(const std::string& target, const std::vector<occurrence>& news);
  /// Sets an invoker to work.
  void employ(const commit& wish, write_turn turn, std::optional<std::uint64_t> promise);
  void settle(const work& what, const caf::error& how);
  void on_committed(const std::string& target, const caf::error& how);
  void on_worked(const worked& news);
  void note_outcome(const std::string& target, const operation_outcome& what);
  void on_invoker_down(const caf::down_msg& msg);
  caf::result<slot_taken> answer(const take_slot& wish);
  void on_slot_left(std::uint64_t number);
  void admit();
  void note_rest(const std::string& target);
  void arm_rest();
  void on_rested();

  // What the metrics say; in session_metrics.cpp.
  void show_records() const;
  void show_slots() const;
  void show_runtime() const;
  void count_retry(const setback& what) const;
  void count_torn() const;
  void count_return() const;
  void count_guarded() const;

  instant now() const { return self->clock().now().time_since_epoch(); }

  actor::pointer self;
  session_wiring wiring;
  timers<purpose, 8> clock;
  std::map<std::uint64_t, job> out; ///< by ticket
  std::uint64_t last_ticket = 0;
  caf::error stopping;

  // The runtime.
  standing stands = standing::unknown;
  instant since{};
  std::optional<runtime_version> version;
  sandbox_census census;
  std::unique_ptr<event_stream> events;
  std::uint64_t stream = 0;       ///< ticket of the one that is followed; zero: none is
  bool tells_events = true;       ///< as far as known
  instant followed{-first_retry}; ///< when a stream was last asked for
  bool polling = false;
  bool poll_again = false;
  instant polled{};
  std::uint32_t failures = 0; ///< polls in a row
  std::string trouble;        ///< of the runtime; empty: none

  // Questions.
  open_requests<observed> questions;
  std::deque<look> line;
  std::map<std::uint64_t, look> looks; ///< under way
  std::uint64_t last_look = 0;
  std::map<std::string, instant> known; ///< targets that were asked for, and when

  std::map<std::string, instant> checked; ///< targets, and when their plugins were asked last
  std::map<std::pair<std::string, std::string>, std::string>
    complaints; ///< by target and interface: what they said then

  std::set<std::string> guarded; ///< targets whose sandbox has a namespace that is none of its own

  // Records.
  kept_pods kept;
  bool read_once = false;
  bool reading = false;
  std::uint32_t read_failures = 0;
  std::string record_trouble;
  std::set<std::string> unsure;             ///< targets of which memory may lag behind the disk
  std::set<std::string> settling;           ///< of those, what the read under way makes sure
  std::set<std::string> overtaken;          ///< targets at work while the records are being read
  std::size_t rewriting = 0;                ///< records that were gone, and are being written anew
  std::set<std::string> owed;               ///< targets at work, of which that is still to be done
  std::map<std::string, instant> torn_told; ///< files that were counted, and when
  std::vector<config_file> config;
  std::vector<std::string> told_targets;

  // What is nobody's.
  std::map<std::string, network_plan> exclusive;  ///< networks that are ours alone, as met so far
  std::set<std::string> to_collect;               ///< of those, which are due
  std::map<std::string, std::string> uncollected; ///< of those, why they fail to
  std::optional<process_group> survivor;          ///< collects as an earlier agent has told it to
  std::string survivor_trouble;                   ///< why it does not end; empty: nothing is wrong
  std::deque<std::pair<commit, std::uint64_t>> put_off; ///< until a collection is over

  // Work.
  std::map<std::string, work> working; ///< by target
  open_requests<committed> writes;
  setbacks rests;
  std::map<std::string, instant> resting; ///< when a target need rest no longer
  instant rest_due{};                     ///< when the next of them is looked for
  plugin_slots slots;
  struct leave {
    std::uint64_t promise = 0;
    caf::actor_addr whose;
  };
  std::map<std::uint64_t, leave> leaves; ///< by number: who waits, and who runs
  open_requests<slot_taken> slot_wishes;
  episode exhausted{instant::zero()};
};

/// What to spawn: `session_state` as an actor.
session_state::actor::behavior_type
session(session_state::actor::stateful_pointer<session_state> self, session_wiring with);

} // namespace weft::cni
