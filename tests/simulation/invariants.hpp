#pragma once

#include "tests/simulation/world.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace weft::simulation {

/// The rules of people, by profile id and segment id, in their order.
using foreign_rules = std::map<std::pair<std::int64_t, std::int64_t>, json::array>;

/// What the checks must know of how a world was treated.
struct expectations {
  foreign_rules foreign;
  /// Whether a rule of that name is one of ours. Every rule of every object must satisfy it.
  std::function<bool(std::string_view name)> is_ours;
  std::string refused_host; ///< VCO refuses rules for it; empty: none
};

/// The rules as they are that are not ours.
foreign_rules foreign_now(const world& here, const expectations& of);

/// Whether a rule with that id stands anywhere.
bool stands(const world& here, std::string_view rule_id);

/// I1–I5 of a world at rest. @returns one line per violation.
std::vector<std::string> check_rest(world& here, const expectations& of);

/// I7: restarts the newest process and reports what it writes.
std::vector<std::string> check_restraint(world& here);

} // namespace weft::simulation
