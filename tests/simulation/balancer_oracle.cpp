#include "tests/simulation/balancer_oracle.hpp"

#include "protocol/avi/address.hpp"
#include "protocol/avi/names.hpp"

#include <algorithm>
#include <tuple>

namespace weft::simulation {

namespace {

/// A Service that asks for a balancer.
struct asking_service {
  std::string ns;
  std::string name;
  std::string uid;
  std::string created;
  std::string key; ///< by which it shares a VIP
  std::string address;
  json::value object;
  std::vector<desired_service::port> ports;

  std::string who() const { return ns + "/" + name; }
};

json::array array_at(const json::value& in, std::initializer_list<std::string_view> path) {
  const auto* held = in.find_path(path);
  return held && held->as_array() ? *held->as_array() : json::array{};
}

std::string annotated(const json::value& object, std::string_view name) {
  return text_at(object, {"metadata", "annotations", std::string{name}});
}

std::string small(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
  return text;
}

/// What is between commas, blanks apart.
std::vector<std::string> between_commas(const std::string& text) {
  std::vector<std::string> out{""};
  for (const char c : text)
    if (c == ',')
      out.emplace_back();
    else if (c != ' ')
      out.back() += c;
  std::erase(out, "");
  return out;
}

bool is_of_v6(const std::string& text) {
  return text.find(':') != text.npos;
}

/// Reads all objects of a world.
class reading_of_balancer {
public:
  explicit reading_of_balancer(world& here)
    : here_(here), plugin_(here.shape.balancer.cni_plugin),
      stem_(here.shape.balancer.cluster_name + "--") {}

  desired_balancer read() {
    for (const auto& one : here_.list("/api/v1/nodes"))
      read_node(one);
    std::vector<asking_service> all;
    for (const auto& one : here_.list("/api/v1/services"))
      read_service(one, all);
    std::ranges::sort(all, {}, [](const asking_service& one) {
      return std::tuple{one.created, one.ns, one.name, one.uid};
    });
    for (const auto& one : all)
      join(one);
    return std::move(out_);
  }

private:
  std::vector<std::string> networks_of(const json::value& node, bool& v4_alone) {
    const auto name = text_at(node, {"metadata", "name"});
    std::vector<std::string> out;
    if (plugin_ == "calico") {
      for (const auto& one : here_.list("/apis/crd.projectcalico.org/v1/blockaffinities"))
        if (text_at(one, {"spec", "node"}) == name)
          out.push_back(text_at(one, {"spec", "cidr"}));
    } else if (plugin_ == "cilium") {
      const auto held = here_.find(world::path_of("CiliumNode", name));
      for (const auto& one : array_at(held, {"spec", "ipam", "podCIDRs"}))
        out.emplace_back(one.text_or(""));
    } else if (out = between_commas(annotated(node, avi::annotation::pod_cidrs)); !out.empty()) {
      v4_alone = true;
    } else {
      for (const auto& one : array_at(node, {"spec", "podCIDRs"}))
        out.emplace_back(one.text_or(""));
    }
    return out;
  }

  std::string next_hop(const json::value& node, bool v6) const {
    if (plugin_ == "calico" && !v6) {
      const auto text = annotated(node, avi::annotation::calico_v4);
      if (const auto read = avi::canonical_address(text.substr(0, text.find('/'))))
        return *read;
    }
    for (const auto& one : array_at(node, {"status", "addresses"}))
      if (const auto text = text_at(one, {"address"});
          text_at(one, {"type"}) == "InternalIP" && is_of_v6(text) == v6)
        return text;
    return "";
  }

  void read_node(const json::value& node) {
    bool v4_alone = false;
    const auto networks = networks_of(node, v4_alone);
    for (const auto& one : networks)
      if (!avi::read_network(one) || (v4_alone && is_of_v6(one)))
        return;
    for (const auto& one : networks)
      if (const auto hop = next_hop(node, is_of_v6(one)); !hop.empty())
        out_.routes[one].insert(hop);
  }

