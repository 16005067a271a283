#pragma once

#include "adapters/velocloud/sim/model.hpp"

namespace weft::velocloud::sim {

/// Why a strict server refuses this QOS document; empty: it does not. @see velocloud.md 10
std::string find_violation(const json::value& data, const knobs& how);

} // namespace weft::velocloud::sim
