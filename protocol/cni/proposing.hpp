#pragma once

#include "protocol/cni/settings.hpp"
#include "protocol/domain.hpp"

namespace weft::cni {

/// The plan of one Pod's target in the runtime's words. With a fragment of the Pod it is that wish
/// which counts, with one that is to be removed none; without any, records go by a sweep alone.
proposal propose(const settings& how, const plan_request& asked);

} // namespace weft::cni
