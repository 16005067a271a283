#include "protocol/avi/helm_rows.hpp"

#include "protocol/avi/lenient.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace weft::avi {

namespace {

using json_value = json::value;

template <auto Member>
bool take_text(draft& into, const json_value& from) {
  if (from.is_object() || from.is_array())
    return false;
  into.*Member = plain_text(from);
  return true;
}

template <auto Member>
bool set_text(draft& into, const json_value& from) {
  if (from.is_object() || from.is_array())
    return false;
  into.how.*Member = plain_text(from);
  return true;
}

template <auto Member>
bool set_truth(draft& into, const json_value& from) {
  const auto held = truth(from);
  if (held)
    into.how.*Member = *held;
  return held.has_value();
}

template <auto Member>
bool set_untruth(draft& into, const json_value& from) {
  const auto held = truth(from);
  if (held)
    into.how.*Member = !*held;
  return held.has_value();
}

/// A list, or the text of one.
std::optional<json::array> items_of(const json_value& from) {
  if (const auto* items = from.as_array())
    return *items;
  if (from.is_null() || from.text_or("-").empty())
    return json::array{};
  auto read = json::parse(from.text_or(""));
  return read && read->is_array() ? std::optional{std::move(*read->as_array())} : std::nullopt;
}

template <auto Member>
bool set_texts(draft& into, const json_value& from) {
  const auto items = items_of(from);
  if (!items)
    return false;
  (into.how.*Member).clear();
  for (const auto& one : *items)
    (into.how.*Member).push_back(plain_text(one));
  return true;
}

template <auto Choice, auto Part>
bool set_choice(draft& into, const json_value& from) {
  (into.how.*Choice).*Part = plain_text(from);
  return !from.is_object() && !from.is_array();
}

template <class Enum, std::size_t N>
bool pick(Enum& into, const json_value& from,
          const std::array<std::pair<std::string_view, Enum>, N>& all) {
  const auto word = plain_text(from);
  const auto found = std::ranges::find(all, word, [](const auto& one) { return one.first; });
  if (found == all.end())
    return false;
  into = found->second;
  return true;
}

bool set_mode(draft& into, const json_value& from) {
  constexpr std::array all{
    std::pair{std::string_view{"ClusterIP"}, service_mode::cluster_ip},
    std::pair{std::string_view{"NodePort"}, service_mode::node_port},
    std::pair{std::string_view{"NodePortLocal"}, service_mode::node_port_local}};
  return pick(into.how.mode, from, all);
}

bool set_families(draft& into, const json_value& from) {
  constexpr std::array all{std::pair{std::string_view{""}, family_policy::by_cloud},
                           std::pair{std::string_view{"V4"}, family_policy::v4},
                           std::pair{std::string_view{"V6"}, family_policy::v6},
                           std::pair{std::string_view{"V4_V6"}, family_policy::both}};
  return pick(into.how.families, from, all);
}

/// Any other word switches it off, as it did there. @see avi.md 5.9
bool set_fqdn(draft& into, const json_value& from) {
  const auto word = plain_text(from);
  into.how.fqdn = word == "default" || word.empty() ? fqdn_style::dotted
                  : word == "flat"                  ? fqdn_style::flat
                                                    : fqdn_style::none;
  return true;
}

bool set_plugin(draft& into, const json_value& from) {
  into.how.cni_plugin = lower_case(plain_text(from));
  return !from.is_object() && !from.is_array();
}

bool set_resync(draft& into, const json_value& from) {
  const auto seconds = whole_number(from);
  if (!seconds || *seconds < 0 || *seconds > 86400 * 365)
    return false;
  into.how.resync = *seconds == 0 ? std::chrono::seconds{0}
                                  : std::chrono::seconds{std::max<std::int64_t>(*seconds, 5)};
  return true;
}

bool set_level(draft& into, const json_value& from) {
  constexpr std::array all{
    std::pair{std::string_view{"INFO"}, 0}, std::pair{std::string_view{"DEBUG"}, 1},
    std::pair{std::string_view{"WARN"}, 2}, std::pair{std::string_view{"ERROR"}, 3}};
  int which = 0;
  if (!pick(which, from, all))
    return false;
  into.log_level = plain_text(from);
  return true;
}

bool set_vip_networks(draft& into, const json_value& from) {
  const auto items = items_of(from);
  if (!items)
    return false;
  into.how.vip_networks.clear();
  for (const auto& one : *items)
    into.how.vip_networks.push_back(
      {std::string{one.text_at({"networkName"})}, std::string{one.text_at({"networkUUID"})},
       std::string{one.text_at({"cidr"})}, std::string{one.text_at({"v6cidr"})}});
  return std::ranges::all_of(*items, [](const json_value& one) { return one.is_object(); });
}

bool set_node_networks(draft& into, const json_value& from) {
  const auto items = items_of(from);
  if (!items)
    return false;
  into.how.node_networks.clear();
  for (const auto& one : *items) {
    node_network held{
      std::string{one.text_at({"networkName"})}, std::string{one.text_at({"networkUUID"})}, {}};
    const auto* cidrs = one.find("cidrs");
    for (const auto& cidr : cidrs && cidrs->as_array() ? *cidrs->as_array() : json::array{})
      held.cidrs.push_back(plain_text(cidr));
    into.how.node_networks.push_back(std::move(held));
  }
  return std::ranges::all_of(*items, [](const json_value& one) { return one.is_object(); });
}

constexpr std::string_view yes_or_no = "true or false";
constexpr std::string_view unsupported = "%is not supported, and changes nothing";
constexpr std::string_view of_chart = "";
constexpr std::string_view outdated = "is outdated, and changes nothing";
constexpr std::string_view ako = "AKOSettings";
constexpr std::string_view net = "NetworkSettings";
constexpr std::string_view l7 = "L7Settings";
constexpr std::string_view l4 = "L4Settings";
constexpr std::string_view ctl = "ControllerSettings";

/// Where an old name and a new one say the same, the new one stands below, and wins.
const std::array all_rows{
  helm_row{"", "replicaCount", "", "", nullptr, of_chart},
  helm_row{"", "resources", "", "", nullptr, of_chart},
  helm_row{"", "persistentVolumeClaim", "", "", nullptr, of_chart},
  helm_row{"", "mountPath", "", "", nullptr, of_chart},
  helm_row{"", "logFile", "", "", nullptr, of_chart},
  helm_row{"rbac", "pspEnable", "", "", nullptr, outdated},
  helm_row{l4, "advancedL4", "advancedL4", "", nullptr, outdated},
  helm_row{ako, "GRBAC", "", "", nullptr, outdated},
  helm_row{ctl, "tenantsPerCluster", "tenantsPerCluster", "", nullptr, outdated},

  helm_row{ako,
           "primaryInstance",
           "primaryInstance",
           "PRIMARY_AKO_FLAG",
           set_truth<&settings::primary>,
           {},
           yes_or_no},
  helm_row{ako, "enableEvents", "enableEvents", "", set_truth<&settings::announce>, {}, yes_or_no},
  helm_row{ako, "logLevel", "logLevel", "", set_level, {}, "INFO, DEBUG, WARN or ERROR"},
  helm_row{ako,
           "fullSyncFrequency",
           "fullSyncFrequency",
           "FULL_SYNC_INTERVAL",
           set_resync,
           {},
           "a number of seconds"},
  helm_row{ako, "apiServerPort", "apiServerPort", "", nullptr, of_chart},
  helm_row{
    ako, "deleteConfig", "deleteConfig", "", set_truth<&settings::delete_config>, {}, yes_or_no},
  helm_row{ako,
           "disableStaticRouteSync",
           "disableStaticRouteSync",
           "DISABLE_STATIC_ROUTE_SYNC",
           set_untruth<&settings::static_routes>,
           {},
           yes_or_no},
  helm_row{ako,
           "clusterName",
           "clusterName",
           "CLUSTER_NAME",
           set_text<&settings::cluster_name>,
           {},
           "a text"},
  helm_row{ako, "cniPlugin", "cniPlugin", "CNI_PLUGIN", set_plugin, {}, "a text"},
  helm_row{
    ako, "enableEVH", "enableEVH", "ENABLE_EVH", set_truth<&settings::hashed_names>, {}, yes_or_no},
  helm_row{ako, "layer7Only", "layer7Only", "", set_truth<&settings::layer7_only>, {}, yes_or_no},
  helm_row{"AKOSettings.namespaceSelector",
           "labelKey",
           "nsSyncLabelKey",
           "NAMESPACE_SYNC_LABEL_KEY",
           set_choice<&settings::namespaces, &chosen_by::key>,
           {},
           "a text"},
  helm_row{"AKOSettings.namespaceSelector",
           "labelValue",
           "nsSyncLabelValue",
           "NAMESPACE_SYNC_LABEL_VALUE",
           set_choice<&settings::namespaces, &chosen_by::value>,
           {},
           "a text"},
  helm_row{ako, "servicesAPI", "servicesAPI", "", nullptr, unsupported},
  helm_row{ako, "vipPerNamespace", "vipPerNamespace", "", nullptr, unsupported},
  helm_row{ako, "istioEnabled", "istioEnabled", "", nullptr, unsupported},
  helm_row{ako,
           "blockedNamespaceList",
           "blockedNamespaceList",
           "",
           set_texts<&settings::blocked_namespaces>,
           {},
           "a list of namespaces"},
  helm_row{ako, "ipFamily", "ipFamily", "IP_FAMILY", set_families, {}, "V4, V6 or V4_V6"},
  helm_row{ako, "useDefaultSecretsOnly", "useDefaultSecretsOnly", "", nullptr, unsupported},
  helm_row{ako, "vpcMode", "vpcMode", "", nullptr, unsupported},

  helm_row{
    net, "subnetIP", "subnetIP", "SUBNET_IP", take_text<&draft::subnet_address>, {}, "an address"},
  helm_row{net,
           "subnetPrefix",
           "subnetPrefix",
           "SUBNET_PREFIX",
           take_text<&draft::subnet_length>,
           {},
           "a number"},
  helm_row{
    net, "networkName", "networkName", "NETWORK_NAME", take_text<&draft::network>, {}, "a text"},
  helm_row{net,
           "nodeNetworkList",
           "nodeNetworkList",
           "NODE_NETWORK_LIST",
           set_node_networks,
           {},
           "a list of networks"},
  helm_row{net,
           "vipNetworkList",
           "vipNetworkList",
           "VIP_NETWORK_LIST",
           set_vip_networks,
           {},
           "a list of networks"},
  helm_row{
    net, "enableRHI", "enableRHI", "ENABLE_RHI", set_truth<&settings::advertise>, {}, yes_or_no},
  helm_row{net,
           "bgpPeerLabels",
           "bgpPeerLabels",
           "BGP_PEER_LABELS",
           set_texts<&settings::bgp_peer_labels>,
           {},
           "a list of labels"},
  helm_row{net, "nsxtT1LR", "nsxtT1LR", "NSXT_T1_LR", set_text<&settings::tier1>, {}, "a text"},

  helm_row{l7, "defaultIngController", "defaultIngController", "", nullptr, of_chart},
  helm_row{l7, "noPGForSNI", "noPGForSNI", "", nullptr, unsupported},
  helm_row{l7,
           "serviceType",
           "serviceType",
           "SERVICE_TYPE",
           set_mode,
           {},
           "ClusterIP, NodePort or NodePortLocal"},
  helm_row{l7, "shardVSSize", "shardVSSize", "SHARD_VS_SIZE", nullptr, of_chart},
  helm_row{l7, "passthroughShardSize", "passthroughShardSize", "", nullptr, of_chart},
  helm_row{l7, "enableMCI", "enableMCI", "", nullptr, unsupported},
  helm_row{l7, "fqdnReusePolicy", "fqdnReusePolicy", "", nullptr, of_chart},

  helm_row{l4,
           "defaultLBController",
           "defaultLBController",
           "",
           set_truth<&settings::default_balancer>,
           {},
           yes_or_no},
  helm_row{l4, "defaultDomain", "", "", take_text<&draft::balancer_domain>, {}, "a text"},
  helm_row{net,
           "defaultDomain",
           "defaultDomain",
           "DEFAULT_DOMAIN",
           set_text<&settings::default_domain>,
           {},
           "a text"},
  helm_row{l4, "autoFQDN", "autoFQDN", "AUTO_L4_FQDN", set_fqdn, {}, "default, flat or disabled"},

  helm_row{ctl,
           "controllerIP",
           "controllerIP",
           "CTRL_IPADDRESS",
           take_text<&draft::old_controller>,
           {},
           "a host"},
  helm_row{
    ctl, "controllerHost", "controllerHost", "", take_text<&draft::controller>, {}, "a host"},
  helm_row{ctl,
           "serviceEngineGroupName",
           "serviceEngineGroupName",
           "SEG_NAME",
           set_text<&settings::group>,
           {},
           "a text"},
  helm_row{ctl,
           "controllerVersion",
           "controllerVersion",
           "CTRL_VERSION",
           set_text<&settings::controller_version>,
           {},
           "a version"},
  helm_row{ctl, "cloudName", "cloudName", "CLOUD_NAME", set_text<&settings::cloud>, {}, "a text"},
  helm_row{
    ctl, "tenantName", "tenantName", "TENANT_NAME", set_text<&settings::tenant>, {}, "a text"},
  helm_row{ctl, "vrfName", "vrfName", "VRF_NAME", set_text<&settings::vrf>, {}, "a text"},
  helm_row{ctl, "dedicatedTenantMode", "dedicatedTenantMode", "", nullptr, unsupported},

  helm_row{"nodePortSelector",
           "key",
           "nodeKey",
           "NODE_KEY",
           set_choice<&settings::nodes, &chosen_by::key>,
           {},
           "a text"},
  helm_row{"nodePortSelector",
           "value",
           "nodeValue",
           "NODE_VALUE",
           set_choice<&settings::nodes, &chosen_by::value>,
           {},
           "a text"},
  helm_row{
    "avicredentials", "username", "", "CTRL_USERNAME", take_text<&draft::user>, {}, "a text"},
  helm_row{
    "avicredentials", "password", "", "CTRL_PASSWORD", take_text<&draft::password>, {}, "a text"},
  helm_row{
    "avicredentials", "authtoken", "", "CTRL_AUTHTOKEN", take_text<&draft::token>, {}, "a text"},
  helm_row{
    "avicredentials", "certificateAuthorityData", "", "", take_text<&draft::authority>, {}, "PEM"},
  helm_row{"featureGates", "GatewayAPI", "", "", nullptr, unsupported},
  helm_row{"featureGates", "EnablePrometheus", "", "", nullptr, of_chart},
};

} // namespace

std::span<const helm_row> helm_rows() {
  return all_rows;
}

} // namespace weft::avi
