#pragma once

#include "protocol/k8s/kind.hpp"
#include "protocol/k8s/projection.hpp"

/// Projectors of what CNI plugins write about nodes; each makes a `cidr_source`. @see avi.md 4.3
namespace weft::avi {

result<void> read_block_affinity(k8s::raw_field& from, k8s::projection& into);
result<void> read_host_subnet(k8s::raw_field& from, k8s::projection& into);
result<void> read_cilium_node(k8s::raw_field& from, k8s::projection& into);

} // namespace weft::avi
