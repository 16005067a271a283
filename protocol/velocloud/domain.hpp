#pragma once

#include "protocol/domain.hpp"
#include "protocol/velocloud/settings.hpp"

namespace weft::velocloud {

/// The domain "velocloud" for one VCO. Precondition: `how.cluster_id` is known.
domain make_domain(const settings& how);

} // namespace weft::velocloud
