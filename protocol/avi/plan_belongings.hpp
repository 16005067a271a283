#pragma once

#include "protocol/avi/settings.hpp"
#include "protocol/domain.hpp"

namespace weft::avi {

/// Everything of ours on the controller against the names that Services and Ingresses claim: what
/// nobody claims goes, by a sweep and behind its brake. While Ingresses are not served their
/// objects stay whatever happens, and so does what others made under such a name. @see avi.md 11.3
proposal plan_belongings(const settings& how, const plan_request& asked);

} // namespace weft::avi
