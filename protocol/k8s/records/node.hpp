#pragma once

#include "protocol/k8s/kind.hpp"
#include "protocol/snapshot.hpp"

#include <string>
#include <vector>

namespace weft::k8s {

/// What is kept of a Node, for every domain that watches Nodes.
struct node_record : record {
  std::vector<std::string> pod_cidrs; ///< spec.podCIDRs, or the one of spec.podCIDR; as written
  std::vector<std::string> addresses; ///< those of type InternalIP, in their order, as written

  bool operator==(const node_record& other) const {
    return pod_cidrs == other.pod_cidrs && addresses == other.addresses;
  }
};

/// The projector of Nodes. Whatever comes first, it comes to the same.
result<void> read_node(raw_field& from, projection& into);

} // namespace weft::k8s
