#pragma once

#include "actors/runtime/root.hpp"
#include "adapters/velocloud/client.hpp"
#include "protocol/velocloud/settings.hpp"

#include <memory>

namespace weft::velocloud {

/// The domain "velocloud" as the root starts it.
/// @param io The way to the VCO. @param world Outlives the actors.
/// @param grace For a write under way when the domain is told to stop.
domain_seat seat(const settings& how, std::shared_ptr<client> io, surroundings* world,
                 std::chrono::milliseconds grace);

} // namespace weft::velocloud
