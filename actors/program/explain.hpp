#pragma once

#include "actors/program/state.hpp"

#include <string>

namespace weft {

struct explain_options {
  state_address at;
  std::string object; ///< "Kind/namespace/name", or "Kind/name" for a cluster-scoped one
};

/// Prints the chain from an object to its controller and what stands in the way. @returns the
/// exit code: 0 when the object is Ready, 2 when it is not, and 1, with a word to stderr, when no
/// weft is there or the object is not known to it.
int run_explain(const explain_options& how);

} // namespace weft
