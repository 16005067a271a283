#pragma once

#include "actors/runtime/root.hpp"
#include "adapters/velocloud/client.hpp"
#include "protocol/settings.hpp"
#include "protocol/velocloud/settings.hpp"

#include <memory>

namespace weft::velocloud {

/// What an operator has set, in the domain's own words.
settings domain_settings(const velocloud_settings& how);

/// The domain "velocloud" as the root starts it.
/// @param io The way to the VCO. @param world Outlives the actors.
/// @param grace For a write under way when the domain is told to stop.
domain_seat seat(const velocloud_settings& how, std::shared_ptr<client> io, surroundings* world,
                 std::chrono::milliseconds grace);

} // namespace weft::velocloud
