#pragma once

#include "actors/runtime/root.hpp"
#include "adapters/avi/client.hpp"
#include "protocol/avi/settings.hpp"

#include <chrono>
#include <memory>

namespace weft::avi {

/// The domain "avi" as the root starts it. Its mark is that of the settings alone, whatever the
/// cluster is.
/// @param io The way to one controller. @param world Outlives the actors.
/// @param grace For writes under way when the domain is told to stop; more than 8 s count as 8.
domain_seat seat(const settings& how, std::shared_ptr<client> io, weft::surroundings* world,
                 std::chrono::milliseconds grace);

} // namespace weft::avi
