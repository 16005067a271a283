#pragma once

#include "protocol/k8s/kind.hpp"
#include "protocol/snapshot.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weft::k8s {

/// The label that says whose endpoints a slice lists.
inline constexpr std::string_view slice_service = "kubernetes.io/service-name";
/// The label that says who keeps a slice.
inline constexpr std::string_view slice_keeper = "endpointslice.kubernetes.io/managed-by";
/// Who keeps those that are made from a selector.
inline constexpr std::string_view selector_keeper = "endpointslice-controller.k8s.io";

/// One endpoint, with the first of its addresses: the others are not to be used.
struct endpoint {
  std::string address; ///< as written
  bool ready = true;   ///< also when nothing is said
  bool terminating = false;
  std::string node; ///< empty: not said

  bool operator==(const endpoint&) const = default;
};

/// One entry of `ports`.
struct slice_port {
  std::string name;
  std::string protocol = "TCP";
  std::int64_t number = 0; ///< 0: not said, which means every port

  bool operator==(const slice_port&) const = default;
};

/// What is kept of an EndpointSlice, for every domain that watches them.
struct endpoint_slice_record : record {
  std::string address_type; ///< "IPv4", "IPv6" or "FQDN"
  std::vector<endpoint> endpoints;
  std::vector<slice_port> ports;

  bool operator==(const endpoint_slice_record& other) const {
    return address_type == other.address_type && endpoints == other.endpoints
           && ports == other.ports;
  }
};

/// The projector of EndpointSlices. Whatever comes first, it comes to the same.
result<void> read_endpoint_slice(raw_field& from, projection& into);

} // namespace weft::k8s
