#pragma once

#include "actors/catalogue.hpp"
#include "actors/runtime/backoff.hpp"
#include "actors/runtime/domain_measures.hpp"
#include "actors/runtime/surroundings.hpp"
#include "actors/runtime/timer.hpp"
#include "protocol/bisection.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

namespace weft {

/// What a target is given at birth.
struct target_wiring {
  std::string key;
  std::shared_ptr<const domain> filling;
  session_actor way_out;
  domain_actor house; ///< carries outcomes and intents to owners
  recorder_actor recorder;
  surroundings* world = nullptr; ///< outlives the actor
  /// The uids of all live objects; nothing while nobody can say. Thread-safe.
  std::function<std::optional<std::set<std::string>>()> alive;
  /// When the oldest of the snapshots was asked for that this view comes from. Thread-safe.
  std::function<std::optional<caf::actor_clock::time_point>()> listed;
  domain_measures measured{};
};

/// The single writer of one external aggregate. Level-triggered: remembers the newest fragment per
/// owner and keeps at most one exchange with the controller in flight, however fast contributions
/// arrive.
///
/// Expected flow of a cycle: debounce → read → plan → record intents → wait for the write spacing →
/// probe → commit → read back → outcomes. A moved version sends it back to the read; an empty plan
/// ends it. @see velocloud.md 8.2
struct target_state {
  static inline const char* name = "target";

  enum class phase : std::uint8_t {
    idle,
    settling, ///< waiting for quiet
    reading,
    recording, ///< owners write their intents down
    spacing,   ///< waiting until the next write may start
    probing,
    writing,
    verifying,
    backing_off,
  };
  enum class purpose : std::uint8_t { act, resync, sweep, parole };

  explicit target_state(target_actor::pointer owner) : self(owner) {}
  ~target_state();

  target_actor::behavior_type start(target_wiring with);

  void take(const snapshot<fragment>& part);
  void touch();
  void on_wake(const wake& told);
  void on_way_open();
  void on_stirred();
  void on_complete(bool now);

  void read(phase as);
  void on_observed(const snapshot<observation>& what);
  void replan();
  /// Makes `planned`.
  void plan_without(const std::set<unit>& held);
  void pursue();
  void record_intents(const std::set<owner>& whose);
  void on_intent(const owner& whose, const std::string& evidence, bool written);
  void await_turn();
  void ask_version();
  void on_probed(const std::string& version);
  void write();
  /// What the write under way is for.
  std::set<unit> batch() const;
  /// Whether something of it that has been written is to be written again.
  bool is_undone(const owner& whose) const;
  void on_committed();
  void on_refused(const fault& why);
  void reject(const unit& culprit, const fault& why);
  /// Whoever is in a refused write that also sweeps may be innocent: it is tried again without.
  void drop_sweep();
  void on_fault(const fault& why);
  void verify();
  void finish();
  void back_off(std::chrono::nanoseconds delay);

  std::set<unit> kept_out() const;
  /// The wishes that what was read is compared with.
  const wishes& basis() const;
  std::set<owner> unrecorded() const;
  void brake_sweep();
  /// Whether the brake has let all of what is to be swept pass.
  bool is_let_pass() const;
  /// Whether what is to be swept was to be swept long enough ago, and everything was listed since.
  bool is_second_look() const;
  bool has_new_lists() const;
  void await_lists();
  void put_off_sweep(std::chrono::nanoseconds pause);
  void forget_brake();
  void publish();
  void publish_fault(const fault& why);
  /// Fills in the generation that `news` is about.
  void tell(const owner& whom, outcome news);
  void announce_once(const notice& what);
  void enter(phase next);
  /// Within a tenth of `pause`, so that targets do not act in step.
  std::chrono::nanoseconds wavering(std::chrono::nanoseconds pause) const;
  bool final_for(const fragment& part) const;
  /// Whether what is planned speaks of this fragment and not of an earlier one of its owner.
  bool is_answered(const fragment& part) const;
  void note_drift();
  description describe_self() const;

  // What the metrics say.
  void begin_cycle();
  void end_cycle(bool good);
  void count_wish();
  void count_timeout(const fault& why);
  void count_culprit();
  void count_batch();
  void count(const metrics::definition* what, std::size_t times = 1) const;
  void measure_things() const;

  /// What was last told to an owner, and what for.
  struct standing {
    snapshot<outcome> news;
    std::string digest; ///< of the fragment it answers
  };

  target_actor::pointer self;
  target_wiring wiring;
  timers<purpose, 4> clock;

  wishes parts;
  snapshot<wishes> asked_with; ///< the wishes the last question carried, where it carries any
  std::map<owner, standing> told_so_far;
  std::map<owner, std::string> recorded;  ///< evidence the owner's status holds
  std::map<unit, std::string> rejected;   ///< refused changes that wait, with the peer's words
  std::map<owner, std::string> in_work;   ///< digests of the fragments that `planned` changes for
  std::map<owner, std::string> in_flight; ///< the same of the transaction under way
  std::set<unit> flown;                   ///< what that one holds
  std::map<owner, std::int64_t> drifted;  ///< generations that had stood until a read denied it
  std::map<owner, std::vector<std::string>> repairing;
  /// The last notice told to each owner of each part of it for each reason.
  std::map<std::tuple<owner, std::string, std::string>, std::string> announced;
  std::set<owner> outstanding; ///< intents that this cycle waits for
  std::set<owner> asked;       ///< intents not yet answered, of earlier cycles too
  std::set<owner> unable;      ///< whose intent has failed in this cycle
  bisection culprits;

  snapshot<observation> seen;
  proposal planned;
  std::set<std::string> live;

  phase now = phase::idle;
  caf::actor_clock::time_point since{};
  caf::actor_clock::time_point first_touch{};
  caf::actor_clock::time_point last_write{};
  caf::actor_clock::time_point write_before{}; ///< last_write if the present write is refused
  caf::actor_clock::time_point braked_at{};
  std::set<std::string> braked; ///< what was to be swept then
  caf::actor_clock::time_point asked_lists_at{};
  std::uint32_t probes = 0;
  std::uint32_t failures = 0;  ///< consecutive
  bool dirty = false;          ///< something came in since the last plan
  bool moved = false;          ///< the target has changed since it was asked for
  bool looked_closely = false; ///< the last answer is good enough for a sweep
  bool complete = false;       ///< removals may be planned
  bool sweep_due = false;
  bool sweeping = false;          ///< `planned` removes what has no live owner
  std::set<std::string> let_pass; ///< what the second comparison has found again
  bool wrote_ever = false;
  std::optional<caf::actor_clock::time_point> cycle_began;
  bool cycle_wrote = false;
  bool recorded_round = false; ///< this cycle has asked for intents already
  std::string trouble;         ///< last failure, empty when healthy
  std::uint64_t handled = 0;
  std::uint64_t writes = 0;
  std::uint64_t reads = 0;
};

/// Exports nothing more of a target that has ended for good. @param numbers May be null.
void forget_things(metrics::registry* numbers, const domain_measures& measured,
                   const std::string& target);

/// What to spawn: `target_state` as an actor.
target_actor::behavior_type target(target_actor::stateful_pointer<target_state> self,
                                   target_wiring with);

} // namespace weft
