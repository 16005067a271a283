#pragma once

#include "actors/runtime/nursery.hpp"
#include "actors/watch/stream.hpp"

#include <map>
#include <string>
#include <vector>

namespace weft {

/// What the watch supervisor is given at birth.
struct watch_wiring {
  std::vector<k8s::kind> kinds;
  std::vector<std::string> namespaces; ///< to watch; empty: all. Cluster-scoped kinds ignore it
  std::shared_ptr<k8s::client> server;
  index* objects = nullptr; ///< outlives the actor
  surroundings* world = nullptr;
  watch_pace pace;
};

/// One stream per kind and configured namespace. A stream that dies comes back after a pause and
/// goes on: its listeners hear of what changed meanwhile, and of nothing twice. Lists take turns,
/// so that a restart of the API server is not answered by all streams at once.
struct watch_state {
  static inline const char* name = "watch.supervisor";

  /// Somebody who wants to hear of these kinds, for as long as it lives.
  struct follower {
    caf::actor who;
    std::vector<std::string> kinds;
  };

  explicit watch_state(watch_actor::pointer owner) : self(owner) {}

  watch_actor::behavior_type start(watch_wiring with);

  void spawn(const scope& where);
  void introduce(const follower& whom, const scope& to);
  void on_follow(const follow& wish);
  void on_down(const caf::down_msg& msg);
  void on_exit(const caf::exit_msg& msg);
  roll children() const;
  description describe_self() const;

  watch_actor::pointer self;
  std::map<std::string, snapshot<k8s::kind>> kinds;
  stream_wiring shared;
  nursery<scope, stream_actor, scope_hash> streams{
    backoff{std::chrono::milliseconds{500}, std::chrono::minutes{1}}, ~std::uint32_t{0}};
  std::vector<follower> followers;
  caf::error stopping;
};

/// What to spawn: `watch_state` as an actor.
watch_actor::behavior_type watch_supervisor(watch_actor::stateful_pointer<watch_state> self,
                                            watch_wiring with);

} // namespace weft
