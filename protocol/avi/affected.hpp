#pragma once

#include "protocol/avi/settings.hpp"
#include "protocol/domain.hpp"

namespace weft::avi {

/// Whose meaning a change may alter: of a slice its Service, of what tells Pod CIDRs its Node, of a
/// Namespace the Services in it, and of a Node, where Nodes are members of pools, all Services.
/// @see avi.md 4.3, 5.7
reach affected(const settings& how, const k8s::projection* before, const k8s::projection* after);

} // namespace weft::avi
