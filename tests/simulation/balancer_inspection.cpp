#include "adapters/avi/sim/witness.hpp"
#include "protocol/avi/names.hpp"
#include "protocol/avi/wire/reference.hpp"
#include "tests/simulation/balancer_oracle.hpp"

#include <algorithm>

namespace weft::simulation {

namespace {

using avi::sim::object_ptr;

constexpr auto subnet_of_vips = "10.10.25.";

json::array entries_at(const json::value& in, std::initializer_list<std::string_view> path) {
  const auto* held = in.find_path(path);
  return held && held->as_array() ? *held->as_array() : json::array{};
}

bool labels_cluster(const json::value& holder, std::string_view cluster) {
  const auto all = entries_at(holder, {"labels"});
  return !all.empty() && all.front().text_at({"key"}) == avi::label_key
         && all.front().text_at({"value"}) == cluster;
}

/// Without the entries of a list that bear the cluster's label.
void leave_out_ours(json::value& body, std::string_view member, std::string_view cluster,
                    bool by_label) {
  json::array kept;
  for (const auto& one : entries_at(body, {member}))
    if (by_label ? !labels_cluster(one, cluster)
                 : one.text_at({"key"}) != avi::label_key || one.text_at({"value"}) != cluster)
      kept.push_back(one);
  body.erase(member);
  if (!kept.empty())
    body.set(member, std::move(kept));
}

std::string address_of_vip(const object_ptr& vsvip) {
  for (const auto& one : vsvip ? entries_at(vsvip->body, {"vip"}) : json::array{})
    return std::string{one.text_at({"ip_address", "addr"})};
  return "";
}

std::set<std::string> names_of_vip(const object_ptr& vsvip) {
  std::set<std::string> out;
  for (const auto& one : vsvip ? entries_at(vsvip->body, {"dns_info"}) : json::array{})
    out.emplace(one.text_at({"fqdn"}));
  return out;
}

/// Compares a controller with what it should be.
class balancer_inspection {
public:
  balancer_inspection(world& here, const foreign_belongings& foreign)
    : here_(here), foreign_(foreign), all_(here.balancer.objects()),
      cluster_(here.shape.balancer.cluster_name), wanted_(judge_balancer(here)) {}

  std::vector<std::string> report() {
    look_at_routes();
    for (const auto& [name, one] : wanted_.services) {
      const auto verdict = verdict_of(name, one);
      if (verdict == "True" || verdict == avi::reason::address_fixed)
        look_at(name, one);
      for (const auto& who : one.members)
        verdicts_[who] = {verdict, name};
    }
    for (const auto& [who, why] : wanted_.declined)
      verdicts_[who] = {why, ""};
    look_for_leaks();
    for (const auto& object : here_.list("/api/v1/services"))
      look_at_words(object);
    look_at_foreign();
    look_at_history();
    return std::move(found_);
  }

private:
  struct said_of {
    std::string verdict; ///< "True" or a reason
    std::string name;    ///< of its VirtualService; empty: it has none
  };

  object_ptr find(std::string_view type, const std::string& name) const {
    return here_.balancer.find(type, name);
  }

  std::string behind(const json::value& in, std::initializer_list<std::string_view> path) const {
    const auto read = avi::wire::read_reference(in.text_at(path));
    const auto held = read ? all_.find(read->type, read->uuid) : nullptr;
    return held ? held->name : "";
  }

  // -- routes ------------------------------------------------------------------------------------

