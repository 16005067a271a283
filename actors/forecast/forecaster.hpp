#pragma once

#include "actors/catalogue.hpp"
#include "actors/forecast/listing.hpp"
#include "actors/runtime/domain_supervisor.hpp"
#include "actors/runtime/timer.hpp"
#include "actors/watch/index.hpp"
#include "protocol/forecast/forecast.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

namespace weft {

/// What a forecaster is given at birth. All pointers outlive the actor.
struct forecaster_wiring {
  std::shared_ptr<const domain> filling;
  const index* objects = nullptr; ///< complete and at rest
  session_spawner sessions;
  /// A session that fails this long before it has read the inventory is given up.
  std::chrono::milliseconds patience{3000};
  progress_listener say; ///< called from within the actor
  /// Called from within the actor, which then ends; never when it dies before that.
  std::function<void(forecast)> done;
};

/// Stands where a domain supervisor would and acts like one that never writes: it starts the
/// domain's sessions, waits for their inventory, interprets every object, reads every target and
/// plans. It has no objects, targets, API session or recorder, so that nothing can be written to
/// Kubernetes; and never sends a commit.
struct forecaster_state {
  static inline const char* name = "forecaster";

  enum class purpose : std::uint8_t { look_after };

  explicit forecaster_state(domain_actor::pointer owner) : self(owner) {}
  ~forecaster_state();

  domain_actor::behavior_type start(forecaster_wiring with);

  void look_after_sessions();
  void on_roll(const roll& names);
  void on_ailing(const std::string& trouble);
  void on_well();
  void proceed();
  void interpret_all();
  void read_all();
  void on_read(const std::string& target, const observation& what);
  void on_unread(const std::string& target, const fault& why);
  void plan_target(const std::string& target, const observation& seen);
  void remark_on(const object_key& about, const std::string& reason, const std::string& message);
  void remark_on(const std::string& target, const proposal& planned);
  void finish();
  void stop();

  domain_actor::pointer self;
  forecaster_wiring wiring;
  std::unique_ptr<domain_view> view;
  session_house_actor sessions;
  timers<purpose, 1> clock;
  std::map<std::string, std::map<owner, snapshot<fragment>>> parts; ///< by target
  std::map<std::string, forecast::change_of_target> changes;        ///< by target
  std::set<std::string> unread;                                     ///< targets still to be read
  std::optional<std::set<std::string>> live; ///< uids of all live objects; nothing: nobody can say
  std::size_t asked = 0;                     ///< sessions that have not said yet how they are
  bool ailing = false;                       ///< one of them has said that it is not well
  caf::actor_clock::time_point ailing_since{}; ///< zero: they were well when last asked
  forecast found;
  snapshot<record> inventory; ///< the latest that was told
  bool begun = false;         ///< the inventory is believed
  bool finished = false;
  bool stopping = false;
};

/// What to spawn: `forecaster_state` as an actor.
domain_actor::behavior_type forecaster(domain_actor::stateful_pointer<forecaster_state> self,
                                       forecaster_wiring with);

} // namespace weft
