#include "adapters/avi/sim/types.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace weft::avi::sim {

namespace {

constexpr std::array types{
  type_rule{"tenant", "Tenant", false, true, false},
  type_rule{"cloud", "Cloud", false, true, false},
  type_rule{"network", "Network", true, true, false},
  type_rule{"vrfcontext", "VrfContext", true, true, false},
  type_rule{"serviceenginegroup", "ServiceEngineGroup", true, true, false},
  type_rule{"ipamdnsproviderprofile", "IpamDnsProviderProfile", false, true, false},
  type_rule{"vsvip", "VsVip", true, false, false},
  type_rule{"virtualservice", "VirtualService", true, false, true},
  type_rule{"pool", "Pool", true, false, true},
  type_rule{"poolgroup", "PoolGroup", true, false, true},
  type_rule{"l4policyset", "L4PolicySet", false, false, true},
  type_rule{"httppolicyset", "HTTPPolicySet", false, false, true},
  type_rule{"vsdatascriptset", "VSDataScriptSet", false, false, true},
  type_rule{"sslkeyandcertificate", "SSLKeyAndCertificate", false, false, true},
  type_rule{"pkiprofile", "PKIProfile", false, false, true},
  type_rule{"stringgroup", "StringGroup", false, false, false},
  type_rule{"healthmonitor", "HealthMonitor", false, true, true},
  type_rule{"applicationprofile", "ApplicationProfile", false, true, true},
  type_rule{"networkprofile", "NetworkProfile", false, true, true},
  type_rule{"applicationpersistenceprofile", "ApplicationPersistenceProfile", false, true, true}};

/// What is there where nobody says otherwise: at the top, or in each entry of a list.
struct default_rule {
  std::string_view type;
  std::string_view list; ///< empty: at the top
  json::object members;
};

const std::vector<default_rule>& default_rules() {
  static const std::vector<default_rule> all{
    {"virtualservice",
     "",
     {{"type", "VS_TYPE_NORMAL"},
      {"enabled", true},
      {"traffic_enabled", true},
      {"enable_rhi", false},
      {"weight", 1},
      {"east_west_placement", false},
      {"remove_listening_port_on_vs_down", true},
      {"cloud_type", "CLOUD_VCENTER"}}},
    {"virtualservice", "services", {{"enable_ssl", false}, {"enable_http2", false}}},
    {"virtualservice", "l4_policies", {{"index", 0}}},
    {"pool",
     "",
     {{"lb_algorithm", "LB_ALGORITHM_LEAST_CONNECTIONS"},
      {"default_server_port", 80},
      {"enabled", true},
      {"sni_enabled", true},
      {"graceful_disable_timeout", 1},
      {"use_service_port", false}}},
    {"pool", "servers", {{"enabled", true}, {"ratio", 1}, {"resolve_server_by_dns", false}}},
    {"poolgroup", "", {{"implicit_priority_labels", false}, {"min_servers", 0}}},
    {"poolgroup", "members", {{"ratio", 1}}},
    {"vsvip", "", {{"east_west_placement", false}, {"use_standard_alb", false}}},
    {"vsvip",
     "vip",
     {{"enabled", true},
      {"auto_allocate_ip", false},
      {"auto_allocate_ip_type", "V4_ONLY"},
      {"auto_allocate_floating_ip", false},
      {"avi_allocated_vip", false},
      {"prefix_length", 32}}},
    {"vsvip",
     "dns_info",
     {{"ttl", 30},
      {"type", "DNS_RECORD_A"},
      {"num_records_in_response", 1},
      {"algorithm", "DNS_RECORD_RESPONSE_CONSISTENT_HASH"}}},
    {"vrfcontext", "", {{"system_default", false}, {"lldp_enable", true}}},
    {"serviceenginegroup",
     "",
     {{"max_vs_per_se", 10}, {"max_se", 10}, {"ha_mode", "HA_MODE_SHARED"}}},
    {"sslkeyandcertificate",
     "",
     {{"type", "SSL_CERTIFICATE_TYPE_VIRTUALSERVICE"}, {"format", "SSL_PEM"}}},
    {"stringgroup", "", {{"type", "SG_TYPE_STRING"}, {"longest_match", false}}},
    {"httppolicyset", "", {{"is_internal_policy", false}}},
    {"l4policyset", "", {{"is_internal_policy", false}}}};
  return all;
}

void add_missing(json::value& to, const json::object& members) {
  for (const auto& [name, otherwise] : members)
    if (!to.find(name))
      to.set(name, otherwise);
}

} // namespace

const type_rule* find_type(std::string_view name) {
  const auto* found = std::find_if(types.begin(), types.end(),
                                   [&](const type_rule& one) { return one.name == name; });
  return found == types.end() ? nullptr : found;
}

void fill_in(std::string_view type, json::value& body) {
  for (const auto& rule : default_rules()) {
    if (rule.type != type)
      continue;
    if (rule.list.empty()) {
      add_missing(body, rule.members);
      continue;
    }
    auto* entries = body.find(rule.list);
    if (entries && entries->as_array())
      for (auto& one : *entries->as_array())
        if (one.is_object())
          add_missing(one, rule.members);
  }
  auto* services = type == "virtualservice" ? body.find("services") : nullptr;
  if (services && services->as_array())
    for (auto& one : *services->as_array())
      if (const auto* port = one.find("port"); port && !one.find("port_range_end"))
        one.set("port_range_end", json::value{*port});
}

void leave_out(std::string_view type, json::value& body) {
  for (const auto& rule : default_rules())
    if (rule.type == type && rule.list.empty())
      for (const auto& [name, otherwise] : rule.members)
        if (const auto* held = body.find(name); held && *held == otherwise)
          body.erase(name);
}

} // namespace weft::avi::sim
