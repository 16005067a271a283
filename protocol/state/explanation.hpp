#pragma once

#include "protocol/state/dump.hpp"

#include <string>
#include <vector>

namespace weft {

/// The chain from an object to the controller, for people.
struct explanation {
  bool found = false;            ///< there is one such object
  bool ready = false;            ///< and all it asks for is in place
  bool several = false;          ///< there are some that end so
  std::vector<std::string> near; ///< several that are meant, else similar names, when there is not
  std::string text;              ///< the chain, ended by why it is not Ready or that it is
};

/// @param key "Kind/namespace/name", or "Kind/name" for a cluster-scoped object; letter case does
/// not matter, and what stands in front may be left away.
/// @param dump Of the whole domain at least.
explanation explain_object(const state_dump& dump, const std::string& key);

} // namespace weft
