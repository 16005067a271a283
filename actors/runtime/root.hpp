#pragma once

#include "actors/catalogue.hpp"
#include "actors/runtime/domain_supervisor.hpp"
#include "actors/runtime/surroundings.hpp"
#include "actors/runtime/timer.hpp"
#include "actors/watch/index.hpp"
#include "actors/watch/pace.hpp"
#include "adapters/k8s/client.hpp"
#include "protocol/settings.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace weft {

/// One line of the registry: a domain as the root starts it.
struct domain_seat {
  std::string name;
  std::vector<k8s::kind> kinds;
  bool needs_cluster_id = true;
  /// @param cluster_id The uid of the namespace kube-system, by which things are marked as ours;
  ///                   perhaps empty where it is not needed.
  std::function<std::shared_ptr<const domain>(const std::string& cluster_id)> fill;
  session_spawner sessions;
  domain_measures measured{};
  /// Kinds that are not watched, and that Events may be about all the same.
  std::vector<k8s::kind> told_about{};
};

/// The kinds that the domains look at, each once. Throws std::logic_error when two of them look at
/// one in ways that no single watch can serve.
std::vector<k8s::kind> kinds_of(const std::vector<domain_seat>& seats);

/// What the root is given at birth. All pointers outlive the actor.
struct root_wiring {
  std::vector<domain_seat> domains;
  std::shared_ptr<k8s::client> io;
  std::vector<std::string> namespaces; ///< to watch; empty: all
  watch_pace pace;
  lease_settings lease;
  std::string identity; ///< of this process in the Lease
  index* objects = nullptr;
  surroundings* world = nullptr;
  std::size_t concurrency = 32; ///< requests to the API server at once, watches not counted
};

/// Expected flow: API session, recorder, streams and elector at once, so that a standby is warm;
/// the domains once this process leads and knows which cluster it is in. Without the lead they
/// stop, streams go on. On exit the domains stop first, then the Lease is given away, then the rest
/// ends. A domain that dies comes back; the others of its children are vital, and their death ends
/// the root. @see kubernetes.md 12
struct root_state {
  static inline const char* name = "root";

  enum class purpose : std::uint8_t { identify, settle };

  explicit root_state(root_actor::pointer owner) : self(owner) {}

  root_actor::behavior_type start(root_wiring with);

  void identify();
  void settle();
  void spawn_domain(const domain_seat& seat);
  void on_down(const caf::down_msg& msg);
  void on_exit(const caf::exit_msg& msg);
  void stop_domains();
  void stop_further();
  /// Tells the vital children to end, the last to be started first.
  void end_vital();
  roll children() const;
  description describe_self() const;

  root_actor::pointer self;
  root_wiring wiring;
  api_actor api;
  recorder_actor recorder;
  watch_actor watches;
  elector_actor elector;
  std::vector<caf::actor> vital; ///< those of the four that live, in the order of their start
  std::map<std::string, domain_actor> domains; ///< by name; null while down
  std::string cluster_id;
  std::string trouble;
  timers<purpose, 2> clock;
  std::uint32_t failures = 0;
  bool leads = false;
  bool released = false; ///< the Lease has been given away
  caf::error stopping;
};

/// What to spawn: `root_state` as an actor.
root_actor::behavior_type root(root_actor::stateful_pointer<root_state> self, root_wiring with);

} // namespace weft
