#pragma once

#include "protocol/avi/settings.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

/// How things are called, on both sides, and how ours are recognised. @see avi.md 5.2, 9
namespace weft::avi {

inline constexpr std::string_view domain_name = "avi";
inline constexpr std::string_view field_manager = "weft/avi";

inline constexpr std::string_view node_kind = "Node";
inline constexpr std::string_view service_kind = "Service";
inline constexpr std::string_view endpoint_slice_kind = "EndpointSlice";
inline constexpr std::string_view namespace_kind = "Namespace";
inline constexpr std::string_view block_affinity_kind = "BlockAffinity";
inline constexpr std::string_view host_subnet_kind = "HostSubnet";
inline constexpr std::string_view ingress_kind = "Ingress";
inline constexpr std::string_view ingress_class_kind = "IngressClass";
inline constexpr std::string_view secret_kind = "Secret";
inline constexpr std::string_view cilium_node_kind = "CiliumNode";

/// Types of objects on the controller, as URLs have them.
namespace type {
inline constexpr std::string_view vrf = "vrfcontext";
inline constexpr std::string_view group = "serviceenginegroup";
inline constexpr std::string_view vsvip = "vsvip";
inline constexpr std::string_view pool = "pool";
inline constexpr std::string_view policy = "l4policyset";
inline constexpr std::string_view virtual_service = "virtualservice";
inline constexpr std::string_view pool_group = "poolgroup";
inline constexpr std::string_view http_policy = "httppolicyset";
inline constexpr std::string_view data_script = "vsdatascriptset";
inline constexpr std::string_view certificate = "sslkeyandcertificate";
} // namespace type

namespace annotation {
inline constexpr std::string_view prefix = "ako.vmware.com/";
inline constexpr std::string_view pod_cidrs = "ako.vmware.com/pod-cidrs";
inline constexpr std::string_view address = "ako.vmware.com/load-balancer-ip";
inline constexpr std::string_view shared_vip = "ako.vmware.com/enable-shared-vip";
inline constexpr std::string_view application_profile = "ako.vmware.com/application-profile";
inline constexpr std::string_view disable_traffic = "ako.vmware.com/disable-traffic";
inline constexpr std::string_view host = "external-dns.alpha.kubernetes.io/hostname";
inline constexpr std::string_view pods_too = "skipnodeport.ako.vmware.com/enabled";
inline constexpr std::string_view hosts_shown = "ako.vmware.com/host-fqdn-vs-uuid-map";
inline constexpr std::string_view controller_shown = "ako.vmware.com/controller-cluster-uuid";
inline constexpr std::string_view tenant_shown = "ako.vmware.com/tenant-name";
inline constexpr std::string_view report = "weft.dev/avi"; ///< how a Service stands
inline constexpr std::string_view calico_v4 = "projectcalico.org/IPv4Address";
inline constexpr std::string_view calico_v6 = "projectcalico.org/IPv6Address";
inline constexpr std::string_view antrea = "node.antrea.io/transport-addresses";
inline constexpr std::string_view ovn = "k8s.ovn.org/node-subnets";
} // namespace annotation

/// Of Services; and the controller of Ingress classes.
inline constexpr std::string_view balancer_class = "ako.vmware.com/avi-lb";
inline constexpr std::string_view label_key = "clustername"; ///< of routes, groups and markers

/// Condition and event reasons; part of the API.
namespace reason {
inline constexpr std::string_view synced = "Synced";
inline constexpr std::string_view removed = "Removed";
inline constexpr std::string_view pending = "Pending";
inline constexpr std::string_view settings_at_fault = "ConfigurationError";
inline constexpr std::string_view bad_pod_cidr = "InvalidPodCIDR";
inline constexpr std::string_view bad_address = "InvalidAddress";
inline constexpr std::string_view no_address = "NoNodeAddress";
inline constexpr std::string_view pod_cidr_conflict = "PodCIDRConflict";
inline constexpr std::string_view route_shared = "RouteOfOthers";
inline constexpr std::string_view name_conflict = "NameConflict";
inline constexpr std::string_view name_too_long = "NameTooLong";
inline constexpr std::string_view not_ours = "NotOurs";
inline constexpr std::string_view sharing_conflict = "SharedVipConflict";
inline constexpr std::string_view address_fixed = "AddressFixed";
inline constexpr std::string_view unsupported = "Unsupported";
inline constexpr std::string_view bad_rule = "InvalidRule";
inline constexpr std::string_view bad_host = "InvalidHost";
inline constexpr std::string_view bad_path = "InvalidPath";
inline constexpr std::string_view bad_backend = "InvalidBackend";
inline constexpr std::string_view no_certificate = "SecretMissing";
inline constexpr std::string_view bad_certificate = "SSLImportError";
inline constexpr std::string_view duplicate_path = "DuplicateHostPath";
inline constexpr std::string_view refused = "ControllerRejected";
inline constexpr std::string_view unreachable = "ControllerUnreachable";
inline constexpr std::string_view auth_failed = "AuthFailed";
} // namespace reason

/// One object on the controller.
struct object_name {
  std::string type;
  std::string name;

  auto operator<=>(const object_name&) const = default;
};

/// "pool/S1--shop-web-TCP-80".
std::string to_string(const object_name& which);

/// Whether `text` may be part of names and marks: `^[a-zA-Z0-9-_]+$`. @see avi.md 11.1
bool is_cluster_name(std::string_view text);

/// What `created_by` says on all that is ours. @see avi.md 5.2
std::string created_by(const settings& how);

/// "C--", with which names of ours begin.
std::string name_prefix(const settings& how);

/// A namespace and a Service in it, or the key that Services of it share a VIP by.
struct service_name {
  std::string ns;
  std::string name;

  auto operator<=>(const service_name&) const = default;
};

/// The name of a VirtualService, its VsVip and its L4PolicySet.
std::string virtual_service_name(const settings& how, const service_name& of);

/// The name of the pool for one port.
/// @param shared Empty, or the key by which the Service shares a VIP.
/// @param protocol "TCP", "UDP" or "SCTP".
std::string pool_name(const settings& how, const service_name& of, std::string_view shared,
                      std::string_view protocol, std::int64_t port);

/// What a name on the controller may not exceed, in bytes.
inline constexpr std::size_t longest_name = 255;

/// The middle part of a route's id: of the same node and cluster the same, for ever.
/// @see avi.md 4.2
std::string node_token(const settings& how, std::string_view node);

/// "C-<token>-<place>".
std::string route_id(const settings& how, std::string_view token, std::size_t place);

/// The target that holds the static routes of all Nodes.
std::string routes_target(const settings& how);
/// The target that is one VirtualService with all it refers to.
std::string service_target(const settings& how, std::string_view virtual_service);
/// The target that knows whose everything of ours is, and takes away what is nobody's.
std::string belongings_target(const settings& how);

} // namespace weft::avi
