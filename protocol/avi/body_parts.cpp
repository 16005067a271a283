#include "protocol/avi/body_parts.hpp"

#include "protocol/avi/address.hpp"
#include "protocol/avi/checksum.hpp"
#include "protocol/avi/vip_part.hpp"
#include "protocol/avi/wire/reference.hpp"
#include "protocol/avi/wire/version.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace weft::avi {

namespace {

using wire::refer_by_name;

constexpr std::size_t most_placement_networks = 5;
/// @see avi.md 2.5
constexpr std::array of_cloud{type::vsvip, type::pool, type::pool_group, type::virtual_service};
/// @see avi.md 7.5, 9
constexpr std::array without_checksum{type::policy, type::data_script, type::certificate};

bool is_among(const auto& all, std::string_view text) {
  return std::ranges::find(all, text) != all.end();
}

json::value marker(std::string_view key, const std::string& value) {
  return json::value::of({{"key", key}, {"values", json::value::list({value})}});
}

} // namespace

std::string_view checksum_member(std::string_view of_type) {
  return is_among(without_checksum, of_type) ? std::string_view{}
         : of_type == type::vsvip            ? "vsvip_cloud_config_cksum"
                                             : "cloud_config_cksum";
}

std::vector<std::string_view> passing_members(std::string_view of_type) {
  if (of_type == type::vsvip)
    return {"dns_info", "bgp_peer_labels", "vrf_context_ref", "tier1_lr"};
  if (of_type == type::pool)
    return {"placement_networks", "vrf_ref", "tier1_lr"};
  if (of_type == type::virtual_service)
    return {"enable_rhi", "vrf_context_ref", "tier1_lr"};
  if (of_type == type::certificate)
    return {"ca_certs"};
  return {};
}

bool keeps_markers(const site& at) {
  const auto spoken = wire::read_version_number(at.api_version);
  return spoken && *spoken >= wire::first_with_labels;
}

wished_object finished_object(const settings& how, std::string_view of_type, std::string name,
                              json::value body, std::size_t whose) {
  body.set("name", name);
  body.set("tenant_ref", refer_by_name("tenant", how.tenant));
  if (is_among(of_cloud, of_type))
    body.set("cloud_ref", refer_by_name("cloud", how.cloud));
  if (of_type != type::vsvip)
    body.set("created_by", created_by(how));
  if (const auto sum = checksum_member(of_type); !sum.empty())
    body.set(sum, checksum_of(body));
  return {{std::string{of_type}, std::move(name)}, std::move(body), whose};
}

void place_in_vrf(json::value& in, const settings& how, const site& at,
                  std::string_view vrf_member) {
  if (!how.tier1.empty())
    in.set("tier1_lr", how.tier1);
  else if (!at.vrf.empty())
    in.set(vrf_member, refer_by_name(type::vrf, at.vrf));
}

void mark(json::value& in, const settings& how, const site& at,
          const std::vector<std::pair<std::string_view, std::string>>& more) {
  if (!keeps_markers(at))
    return;
  json::array all{marker(label_key, how.cluster_name)};
  for (const auto& [key, value] : more)
    all.push_back(marker(key, value));
  in.set("markers", std::move(all));
}

json::array placement_networks(const settings& how) {
  json::array out;
  for (const auto& one : how.node_networks)
    for (const auto& cidr : one.cidrs)
      if (const auto range = read_network(cidr); range && out.size() < most_placement_networks)
        out.push_back(json::value::of({{"network_ref", network_reference(one.name, one.uuid)},
                                       {"subnet", prefix_value(*range)}}));
  return out;
}

json::value vsvip_body(const settings& how, const site& at, const std::set<std::string>& hosts,
                       std::string_view address) {
  auto out = json::value::of({{"east_west_placement", false}});
  place_in_vrf(out, how, at, "vrf_context_ref");
  json::array names;
  for (const auto& host : hosts)
    names.push_back(json::value::of({{"fqdn", host}}));
  if (!names.empty())
    out.set("dns_info", std::move(names));
  out.set("vip", json::value::list({vip_part(how, address)}));
  if (how.advertise && !how.bgp_peer_labels.empty()) {
    json::array labels;
    for (const auto& one : how.bgp_peer_labels)
      labels.emplace_back(one);
    out.set("bgp_peer_labels", std::move(labels));
  }
  mark(out, how, at, {});
  return out;
}

json::value pool_body(const settings& how, const site& at, const std::string& protocol,
                      const std::vector<pool_server>& servers) {
  json::array members;
  for (const auto& one : servers) {
    auto server
      = json::value::of({{"ip", address_value(one.address)},
                         {"port", one.port},
                         {"enabled", one.enabled},
                         {"external_uuid", one.address + ":" + std::to_string(one.port)}});
    if (!one.node.empty())
      server.set("server_node", one.node);
    members.push_back(std::move(server));
  }
  auto out
    = json::value::of({{"sni_enabled", false},
                       {"graceful_disable_timeout", 1},
                       {"health_monitor_refs",
                        json::value::list({refer_by_name("healthmonitor", "System-" + protocol)})},
                       {"servers", std::move(members)}});
  place_in_vrf(out, how, at, "vrf_ref");
  if (auto networks = placement_networks(how); !networks.empty())
    out.set("placement_networks", std::move(networks));
  return out;
}

} // namespace weft::avi
