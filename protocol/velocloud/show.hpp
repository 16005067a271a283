#pragma once

#include "protocol/domain.hpp"
#include "protocol/velocloud/settings.hpp"

#include <vector>

namespace weft::velocloud {

/// What a write of a QOS module would change, rule by rule: new and altered rules in the order they
/// will stand in, then those that go. It compares the two documents and does not believe the plan:
/// whatever would differ without being ours comes out as change::wrong.
std::vector<change_line> show(const settings& how, const plan_request& asked,
                              const transaction& work, const snapshot<record>& inventory);

} // namespace weft::velocloud
