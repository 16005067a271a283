#pragma once

#include "protocol/avi/settings.hpp"
#include "protocol/domain.hpp"

namespace weft::avi {

/// Whose meaning a change may alter: of a slice its Service, of what tells Pod CIDRs its Node, of a
/// Namespace the Services in it, and of a Node, where Nodes are members of pools, all Services. Of
/// what an Ingress refers to the Ingress, and of an IngressClass all of them.
/// @see avi.md 4.3, 5.7, 7
reach affected(const settings& how, const k8s::projection* before, const k8s::projection* after,
               const view& index);

} // namespace weft::avi