  void look_at_routes() {
    const auto vrf = find("vrfcontext", avi::sim::demo_vrf);
    if (!vrf)
      return complain("I1: the VRF has gone");
    std::map<std::string, std::size_t> there;
    for (const auto& one : entries_at(vrf->body, {"static_routes"})) {
      if (!labels_cluster(one, cluster_))
        continue;
      const auto network = std::string{one.text_at({"prefix", "ip_addr", "addr"})} + "/"
                           + std::to_string(one.int_at({"prefix", "mask"}, -1));
      const auto wish = wanted_.routes.find(network);
      if (wish == wanted_.routes.end())
        complain("I4: the route to " + network + " is nobody's wish");
      else if (!wish->second.contains(std::string{one.text_at({"next_hop", "addr"})}))
        complain("I1: " + network + " is routed by "
                 + std::string{one.text_at({"next_hop", "addr"})});
      if (++there[network] == 2)
        complain("I1: " + network + " is routed twice");
    }
    for (const auto& [network, hops] : wanted_.routes)
      if (!there.contains(network))
        complain("I1: " + network + " has no route");
    const auto group = find("serviceenginegroup", here_.shape.balancer.group);
    if (!wanted_.routes.empty() && !(group && labels_cluster(group->body, cluster_)))
      complain("I1: the Service Engine Group does not bear the cluster's label");
  }

  // -- Services ----------------------------------------------------------------------------------

  /// How a VirtualService must stand, given what else there is on the controller.
  std::string verdict_of(const std::string& name, const desired_service& wanted) const {
    for (const auto& port : wanted.ports)
      if (const auto held = find("pool", port.pool); held && !avi::sim::belongs_to(*held, cluster_))
        return std::string{avi::reason::not_ours};
    const auto vsvip = find("vsvip", name);
    if (!find("applicationprofile", wanted.application_profile))
      return std::string{avi::reason::refused};
    for (const auto& other : all_.all("vsvip")) {
      if (other->name == name)
        continue;
      for (const auto& host : names_of_vip(other))
        if (wanted.hosts.contains(host))
          return std::string{avi::reason::refused};
      if (!vsvip && !wanted.address.empty() && address_of_vip(other) == wanted.address)
        return std::string{avi::reason::refused};
    }
    if (wanted.address.empty() || address_of_vip(vsvip) == wanted.address)
      return "True";
    const bool fits = wanted.address.starts_with(subnet_of_vips);
    return std::string{vsvip  ? avi::reason::address_fixed
                       : fits ? std::string_view{"True"}
                              : avi::reason::refused};
  }

  void look_at(const std::string& name, const desired_service& wanted) {
    const auto vsvip = find("vsvip", name);
    const auto policy = find("l4policyset", name);
    const auto service = find("virtualservice", name);
    if (!vsvip || !policy || !service)
      return complain("I1: " + name + " lacks its "
                      + (!vsvip    ? "VsVip"
                         : !policy ? "L4PolicySet"
                                   : "VirtualService"));
    if (names_of_vip(vsvip) != wanted.hosts)
      complain("I1: VsVip " + name + " has other names");
    for (const auto& port : wanted.ports)
      look_at_pool(port);
    look_at_rules(*policy, wanted);
    const auto& body = service->body;
    json::array ports;
    for (const auto& port : wanted.ports)
      ports.push_back(port.number);
    json::array listened;
    for (const auto& one : entries_at(body, {"services"}))
      listened.push_back(one.int_at({"port"}, 0));
    const auto* traffic = body.find("traffic_enabled");
    const auto policies = entries_at(body, {"l4_policies"});
    if (listened != ports || behind(body, {"vsvip_ref"}) != name || policies.size() != 1
        || behind(policies.front(), {"l4_policy_set_ref"}) != name || !traffic
        || *traffic != json::value{wanted.traffic}
        || behind(body, {"application_profile_ref"}) != wanted.application_profile
        || behind(body, {"se_group_ref"}) != here_.shape.balancer.group
        || behind(body, {"network_profile_ref"}) != network_profile(wanted))
      complain("I1: VirtualService " + name + " is not as wished: " + json::write(body));
    for (const auto& one : {vsvip, policy, service})
      if (!avi::sim::belongs_to(*one, cluster_))
        complain("I1: " + one->type + " " + name + " has lost its mark");
  }

