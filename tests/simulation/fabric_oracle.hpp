#pragma once

#include "tests/simulation/world.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace weft::simulation {

/// What a fabric should come to, said anew and as simply as possible.
struct desired_fabric {
  /// By DN of the EEPG: its prefixes, and the names that each may have.
  std::map<std::string, std::map<std::string, std::set<std::string>>> eepgs;
  /// By "namespace/name" of the Deployment: "True" or a reason.
  std::map<std::string, std::string> verdicts;
};

/// From the objects as the API server has them. Annotations are well-formed, and all that they name
/// is there. @see aci.md 8.1
desired_fabric judge_fabric(world& here);

/// I1, I4, I5 and I7 of a fabric at rest, and what may never have happened in it.
/// @param external DNs of an administrator's EEPGs with all attributes below and of them.
/// @param blind For a while nobody was allowed to look at a tenant.
/// @returns one line per violation.
std::vector<std::string>
check_fabric(world& here, const std::map<std::string, aci::sim::attribute_map>& external,
             bool blind);

} // namespace weft::simulation
