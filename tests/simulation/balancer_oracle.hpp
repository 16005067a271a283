#pragma once

#include "tests/simulation/world.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace weft::simulation {

/// One VirtualService with what belongs to it, as it should be.
struct desired_service {
  struct port {
    std::string protocol;
    std::int64_t number = 0;
    std::string pool;                    ///< its name
    std::map<std::string, bool> servers; ///< "address:port", and whether it is enabled
  };
  std::vector<std::string> members; ///< "namespace/name" of Services, the oldest first
  std::set<std::string> hosts;
  std::string address; ///< requested; empty: any
  std::string application_profile;
  bool traffic = true;
  std::vector<port> ports;
};

/// What an AVI controller should come to, said anew and as simply as possible.
struct desired_balancer {
  /// By network: the next hops of the Nodes that wish a route to it.
  std::map<std::string, std::set<std::string>> routes;
  std::map<std::string, desired_service> services; ///< by name
  /// By "namespace/name" of Services that take part in none: the reason.
  std::map<std::string, std::string> declined;
};

/// From the objects as the API server has them. @see avi.md 4, 5
desired_balancer judge_balancer(world& here);

/// What is not ours on a controller, as it was left by whoever owns it.
struct foreign_belongings {
  /// Bodies by type and uuid, without what is the cluster's in them and without the note below.
  std::map<std::pair<std::string, std::string>, json::value> bodies;
  /// By uuid, of objects of ours too: what somebody has written at `note_member`.
  std::map<std::string, json::value> notes;
  /// Uids of Services with a condition "Theirs" of another controller.
  std::set<std::string> conditions;
};

inline constexpr const char* note_member = "of_tomorrow";

/// The bodies as they are.
std::map<std::pair<std::string, std::string>, json::value> foreign_bodies(const world& here);

/// The Service that may ask for no address at all, and whose pool somebody else may have.
inline constexpr const char* troubled_service = "shop/web-z";

/// I1, I4, I5 and I7 of a controller at rest, and what may never have happened at it.
/// @returns one line per violation.
std::vector<std::string> check_balancer(world& here, const foreign_belongings& foreign);

} // namespace weft::simulation
