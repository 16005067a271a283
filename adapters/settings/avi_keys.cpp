#include "adapters/settings/avi_kinds.hpp"
#include "adapters/settings/domain_keys.hpp"

namespace weft::config {

namespace {

using namespace std::chrono_literals;
using balancer = avi_settings;
using avi::family_policy;
using avi::fqdn_style;
using avi::service_mode;
using avi::shard_size;

void controller_keys(section<balancer>& avi) {
  avi.add("enabled", &balancer::enabled, yes_no{}, "keep an AVI controller in step");
  avi.add("name", &balancer::name, name{}, "of the controller in metrics and state");
  avi
    .add("addresses", &balancer::addresses, controller_addresses{},
         "of the controller, or of its nodes; the next is taken when one fails")
    .also
    = {"CTRL_IPADDRESS"};
  avi.add("user", &balancer::user, text{}, "name of the account").also = {"CTRL_USERNAME"};
  avi.add("user_file", &balancer::user_file, text{}, "file that holds the account's name instead");
  auto& password
    = avi.add("password", &balancer::password, hidden{}, "of the account; better a password_file");
  password.also = {"CTRL_PASSWORD"};
  password.from_file = false;
  avi.add("password_file", &balancer::password_file, text{},
          "file that holds the password; watched for changes");
  avi
    .add("token", &balancer::token, hidden{},
         "of the API, instead of a password; better a token_file")
    .from_file
    = false;
  avi.add("token_file", &balancer::token_file, text{},
          "file that holds an API token instead; watched for changes");
  avi.add("ca_file", &balancer::ca_file, text{},
          "CA bundle to trust, PEM or base64 of PEM; empty: any certificate, with a warning");
  avi.add("insecure_skip_tls_verify", &balancer::insecure_skip_tls_verify, yes_no{},
          "trust any certificate");
  avi
    .add("controller_version", &balancer::controller_version, optional_version{},
         "of the API; empty: the controller's own, as far as it is known")
    .also
    = {"CTRL_VERSION"};
}

void site_keys(section<balancer>& avi) {
  avi.add("cluster_name", &balancer::cluster_name, cluster_word{},
          "part of all names and marks; of each cluster another");
  avi.add("primary", &balancer::primary, yes_no{},
          "false: another instance of this cluster handles routes");
  avi.add("instance", &balancer::instance, optional_name{},
          "what tells an instance that is not the primary one apart");
  avi.add("delete_config", &balancer::delete_config, yes_no{},
          "take away all that is ours, and place nothing");
  avi.add("tenant", &balancer::tenant, text{}, "where our objects are");
  avi.add("cloud", &balancer::cloud, text{}, "its name");
  avi.add("group", &balancer::group, text{},
          "Service Engine Group, which no two clusters may share");
  avi.add("vrf", &balancer::vrf, text{}, "with our routes; empty: that of the first VIP network");
  avi.add("tier1", &balancer::tier1, text{}, "path of the NSX-T T1 router; empty: there is none");
  avi.add("static_routes", &balancer::static_routes, yes_no{},
          "routes to the Pods of every Node; switched off, those that are there stay");
  avi.add("cni_plugin", &balancer::cni_plugin, small_text{},
          "says where Pod CIDRs are: calico, openshift, ovn-kubernetes, cilium, ncp, antrea; else "
          "the Node");
  avi.add("families", &balancer::families,
          one_of<family_policy>{{{"by_cloud", family_policy::by_cloud},
                                 {"ipv4", family_policy::v4},
                                 {"ipv6", family_policy::v6},
                                 {"both", family_policy::both}}},
          "of addresses; by_cloud: both where the cloud's type can");
  avi.add("node_networks", &balancer::node_networks, node_networks{},
          "of the Nodes, at most five: where next hops and pools are placed");
}

void service_keys(section<balancer>& avi) {
  avi.add("mode", &balancer::mode,
          one_of<service_mode>{{{"cluster_ip", service_mode::cluster_ip},
                                {"node_port", service_mode::node_port},
                                {"node_port_local", service_mode::node_port_local}}},
          "members of pools: Pods, or Nodes at a Service's nodePort");
  avi.add("nodes", &balancer::nodes, label_choice{},
          "label of the Nodes that serve in mode node_port; empty: all");
  avi.add("layer7_only", &balancer::layer7_only, yes_no{}, "leave Services of type LoadBalancer");
  avi.add("default_balancer", &balancer::default_balancer, yes_no{},
          "Services without a loadBalancerClass are ours");
  avi.add("blocked_namespaces", &balancer::blocked_namespaces, names{},
          "whose Services are not ours");
  avi.add("namespaces", &balancer::namespaces, label_choice{},
          "label of the namespaces whose Services are ours; empty: all");
  avi.add("vip_networks", &balancer::vip_networks, vip_networks{},
          "that VIPs are taken from; the first counts");
  avi.add("advertise", &balancer::advertise, yes_no{}, "VIPs, by BGP");
  avi.add("bgp_peer_labels", &balancer::bgp_peer_labels, texts{}, "with advertise");
  avi.add(
    "fqdn", &balancer::fqdn,
    one_of<fqdn_style>{
      {{"dotted", fqdn_style::dotted}, {"flat", fqdn_style::flat}, {"none", fqdn_style::none}}},
    "name of a Service in the DNS: web.shop.domain, web-shop.domain or none");
  avi.add("default_domain", &balancer::default_domain, text{},
          "of these names; empty: the first that the cloud's DNS profile has");
  avi.add("hashed_names", &balancer::hashed_names, yes_no{},
          "objects are called by a hash, as for enhanced virtual hosting");
  avi.add("ingresses", &balancer::ingresses, yes_no{},
          "serve Ingresses too; weft must be allowed to read them, their classes and Secrets");
  avi.add(
    "shards", &balancer::shards,
    one_of<shard_size>{
      {{"large", shard_size::large}, {"medium", shard_size::medium}, {"small", shard_size::small}}},
    "VirtualServices that the hosts of Ingresses share: 8, 4 or 1");
  avi.add("announce", &balancer::announce, yes_no{}, "tell of what was done by Events");
}

void avi_pace_keys(section<balancer>& avi) {
  add_debounce_keys(avi);
  avi.add("resync", &balancer::resync, duration{5s, 24h}, "between two full comparisons");
  avi.add("concurrency", &balancer::concurrency, whole{1, 64}, "requests in flight");
  avi.add("sessions", &balancer::sessions, whole{1, 8},
          "with the controller at most; each carries one request at a time");
  avi.add("brake_count", &balancer::brake_count, whole{0, 1'000'000},
          "removals of ownerless things that never wait for a second comparison");
  avi.add("brake_share", &balancer::brake_share, decimal{0, 1}, "of all that is ours: the same");
  avi.add("brake_wait", &balancer::brake_wait, whole_seconds{{1s, 24h}},
          "between the two comparisons");
  avi.add("refused", &balancer::refused, duration{1s, 1h}, "pause after a refusal");
  add_retry_keys(avi);
  avi.add("max_body_bytes", &balancer::max_body_bytes, bytes{64U << 10U, 1U << 30U},
          "of an answer");
}

} // namespace

void add_avi_keys(std::vector<key>& list) {
  section<balancer> avi{"avi", &settings::avi, list};
  controller_keys(avi);
  site_keys(avi);
  service_keys(avi);
  avi_pace_keys(avi);
}

} // namespace weft::config
