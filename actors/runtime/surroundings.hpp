#pragma once

#include "actors/runtime/sole_writes.hpp"
#include "actors/shard/fence.hpp"
#include "protocol/condition.hpp"

#include <functional>

namespace weft::metrics {
class registry;
} // namespace weft::metrics

namespace weft {

/// What actors take from outside besides messages. Each member may be called from any thread; in a
/// deterministic test all of them are seeded or virtual.
struct surroundings {
  /// Wall-clock time, for what people read.
  std::function<timestamp()> wall;
  /// The fence's clock, which also counts suspended time.
  std::function<fence::instant()> boot;
  /// A random number in [0, 1].
  std::function<double()> spread;
  /// Permission to write to the outside.
  fence permit;
  /// What is being written to the outside.
  sole_writes writing;
  /// Where actors count; null: nowhere. Outlives them.
  metrics::registry* numbers = nullptr;
};

/// The real ones: system clock, CLOCK_BOOTTIME, a random device.
void use_real_world(surroundings& here);

} // namespace weft
