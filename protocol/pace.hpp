#pragma once

#include "protocol/controller_settings.hpp"
#include "protocol/domain.hpp"

namespace weft {

/// What these settings say of when a target may act; the rest is as `pacing` has it.
pacing pace_of(const controller_settings& how);

} // namespace weft
