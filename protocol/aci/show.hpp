#pragma once

#include "protocol/aci/records.hpp"
#include "protocol/domain.hpp"

#include <map>
#include <vector>

namespace weft::aci {

/// What a request would change, in its order, for people. It compares with what was seen and does
/// not believe the plan: whatever would be done to what is not ours, or is wished by nobody, comes
/// out as change::wrong.
std::vector<change_line> show(const std::map<owner, snapshot<fragment>>& parts, const fabric& seen,
                              const request& what);

} // namespace weft::aci
