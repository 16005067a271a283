#pragma once

#include "adapters/metrics/definition.hpp"

namespace weft {

/// The names a domain's own metrics have. Null: not measured. What all domains have in common is
/// measured under names of its own (controller_runtime_*, workqueue_*).
struct domain_measures {
  const metrics::definition* things = nullptr;       ///< gauge by target and progress
  const metrics::definition* idle_cycles = nullptr;  ///< counter: nothing to write
  const metrics::definition* batch = nullptr;        ///< histogram: owners per write
  const metrics::definition* repairs = nullptr;      ///< counter: drift put right
  const metrics::definition* interference = nullptr; ///< counter: undone by another writer
  const metrics::definition* denied = nullptr;       ///< counter by policy: objects refused
  const metrics::definition* ours = nullptr;         ///< gauge by target: things of ours
};

} // namespace weft
