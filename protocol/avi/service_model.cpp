#include "protocol/avi/service_model.hpp"

#include "protocol/avi/address.hpp"
#include "protocol/avi/checksum.hpp"
#include "protocol/avi/hosts.hpp"
#include "protocol/avi/vip_part.hpp"
#include "protocol/avi/wire/reference.hpp"
#include "protocol/avi/wire/version.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace weft::avi {

namespace {

using wire::refer_by_name;

constexpr std::string_view tcp_proxy = "System-TCP-Proxy";
constexpr std::string_view tcp_fast = "System-TCP-Fast-Path";
constexpr std::string_view udp_fast = "System-UDP-Fast-Path";
constexpr std::string_view sctp_proxy = "System-SCTP-Proxy";
constexpr std::string_view plain_application = "System-L4-Application";
constexpr std::size_t most_placement_networks = 5;

json::value marker(std::string_view key, const std::string& value) {
  return json::value::of({{"key", key}, {"values", json::value::list({value})}});
}

/// The name of a port's pool as rules refer to it.
std::string pool_of(const settings& how, const member& one, const wished_port& port) {
  return pool_name(how, one.wish->of, one.wish->shared, port.protocol, port.port);
}

class modelling {
public:
  modelling(const settings& how, const site& at, const std::vector<member>& members)
    : how_(how), at_(at), members_(members),
      name_(virtual_service_name(how, members.front().wish->called())) {
    for (const auto& one : members)
      if (auto host = host_of(how, at, *one.wish); !host.empty())
        hosts_.insert(std::move(host));
  }

  std::vector<wished_object> make() {
    add(type::vsvip, name_, vsvip(), 0);
    for (std::size_t i = 0; i < members_.size(); ++i)
      for (const auto& port : members_[i].wish->ports)
        add(type::pool, pool_of(how_, members_[i], port), pool(members_[i], port), i);
    add(type::policy, name_, policy(), 0);
    add(type::virtual_service, name_, virtual_service(), 0);
    return std::move(out_);
  }

private:
  void add(std::string_view of, std::string name, json::value body, std::size_t whose) {
    body.set("name", name);
    body.set("tenant_ref", refer_by_name("tenant", how_.tenant));
    if (of != type::policy)
      body.set("cloud_ref", refer_by_name("cloud", how_.cloud));
    if (of != type::vsvip)
      body.set("created_by", created_by(how_));
    if (const auto sum = checksum_member(of); !sum.empty())
      body.set(sum, checksum_of(body));
    out_.push_back({{std::string{of}, std::move(name)}, std::move(body), whose});
  }

  void place(json::value& in, std::string_view vrf_member) const {
    if (!how_.tier1.empty())
      in.set("tier1_lr", how_.tier1);
    else if (!at_.vrf.empty())
      in.set(vrf_member, refer_by_name(type::vrf, at_.vrf));
  }

  void mark(json::value& in, const wished_service* of, std::vector<json::value> more = {}) const {
    if (!keeps_markers(at_))
      return;
    json::array all{marker(label_key, how_.cluster_name)};
    if (of) {
      all.push_back(marker("Namespace", of->of.ns));
      all.push_back(marker("ServiceName", of->called().name));
    }
    for (auto& one : more)
      all.push_back(std::move(one));
    in.set("markers", std::move(all));
  }

  json::value vsvip() const {
    auto out = json::value::of({{"east_west_placement", false}});
    place(out, "vrf_context_ref");
    json::array names;
    for (const auto& host : hosts_)
      names.push_back(json::value::of({{"fqdn", host}}));
    if (!names.empty())
      out.set("dns_info", std::move(names));
    out.set("vip", json::value::list({vip_part(how_, members_.front().wish->address)}));
    if (how_.advertise && !how_.bgp_peer_labels.empty()) {
      json::array labels;
      for (const auto& one : how_.bgp_peer_labels)
        labels.emplace_back(one);
      out.set("bgp_peer_labels", std::move(labels));
    }
    mark(out, nullptr);
    return out;
  }

  json::value pool(const member& of, const wished_port& port) const {
    json::array servers;
    for (const auto& one : port.servers) {
      auto server
        = json::value::of({{"ip", address_value(one.address)},
                           {"port", one.port},
                           {"enabled", one.enabled},
                           {"external_uuid", one.address + ":" + std::to_string(one.port)}});
      if (!one.node.empty())
        server.set("server_node", one.node);
      servers.push_back(std::move(server));
    }
    auto out = json::value::of(
      {{"sni_enabled", false},
       {"graceful_disable_timeout", 1},
       {"health_monitor_refs",
        json::value::list({refer_by_name("healthmonitor", "System-" + port.protocol)})},
       {"servers", std::move(servers)}});
    place(out, "vrf_ref");
    if (auto networks = node_networks(); !networks.empty())
      out.set("placement_networks", std::move(networks));
    mark(out, of.wish, {marker("Port", std::to_string(port.port))});
    return out;
  }

  json::array node_networks() const {
    json::array out;
    for (const auto& one : how_.node_networks)
      for (const auto& cidr : one.cidrs)
        if (const auto range = read_network(cidr); range && out.size() < most_placement_networks)
          out.push_back(json::value::of({{"network_ref", network_reference(one.name, one.uuid)},
                                         {"subnet", prefix_value(*range)}}));
    return out;
  }

