#pragma once

#include "actors/catalogue.hpp"
#include "actors/cni/afoot.hpp"
#include "actors/runtime/open_requests.hpp"
#include "actors/runtime/surroundings.hpp"
#include "adapters/cni/node_ends.hpp"
#include "adapters/cni/plugin_versions.hpp"
#include "protocol/cni/kept_pods.hpp"
#include "protocol/cni/operations_run.hpp"
#include "protocol/cni/settings.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace weft::cni {

/// worked::outcome: what has become of a Pod's operations.
struct pod_work : record {
  kept_pod kept;
  bool doubtful = false; ///< whether `kept` is on disk is not known: read it again
  std::vector<operation_outcome> outcomes;
  std::vector<occurrence> news;
};

/// What an invoker is given at birth.
struct invoker_wiring {
  settings how;
  node_ends node;
  std::shared_ptr<plugin_versions> versions; ///< that the node's plugins speak
  node_actor home;                           ///< whose child it is
  surroundings* world = nullptr;
  std::shared_ptr<afoot> past;      ///< keeps plugins that outlive the invoker
  std::shared_ptr<const void> turn; ///< to act for this target
  std::string target;
  kept_pod kept; ///< as it is on disk
};

/// Carries out the operations of one Pod, step by step. @see cni.md 7.4, 8.3, 8.4
///
/// Expected flow of a plugin: a slot is waited for, the namespace is looked at and held, the plugin
/// is started and stays at its gate until its process group is on disk, then it acts.
///
/// Guarantees: one thing at a time. The turn is held until the last of it has ended, whatever
/// becomes of the invoker. No plugin is sent into another namespace than the record's. Told to stop
/// in good order, it lets the plugin that acts come to its end, notes what has come of it, and
/// begins nothing more; a chain that is not through stays in its record as it is. A plugin that has
/// not been let go when it ends, however it ends, does not act.
struct invoker_state {
  static inline const char* name = "cni.invoker";

  enum class stage : std::uint8_t {
    idle,
    step, ///< a record is written or removed, or something else has no answer but whether it went
          ///< well
    survivors, ///< what has outlived an earlier life is ended
    versions,
    host,  ///< the node's interfaces are looked at
    slot,  ///< leave to run a plugin is waited for
    guard, ///< its namespace is looked at
    gate,  ///< it is started, and comes to its gate
    group, ///< its process group is being noted
    running,
  };

  explicit invoker_state(invoker_actor::pointer owner) : self(owner) {}
  ~invoker_state();

  invoker_actor::behavior_type start(invoker_wiring with);

  /// Begins the next step, or ends.
  void advance();
  void on_exchanged(const exchanged& news);
  void on_step(const std::optional<fault>& trouble);
  void finish(bool whole);
  void on_exit(const caf::exit_msg& msg);
  /// Whether a step still belongs to what was under way when it was told to stop.
  bool may_begin(const node_step& what) const;

  // A plugin; in invoker_plugins.cpp.
  void ask_slot();
  void on_slot(std::uint64_t number);
  void on_look(const namespace_look& seen);
  void start_plugin();
  void note_group(const process_group& which);
  void on_noted(const std::optional<fault>& trouble);
  void on_end(const execution& came);
  void give_slot_back();
  /// Nothing of it has run: says so as a plugin would.
  void refuse(std::int64_t code, const std::string& why);
  void count_run(const execution& came) const;
  /// What its own limit and its chain's leave it.
  std::chrono::milliseconds time_for_plugin();

  std::uint64_t expect(stage what);
  description describe_self() const;
  std::chrono::nanoseconds now() const { return self->clock().now().time_since_epoch(); }

  invoker_actor::pointer self;
  invoker_wiring wiring;
  std::optional<operations_run> run;
  open_requests<committed> asked;
  stage at = stage::idle;
  std::chrono::nanoseconds born{};
  std::chrono::nanoseconds since{}; ///< it is at that stage
  node_step doing;
  std::uint64_t ticket = 0;          ///< of the answer that is waited for
  std::uint64_t plugin = 0;          ///< of what the plugin tells; zero: there is none
  std::optional<std::uint64_t> slot; ///< held
  std::shared_ptr<const void> hold;  ///< on the namespace that the plugin works in
  std::chrono::nanoseconds acted{};  ///< when the plugin was let go
  /// Of the chain under way: what names it, and how long its plugins have run.
  std::pair<std::size_t, verb> chain{0, verb::version};
  std::chrono::nanoseconds spent{};
  bool doubtful = false;      ///< a record was not written as it should
  std::size_t ended_then = 0; ///< operations that had ended when it was told to stop
  caf::error stopping;
};

/// What to spawn: `invoker_state` as an actor.
invoker_actor::behavior_type invoker(invoker_actor::stateful_pointer<invoker_state> self,
                                     invoker_wiring with);

} // namespace weft::cni
