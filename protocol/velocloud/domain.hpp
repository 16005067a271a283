#pragma once

#include "protocol/domain.hpp"
#include "protocol/velocloud/settings.hpp"

namespace weft::velocloud {

/// The domain "velocloud" for one VCO. Precondition: `how.cluster_id` is known.
domain make_domain(const settings& how);

/// The condition reason of a failure of the way to VCO. @see velocloud.md 2.3
std::string reason_of(const fault& why);

} // namespace weft::velocloud