  static std::string network_profile(const desired_service& of) {
    const auto has = [&](std::string_view protocol) {
      return std::ranges::any_of(of.ports,
                                 [&](const auto& one) { return one.protocol == protocol; });
    };
    return has("TCP")   ? "System-TCP-Proxy"
           : has("UDP") ? "System-UDP-Fast-Path"
                        : "System-SCTP-Proxy";
  }

  void look_at_pool(const desired_service::port& wanted) {
    const auto held = find("pool", wanted.pool);
    if (!held)
      return complain("I1: pool " + wanted.pool + " is missing");
    std::map<std::string, bool> servers;
    for (const auto& one : entries_at(held->body, {"servers"})) {
      const auto* enabled = one.find("enabled");
      servers[std::string{one.text_at({"ip", "addr"})} + ":"
              + std::to_string(one.int_at({"port"}, 0))]
        = enabled && enabled->as_bool() && *enabled->as_bool();
    }
    if (servers != wanted.servers)
      complain("I1: pool " + wanted.pool + " has other members");
  }

  void look_at_rules(const avi::sim::object& policy, const desired_service& wanted) {
    const auto rules = entries_at(policy.body, {"l4_connection_policy", "rules"});
    bool same = rules.size() == wanted.ports.size();
    for (std::size_t i = 0; same && i < rules.size(); ++i) {
      const auto& port = wanted.ports[i];
      const auto numbers = entries_at(rules[i], {"match", "port", "ports"});
      same = numbers.size() == 1 && numbers.front().int_or(0) == port.number
             && rules[i].text_at({"match", "protocol", "protocol"}) == "PROTOCOL_" + port.protocol
             && behind(rules[i], {"action", "select_pool", "pool_ref"}) == port.pool;
    }
    if (!same)
      complain("I1: policy " + policy.name + " has other rules");
  }

  void look_for_leaks() {
    std::set<std::string> names;
    for (const auto& [name, one] : wanted_.services) {
      names.insert(name);
      for (const auto& port : one.ports)
        names.insert(port.pool);
    }
    for (const auto& one : all_.all())
      if (avi::sim::belongs_to(*one, cluster_) && !names.contains(one->name)
          && !is_tolerated(one->name))
        complain("I4: " + one->type + " " + one->name + " is nobody's wish");
  }

  /// Of a Service that can have nothing now, what it had may stay.
  bool is_tolerated(const std::string& name) const {
    const auto held = verdicts_.find(troubled_service);
    return held != verdicts_.end() && name.starts_with(cluster_ + "--shop-web-z")
           && (held->second.verdict == avi::reason::not_ours
               || held->second.verdict == avi::reason::bad_address);
  }

  // -- what users are told -----------------------------------------------------------------------

  void look_at_words(const json::value& object) {
    const auto who
      = text_at(object, {"metadata", "namespace"}) + "/" + text_at(object, {"metadata", "name"});
    const auto said = json::parse(annotation(object, avi::annotation::report));
    const auto wanted = verdicts_.find(who);
    if (foreign_.conditions.contains(text_at(object, {"metadata", "uid"}))
        && entries_at(object, {"status", "conditions"}).empty())
      complain("I7: " + who + " has lost the condition of another controller");
    const auto addresses = entries_at(object, {"status", "loadBalancer", "ingress"});
    if (wanted == verdicts_.end()) {
      // Of what is no balancer a real API server clears the addresses itself.
      const bool balances = text_at(object, {"spec", "type"}) == "LoadBalancer";
      if (said || (balances && !addresses.empty())
          || !annotation(object, avi::annotation::hosts_shown).empty())
        complain("I5: " + who + " is told something and wishes nothing");
      return;
    }
    const auto status = said ? text_at(*said, {"status"}) : "";
    const auto verdict = status == "True" ? status : said ? text_at(*said, {"reason"}) : "";
    if (verdict != wanted->second.verdict)
      complain("I5: " + who + " is told \"" + verdict + "\", should be " + wanted->second.verdict);
    look_at_address(object, who, addresses, wanted->second);
  }

