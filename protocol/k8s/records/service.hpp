#pragma once

#include "protocol/k8s/kind.hpp"
#include "protocol/snapshot.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace weft::k8s {

/// One entry of `spec.ports`.
struct service_port {
  std::string name; ///< empty: the only one
  std::string protocol = "TCP";
  std::int64_t number = 0;
  std::string target;         ///< number or name of the Pods' port; empty: as `number`
  std::int64_t node_port = 0; ///< 0: none

  bool operator==(const service_port&) const = default;
};

/// One entry of `status.loadBalancer.ingress`.
struct balancer_ingress {
  std::string address; ///< as written; empty: none
  std::string host;    ///< empty: none

  bool operator==(const balancer_ingress&) const = default;
};

/// What is kept of a Service, for every domain that watches Services.
struct service_record : record {
  std::string type; ///< "LoadBalancer"
  string_pairs selector;
  std::vector<service_port> ports;
  std::string balancer_class;        ///< spec.loadBalancerClass; empty: none
  std::string requested_address;     ///< spec.loadBalancerIP, as written
  std::vector<std::string> families; ///< spec.ipFamilies: "IPv4", "IPv6"
  bool local_only = false;           ///< externalTrafficPolicy is Local
  std::vector<balancer_ingress> ingress;

  bool balancer() const { return type == "LoadBalancer"; }
};

/// The projector of Services. Whatever comes first, it comes to the same.
result<void> read_service(raw_field& from, projection& into);

} // namespace weft::k8s