  json::value policy() const {
    json::array rules;
    std::set<std::string> protocols;
    for (const auto& one : members_)
      for (const auto& port : one.wish->ports) {
        rules.push_back(rule(refer_by_name(type::pool, pool_of(how_, one, port)), port,
                             static_cast<std::int64_t>(rules.size())));
        protocols.insert(port.protocol);
      }
    auto out
      = json::value::of({{"l4_connection_policy", json::value::of({{"rules", std::move(rules)}})}});
    std::string words;
    for (const auto& one : protocols)
      words.append(words.empty() ? "" : ",").append(one);
    mark(out, members_.front().wish, {marker("Protocol", words)});
    return out;
  }

  static json::value rule(const std::string& pool, const wished_port& port, std::int64_t place) {
    const auto is_in = json::value{"IS_IN"};
    return json::value::of(
      {{"name", pool},
       {"index", place},
       {"match", json::value::of(
                   {{"port", json::value::of({{"match_criteria", is_in},
                                              {"ports", json::value::list({port.port})}})},
                    {"protocol", json::value::of({{"match_criteria", is_in},
                                                  {"protocol", "PROTOCOL_" + port.protocol}})}})},
       {"action", json::value::of(
                    {{"select_pool", json::value::of({{"action_type", "L4_RULE_ACTION_SELECT_POOL"},
                                                      {"pool_ref", pool}})}})}});
  }

  json::value services() const {
    const auto whole = network_profile(at_, members_);
    json::array out;
    for (const auto& one : members_)
      for (const auto& port : one.wish->ports) {
        auto service = json::value::of({{"port", port.port},
                                        {"port_range_end", port.port},
                                        {"enable_ssl", false},
                                        {"enable_http2", false}});
        const auto its_own = port.protocol == "UDP"    ? udp_fast
                             : port.protocol == "SCTP" ? sctp_proxy
                                                       : whole;
        if (its_own != whole)
          service.set("override_network_profile_ref", refer_by_name("networkprofile", its_own));
        out.push_back(std::move(service));
      }
    return out;
  }

  json::value virtual_service() const {
    const auto& first = *members_.front().wish;
    const auto application
      = first.application_profile.empty() ? plain_application : first.application_profile;
    auto out = json::value::of(
      {{"se_group_ref", refer_by_name(type::group, how_.group)},
       {"application_profile_ref", refer_by_name("applicationprofile", application)},
       {"network_profile_ref", refer_by_name("networkprofile", network_profile(at_, members_))},
       {"vsvip_ref", refer_by_name(type::vsvip, name_)},
       {"services", services()},
       {"l4_policies",
        json::value::list({json::value::of(
          {{"l4_policy_set_ref", refer_by_name(type::policy, name_)}, {"index", 0}})})},
       {"remove_listening_port_on_vs_down", true},
       {"traffic_enabled", first.traffic},
       {"service_metadata", metadata()}});
    place(out, "vrf_context_ref");
    if (how_.advertise)
      out.set("enable_rhi", true);
    mark(out, &first);
    return out;
  }

  /// What tells an old operator which objects this one is for. @see avi.md 5.5
  std::string metadata() const {
    json::array services;
    for (const auto& one : members_)
      services.emplace_back(one.wish->of.ns + "/" + one.wish->of.name);
    json::array names;
    for (const auto& host : hosts_)
      names.emplace_back(host);
    return json::write(json::value::of(
      {{"namespace_svc_name", std::move(services)}, {"hostnames", std::move(names)}}));
  }

  const settings& how_;
  const site& at_;
  const std::vector<member>& members_;
  std::string name_;
  std::set<std::string> hosts_;
  std::vector<wished_object> out_;
};

} // namespace

std::vector<wished_object> make_model(const settings& how, const site& at,
                                      const std::vector<member>& members) {
  return modelling{how, at, members}.make();
}

std::string_view checksum_member(std::string_view of_type) {
  return of_type == type::policy  ? std::string_view{}
         : of_type == type::vsvip ? "vsvip_cloud_config_cksum"
                                  : "cloud_config_cksum";
}

std::vector<std::string_view> passing_members(std::string_view of_type) {
  if (of_type == type::vsvip)
    return {"dns_info", "bgp_peer_labels", "vrf_context_ref", "tier1_lr"};
  if (of_type == type::pool)
    return {"placement_networks", "vrf_ref", "tier1_lr"};
  if (of_type == type::virtual_service)
    return {"enable_rhi", "vrf_context_ref", "tier1_lr"};
  return {};
}

std::string_view network_profile(const site& at, const std::vector<member>& members) {
  bool tcp = false;
  bool udp = false;
  for (const auto& one : members)
    for (const auto& port : one.wish->ports) {
      tcp = tcp || port.protocol == "TCP";
      udp = udp || port.protocol == "UDP";
    }
  if (tcp)
    return at.license == "ENTERPRISE" || at.license == "ENTERPRISE_WITH_CLOUD_SERVICES" ? tcp_proxy
                                                                                        : tcp_fast;
  return udp ? udp_fast : sctp_proxy;
}

bool keeps_markers(const site& at) {
  const auto spoken = wire::read_version_number(at.api_version);
  return spoken && *spoken >= wire::first_with_labels;
}

} // namespace weft::avi