  void look_at_address(const json::value& object, const std::string& who,
                       const json::array& addresses, const said_of& wanted) {
    const auto vsvip = wanted.name.empty() ? nullptr : find("vsvip", wanted.name);
    const auto service = wanted.name.empty() ? nullptr : find("virtualservice", wanted.name);
    const bool placed = wanted.verdict == "True" || wanted.verdict == avi::reason::address_fixed;
    if (!placed) {
      if (!addresses.empty() && !service && who != troubled_service)
        complain("I5: " + who + " is told an address and has none");
      return;
    }
    if (addresses.size() != 1 || !vsvip || !service
        || addresses.front().text_at({"ip"}) != address_of_vip(vsvip))
      return complain("I5: " + who + " is told another address than it has");
    const auto hosts = names_of_vip(vsvip);
    json::value map = json::object{};
    for (const auto& one : hosts)
      map.set(one, service->uuid);
    if (hosts.empty() || addresses.front().text_at({"hostname"}) != *hosts.begin()
        || annotation(object, avi::annotation::hosts_shown) != json::write(map))
      complain("I5: " + who + " is told other names than it has");
  }

  static std::string annotation(const json::value& object, std::string_view name) {
    return text_at(object, {"metadata", "annotations", std::string{name}});
  }

  // -- others ------------------------------------------------------------------------------------

  void look_at_foreign() {
    const auto now_there = foreign_bodies(here_);
    for (const auto& [where, body] : foreign_.bodies)
      if (const auto held = now_there.find(where); held == now_there.end())
        complain("I7: " + where.first + " " + std::string{body.text_at({"name"})}
                 + " of somebody else has gone");
      else if (held->second != body)
        complain("I7: " + where.first + " " + std::string{body.text_at({"name"})}
                 + " has changed: " + json::write(body) + " -> " + json::write(held->second));
    for (const auto& [uuid, note] : foreign_.notes)
      for (const auto& one : all_.all())
        if (const auto* held = one->uuid == uuid ? one->body.find(note_member) : nullptr;
            one->uuid == uuid && (!held || *held != note))
          complain("I7: what somebody has added to " + one->type + " " + one->name + " has gone");
  }

  void look_at_history() {
    for (const auto& one : here_.balancer.violations())
      complain("avi " + one.rule + ": " + one.what);
    for (const auto& one : here_.processes)
      if (one->balancer->most_at_once() > here_.shape.balancer.concurrency)
        complain("I6: " + one->identity + " had more requests at once than may be");
  }

  void complain(std::string what) { found_.push_back(std::move(what)); }

  world& here_;
  const foreign_belongings& foreign_;
  const avi::sim::store& all_;
  std::string cluster_;
  desired_balancer wanted_;
  std::map<std::string, said_of> verdicts_; ///< by "namespace/name"
  std::vector<std::string> found_;
};

} // namespace

std::map<std::pair<std::string, std::string>, json::value> foreign_bodies(const world& here) {
  std::map<std::pair<std::string, std::string>, json::value> out;
  const auto& cluster = here.shape.balancer.cluster_name;
  for (const auto& one : here.balancer.objects().all()) {
    if (avi::sim::belongs_to(*one, cluster))
      continue;
    auto body = one->body;
    body.erase(note_member);
    if (one->type == "vrfcontext")
      leave_out_ours(body, "static_routes", cluster, true);
    if (one->type == "serviceenginegroup")
      leave_out_ours(body, "labels", cluster, false);
    out.emplace(std::pair{one->type, one->uuid}, std::move(body));
  }
  return out;
}

std::vector<std::string> check_balancer(world& here, const foreign_belongings& foreign) {
  return balancer_inspection{here, foreign}.report();
}

} // namespace weft::simulation
