#pragma once

#include "tests/simulation/invariants.hpp"

#include <map>
#include <optional>
#include <string>

namespace weft::simulation {

/// What an object should come to, said anew and as simply as possible.
struct expected {
  std::string verdict; ///< "True" or a reason; empty: more than one is right
  std::int64_t profile = 0;
  std::int64_t segment = 0;
  std::string rule_name;
};

/// One verdict per object, in their order. @see velocloud.md 2.3, 3.2, 8.4
std::vector<expected> judge(world& here, const json::array& objects, const expectations& of);

/// The managed paths of `rule` that do not hold what the object asks for. @see velocloud.md 6
std::vector<std::string> wrong_paths(const json::value& rule, const json::value& object);

} // namespace weft::simulation
