#pragma once

#include "actors/catalogue.hpp"
#include "actors/runtime/nursery.hpp"
#include "actors/watch/stream.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <map>
#include <string>
#include <vector>

namespace weft {

/// What the watch supervisor is given at birth.
struct watch_wiring {
  std::vector<k8s::kind> kinds;
  std::vector<std::string> namespaces; ///< empty: all, by one stream per kind
  std::shared_ptr<k8s::client> io;
  index* objects = nullptr;
  surroundings* world = nullptr;
};

/// Keeps one stream per kind and scope alive. A stream that died starts from the index, so nothing
/// is lost or told twice. A cluster-scoped kind has one stream whatever the namespaces.
struct watch_state {
  static inline const char* name = "watch";

  explicit watch_state(watch_actor::pointer owner) : self(owner) {}

  watch_actor::behavior_type start(watch_wiring with);

  void spawn_stream(const std::string& key);
  void on_follow(const follow& wish);
  void on_down(const caf::down_msg& msg);
  void on_exit(const caf::exit_msg& msg);
  roll children() const;
  description describe_self() const;

  watch_actor::pointer self;
  watch_wiring wiring;
  std::map<std::string, stream_wiring> scopes;
  nursery<std::string, stream_actor> streams{
    backoff{std::chrono::milliseconds{800}, std::chrono::seconds{30}}, ~std::uint32_t{0}};
  std::vector<caf::actor> listeners;
  caf::error stopping;
};

watch_actor::behavior_type watch_supervisor(watch_actor::stateful_pointer<watch_state> self,
                                            watch_wiring with);

} // namespace weft
