#pragma once

#include "protocol/k8s/kind.hpp"
#include "protocol/k8s/projection.hpp"

#include <string>
#include <vector>

/// What is kept of the objects that this domain watches, metadata apart. An object of which there
/// is nothing to say has no body. @see aci.md 12
namespace weft::aci {

/// Of an annotated Deployment.
struct deployment_facts : record {
  k8s::string_pairs labels; ///< of its Pod template
};

/// Of a Pod that a ReplicaSet controls.
struct pod_facts : record {
  std::vector<std::string> addresses; ///< as written
  timestamp started{};
  bool host_network = false;
  bool terminal = false; ///< Succeeded or Failed: its addresses may be somebody else's by now
};

/// Projectors of the kinds. Whatever comes first, they come to the same.
result<void> read_deployment(k8s::raw_field& from, k8s::projection& into);
result<void> read_pod(k8s::raw_field& from, k8s::projection& into);

} // namespace weft::aci
