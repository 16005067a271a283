#pragma once

#include "protocol/k8s/kind.hpp"
#include "protocol/k8s/projection.hpp"

#include <string>

/// What is kept of the objects that this domain watches, metadata apart.
namespace weft::cni {

/// Of a Pod.
struct pod_facts : record {
  std::string node; ///< spec.nodeName
  bool host_network = false;
  std::string phase; ///< "Running", "Succeeded", …
};

/// Of a NetworkAttachmentDefinition or a Network of Kaloom's.
struct network_facts : record {
  std::string config; ///< spec.config as written; empty: there is none
  std::string plugin; ///< spec.plugin of a Network
};

/// Projectors of the kinds.
result<void> read_pod(k8s::raw_field& from, k8s::projection& into);
result<void> read_network(k8s::raw_field& from, k8s::projection& into);

} // namespace weft::cni
