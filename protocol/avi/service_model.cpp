#include "protocol/avi/service_model.hpp"

#include "protocol/avi/hosts.hpp"
#include "protocol/avi/wire/reference.hpp"

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
    add(type::vsvip, name_, vsvip_body(how_, at_, hosts_, members_.front().wish->address), 0);
    for (std::size_t i = 0; i < members_.size(); ++i)
      for (const auto& port : members_[i].wish->ports)
        add(type::pool, pool_of(how_, members_[i], port), pool(members_[i], port), i);
    add(type::policy, name_, policy(), 0);
    add(type::virtual_service, name_, virtual_service(), 0);
    return std::move(out_);
  }

private:
  void add(std::string_view of, std::string name, json::value body, std::size_t whose) {
    out_.push_back(finished_object(how_, of, std::move(name), std::move(body), whose));
  }

  using marks = std::vector<std::pair<std::string_view, std::string>>;

  void mark_for(json::value& in, const wished_service& of, marks more = {}) const {
    marks all{{"Namespace", of.of.ns}, {"ServiceName", of.called().name}};
    for (auto& one : more)
      all.push_back(std::move(one));
    mark(in, how_, at_, all);
  }

  json::value pool(const member& of, const wished_port& port) const {
    auto out = pool_body(how_, at_, port.protocol, port.servers);
    mark_for(out, *of.wish, {{"Port", std::to_string(port.port)}});
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
    mark_for(out, *members_.front().wish, {{"Protocol", words}});
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
    place_in_vrf(out, how_, at_, "vrf_context_ref");
    if (how_.advertise)
      out.set("enable_rhi", true);
    mark_for(out, first);
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

} // namespace weft::avi
