#pragma once

#include "adapters/cni/cri_carrier.hpp"
#include "adapters/cni/sim/runtime.hpp"
#include "adapters/cni/sim/surroundings.hpp"

#include <memory>

namespace weft::cni {

/// What carries messages to a simulated runtime in the same process: real messages, no wire. A
/// message that is lost in `post` is an answer that does not come, until 5 s have passed. Not
/// thread-safe; the runtime must outlive what was handed to `post` and `after`.
std::unique_ptr<cri_carrier> carry_in_process(sim::runtime& to, sim::surroundings around);

} // namespace weft::cni