  void read_service(const json::value& object, std::vector<asking_service>& all) {
    const auto of_class = text_at(object, {"spec", "loadBalancerClass"});
    if (text_at(object, {"spec", "type"}) != "LoadBalancer"
        || (!of_class.empty() && of_class != avi::balancer_class))
      return;
    asking_service one;
    one.ns = text_at(object, {"metadata", "namespace"});
    one.name = text_at(object, {"metadata", "name"});
    one.uid = text_at(object, {"metadata", "uid"});
    one.created = text_at(object, {"metadata", "creationTimestamp"});
    one.key = annotated(object, avi::annotation::shared_vip);
    one.address = text_at(object, {"spec", "loadBalancerIP"});
    if (one.address.empty())
      one.address = annotated(object, avi::annotation::address);
    one.object = object;
    if (!one.address.empty() && !avi::canonical_address(one.address)) {
      out_.declined[one.who()] = avi::reason::bad_address;
      return;
    }
    for (const auto& port : array_at(object, {"spec", "ports"}))
      one.ports.push_back(read_port(one, port));
    all.push_back(std::move(one));
  }

  desired_service::port read_port(const asking_service& of, const json::value& port) {
    desired_service::port out;
    out.protocol = port.text_at({"protocol"}, "TCP");
    out.number = port.int_at({"port"}, 0);
    out.pool = stem_ + of.ns + "-" + of.name + (of.key.empty() ? "" : "-" + of.key) + "-"
               + out.protocol + "-" + std::to_string(out.number);
    for (const auto& slice : here_.list("/apis/discovery.k8s.io/v1/endpointslices"))
      if (text_at(slice, {"metadata", "namespace"}) == of.ns
          && text_at(slice, {"metadata", "labels", "kubernetes.io/service-name"}) == of.name)
        for (const auto& has : array_at(slice, {"ports"}))
          if (text_at(has, {"name"}) == text_at(port, {"name"})
              && has.text_at({"protocol"}, "TCP") == out.protocol)
            read_endpoints(slice, has.int_at({"port"}, 0), out.servers);
    return out;
  }

  static void read_endpoints(const json::value& slice, std::int64_t number,
                             std::map<std::string, bool>& into) {
    for (const auto& one : array_at(slice, {"endpoints"})) {
      const auto addresses = array_at(one, {"addresses"});
      const auto* ready = one.find_path({"conditions", "ready"});
      const auto* leaves = one.find_path({"conditions", "terminating"});
      const bool serves = (!ready || !ready->as_bool() || *ready->as_bool())
                          && !(leaves && leaves->as_bool() && *leaves->as_bool());
      auto& enabled
        = into[std::string{addresses.front().text_or("")} + ":" + std::to_string(number)];
      enabled = enabled || serves;
    }
  }

  /// The oldest has the name; who shares its VIP joins it. @see avi.md 5.2, 5.8
  void join(const asking_service& one) {
    const auto name = stem_ + one.ns + "-" + (one.key.empty() ? one.name : one.key);
    const auto [at, is_first] = firsts_.emplace(name, one);
    const auto& first = at->second;
    if (!is_first && (one.key.empty() || one.key != first.key || one.ns != first.ns)) {
      out_.declined[one.who()] = avi::reason::name_conflict;
      return;
    }
    auto& group = out_.services[name];
    const bool clashes = std::ranges::any_of(one.ports, [&](const auto& mine) {
      return std::ranges::any_of(group.ports, [&](const auto& other) {
        return mine.protocol == other.protocol && mine.number == other.number;
      });
    });
    if (!is_first && (one.address != first.address || clashes)) {
      out_.declined[one.who()] = avi::reason::sharing_conflict;
      return;
    }
    if (is_first)
      describe(group, one);
    const auto host = small(annotated(one.object, avi::annotation::host));
    group.hosts.insert(host.empty() ? one.name + "." + one.ns + ".avi.iberia.local" : host);
    group.members.push_back(one.who());
    group.ports.insert(group.ports.end(), one.ports.begin(), one.ports.end());
  }

  static void describe(desired_service& group, const asking_service& by) {
    group.address = by.address;
    group.application_profile = annotated(by.object, avi::annotation::application_profile);
    if (group.application_profile.empty())
      group.application_profile = "System-L4-Application";
    group.traffic
      = !by.key.empty() || small(annotated(by.object, avi::annotation::disable_traffic)) != "true";
  }

  world& here_;
  std::string plugin_;
  std::string stem_; ///< of all names of ours
  desired_balancer out_;
  std::map<std::string, asking_service> firsts_; ///< by name of the VirtualService
};

} // namespace

desired_balancer judge_balancer(world& here) {
  return reading_of_balancer{here}.read();
}

} // namespace weft::simulation
