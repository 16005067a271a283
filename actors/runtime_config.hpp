#pragma once

#include "actors/admission.hpp"

#include <caf/actor_system_config.hpp>

namespace weft {

/// Process-wide settings of the actor system. CAF's own command line and file parser stay unused.
struct runtime_config : caf::actor_system_config {
  /// @param threads Scheduler workers; at least one.
  explicit runtime_config(std::size_t threads = 1);
};

} // namespace weft
