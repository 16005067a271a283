#pragma once

#include "protocol/avi/settings.hpp"
#include "protocol/domain.hpp"

namespace weft::avi {

/// Everything of ours on the controller against the names that Services claim: what nobody claims
/// goes, by a sweep and behind its brake. Objects of Ingresses stay whatever happens, and so does
/// what others made under such a name. @see avi.md 11.3
proposal plan_belongings(const settings& how, const plan_request& asked);

} // namespace weft::avi
