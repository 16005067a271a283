#pragma once

#include "actors/runtime/root.hpp"
#include "adapters/aci/client.hpp"
#include "protocol/aci/settings.hpp"

#include <chrono>
#include <memory>

namespace weft::aci {

/// The domain "aci" as the root starts it. Its mark is that of the settings alone, whatever the
/// cluster is.
/// @param io The way to the APICs of one fabric. @param world Outlives the actors.
/// @param grace For a write under way when the domain is told to stop; more than 8 s count as 8.
domain_seat seat(const settings& how, std::shared_ptr<client> io, surroundings* world,
                 std::chrono::milliseconds grace);

} // namespace weft::aci
