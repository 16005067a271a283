#pragma once

#include "protocol/controller_settings.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace weft::avi {

/// Where the members of pools are reached. @see avi.md 4.8
enum class service_mode : std::uint8_t {
  cluster_ip,      ///< Pods themselves, over static routes
  node_port,       ///< nodes, at the Service's nodePort
  node_port_local, ///< nodes, at a port of each Pod's own
};

/// Which address families are served. @see avi.md 4.4
enum class family_policy : std::uint8_t {
  by_cloud, ///< both where the cloud's type can, else IPv4
  v4,
  v6,
  both,
};

/// How a Service is called in the DNS. @see avi.md 5.9
enum class fqdn_style : std::uint8_t {
  dotted, ///< "web.shop.<domain>"
  flat,   ///< "web-shop.<domain>"
  none,   ///< not at all
};

/// How many VirtualServices the hosts of all Ingresses share. @see avi.md 7.2
enum class shard_size : std::uint8_t {
  small = 1,
  medium = 4,
  large = 8,
};

/// A network that VIPs are taken from. @see avi.md 5.3
struct vip_network {
  std::string name;
  std::string uuid; ///< wins over the name
  std::string cidr; ///< may be empty, as may the other
  std::string v6cidr;

  bool operator==(const vip_network&) const = default;
};

/// A network of the nodes. @see avi.md 4.8
struct node_network {
  std::string name;
  std::string uuid; ///< wins over the name
  std::vector<std::string> cidrs;

  bool operator==(const node_network&) const = default;
};

/// A label by which Nodes or Namespaces are chosen; without a key all are.
struct chosen_by {
  std::string key;
  std::string value;

  bool operator==(const chosen_by&) const = default;
};

/// How one AVI controller is to be treated, the way to it apart. @see avi.md 12
struct settings : controller_settings {
  settings()
    : controller_settings{"controller",
                          std::chrono::milliseconds{250},
                          std::chrono::seconds{1},
                          std::chrono::minutes{30},
                          std::chrono::seconds{1},
                          std::chrono::seconds{60}} {}

  std::string cluster_name;   ///< part of every name and mark; see is_cluster_name()
  bool primary = true;        ///< false: another instance handles routes, and names have a suffix
  std::string instance;       ///< that suffix, the namespace we run in; of a non-primary instance
  bool delete_config = false; ///< take away all that is ours, and place nothing

  std::string controller_version; ///< to speak as; empty: the controller's, as far as we know it
  std::string tenant = "admin";
  std::string cloud = "Default-Cloud";
  std::string group = "Default-Group"; ///< Service Engine Group
  std::string vrf;                     ///< empty: that of the first VIP network
  std::string tier1;                   ///< path of the NSX-T T1 router; empty: there is none

  bool static_routes = true;
  std::string cni_plugin; ///< lower case; says where a node's Pod CIDRs are. @see avi.md 4.3
  family_policy families = family_policy::by_cloud;
  std::vector<node_network> node_networks;

  service_mode mode = service_mode::cluster_ip;
  chosen_by nodes; ///< that serve in mode node_port
  bool layer7_only = false;
  bool default_balancer = true; ///< Services without a loadBalancerClass are ours
  std::vector<std::string> blocked_namespaces;
  chosen_by namespaces;

  std::vector<vip_network> vip_networks;
  bool advertise = false;                   ///< VIPs, by BGP
  std::vector<std::string> bgp_peer_labels; ///< with `advertise`
  fqdn_style fqdn = fqdn_style::dotted;
  std::string default_domain;
  bool hashed_names = false; ///< as of objects for enhanced virtual hosting. @see avi.md 5.2
  bool ingresses = false;    ///< are served too, which takes the right to read Secrets
  shard_size shards = shard_size::large;
  bool announce = true; ///< tell of what was done by Events

  std::uint32_t concurrency = 8; ///< requests in flight
  /// More ownerless things than this count and this share of ours wait for a second comparison.
  std::uint32_t brake_count = 9;
  double brake_share = 0.5;
  std::chrono::seconds brake_wait{60};                          ///< at least, between the two
  std::chrono::milliseconds refused = std::chrono::seconds{75}; ///< pause after a refusal

  /// Whether routes are written at all. @see avi.md 4.8
  bool handles_routes() const {
    return static_routes && primary && mode == service_mode::cluster_ip && cni_plugin != "ncp";
  }
};

} // namespace weft::avi
