#pragma once

#include "adapters/metrics/registry.hpp"
#include "protocol/state/vitals.hpp"

namespace weft::status {

/// Sets the gauges that follow from how the actors are: weft_actors and its like, the depth of
/// work queues, leadership. Series of actors that are no more go to zero.
void set_gauges(metrics::registry& numbers, const vitals& now, const vitals& before);

} // namespace weft::status
