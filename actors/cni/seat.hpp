#pragma once

#include "actors/runtime/root.hpp"
#include "adapters/cni/node_ends.hpp"
#include "protocol/cni/settings.hpp"

#include <chrono>

namespace weft::cni {

/// The domain "cni" of one node as the root starts it. It needs no Lease: nobody else works on this
/// node.
/// @param node All of it; null in none of its parts. @param world Outlives the actors.
/// @param grace For plugins under way when the domain is told to stop.
domain_seat seat(const settings& how, node_ends node, surroundings* world,
                 std::chrono::milliseconds grace);

} // namespace weft::cni
