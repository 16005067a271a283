#pragma once

#include "protocol/state/dump.hpp"

#include <string>
#include <vector>

namespace weft {

/// The chain from an object to the controller, for people.
struct explanation {
  bool found = false;            ///< there is such an object
  std::vector<std::string> near; ///< objects with similar names, when there is not
  std::string text;              ///< the chain, ended by why it is not Ready or that it is
};

/// @param key "Kind/namespace/name", or "Kind/name" for a cluster-scoped object.
/// @param dump Of the whole domain at least.
explanation explain_object(const state_dump& dump, const std::string& key);

} // namespace weft
