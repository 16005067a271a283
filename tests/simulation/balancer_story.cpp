#include "tests/simulation/balancer_story.hpp"

#include "protocol/avi/names.hpp"
#include "tests/simulation/balancer_scene.hpp"
#include "tests/simulation/weighted_steps.hpp"

#include <algorithm>

/// What Nodes and users do in a history.
namespace weft::simulation {

namespace {

/// Where the Services of a story are; names of the first and the last two are alike on a
/// controller.
const std::vector<std::pair<std::string, std::string>> service_names{
  {"shop", "web-a"}, {"shop", "web-b"}, {"shop", "web-z"}, {"shop", "web-x"}, {"shop-web", "x"}};

/// Pools of the others could bear one name in two VirtualServices.
bool may_share(std::string_view name) {
  return name.ends_with("web-a") || name.ends_with("web-b");
}

} // namespace

balancer_story::balancer_story(world& here) : here_(here) {
  here_.apply(std::string_view{"{apiVersion: v1, kind: Namespace, metadata: {name: shop-web}}"});
  remember();
}

void balancer_story::step() {
  static const std::vector<weighted_step<balancer_story>> all{
    {8, &balancer_story::make_node},
    {7, &balancer_story::change_node},
    {3, &balancer_story::replace_node},
    {3, &balancer_story::drop_node},
    {6, &balancer_story::change_source},
    {12, &balancer_story::make_service},
    {8, &balancer_story::change_service},
    {8, &balancer_story::change_request},
    {5, &balancer_story::retype_service},
    {4, &balancer_story::drop_service},
    {12, &balancer_story::flap},
    {2, &balancer_story::spoil_words},
    {2, &balancer_story::claim_condition},
    {6, &balancer_story::spoil_route},
    {4, &balancer_story::route_otherwise},
    {7, &balancer_story::spoil_object},
    {3, &balancer_story::take_down},
    {3, &balancer_story::add_note},
    {2, &balancer_story::relabel_group},
    {4, &balancer_story::make_foreign},
    {12, &balancer_story::trouble_requests},
    {5, &balancer_story::trouble_sessions},
    {4, &balancer_story::trouble_service},
    {4, &balancer_story::trouble_answers},
    {4, &balancer_story::race},
  };
  take_one(*this, all, [this](int below) { return roll(below); });
}

std::string balancer_story::some(const std::string& collection, std::string_view kind) {
  const auto all = here_.list(collection);
  if (all.empty())
    return "";
  const auto& one = pick(all);
  return world::path_of(kind, text_at(one, {"metadata", "name"}),
                        text_at(one, {"metadata", "namespace"}));
}

// -- Nodes ---------------------------------------------------------------------------------------

texts balancer_story::some_networks() {
  if (once_in(8))
    return {};
  texts out{once_in(10) ? "10.244.0.0/16" : "10.244." + std::to_string(roll(6)) + ".0/24"};
  if (once_in(4))
    out.push_back("fd00:244:" + std::to_string(1 + roll(3)) + "::/64");
  return out;
}

texts balancer_story::some_addresses() {
  if (once_in(8))
    return {};
  texts out{"10.1.1." + std::to_string(2 + roll(6))};
  if (once_in(3))
    out.push_back("10.1.2." + std::to_string(2 + roll(6)));
  if (once_in(3))
    out.push_back("fd00::" + std::to_string(2 + roll(6)));
  return out;
}

void balancer_story::make_node() {
  const auto name = "n" + std::to_string(1 + roll(4));
  if (here_.find(node_path(name)).is_null())
    add_node(here_, name, some_addresses(), some_networks());
}

void balancer_story::change_node() {
  const auto path = some("/api/v1/nodes", "Node");
  if (path.empty())
    return;
  const auto name = path.substr(path.rfind('/') + 1);
  switch (roll(5)) {
  case 0:
    here_.patch(path, R"({"metadata":{"labels":{"turn":")" + std::to_string(roll(9)) + R"("}}})");
    break;
  case 1:
    annotate(here_, path, avi::annotation::calico_v4,
             once_in(3)
               ? json::value{}
               : json::value{once_in(4) ? "nonsense/24"
                                        : "10.1.3." + std::to_string(2 + roll(6)) + "/24"});
    break;
  case 2:
    annotate(here_, path, avi::annotation::pod_cidrs,
             pick(std::vector<json::value>{json::value{}, json::value{}, "", " , ",
                                           "192.168.1.0/24, 192.168.2.0/24 ,", "192.168.2.0/24",
                                           "10.244.1.0/24", "192.168.1.0/24,a/b/c"}));
    break;
  default:
    readdress(here_, name, some_addresses());
  }
}

void balancer_story::replace_node() {
  const auto path = some("/api/v1/nodes", "Node");
  if (path.empty())
    return;
  here_.erase(path);
  here_.run_for(1ms * (once_in(2) ? 0 : roll(3000)));
  add_node(here_, path.substr(path.rfind('/') + 1), some_addresses(), some_networks());
}

void balancer_story::drop_node() {
  if (const auto path = some("/api/v1/nodes", "Node"); !path.empty())
    here_.erase(path);
}

/// Where the CNI plugin keeps the networks of Nodes.
void balancer_story::change_source() {
  const auto& plugin = here_.shape.balancer.cni_plugin;
  const auto node = "n" + std::to_string(1 + roll(4));
  if (plugin == "calico") {
    const auto name = "b" + std::to_string(roll(6));
    here_.erase(world::path_of("BlockAffinity", name));
    const auto cidr = "10.244." + std::to_string(roll(6)) + (once_in(9) ? ".0/xx" : ".0/26");
    if (!once_in(4))
      here_.apply(json::value::of({{"apiVersion", "crd.projectcalico.org/v1"},
                                   {"kind", "BlockAffinity"},
                                   {"metadata", json::value::of({{"name", name}})},
                                   {"spec", json::value::of({{"node", node}, {"cidr", cidr}})}}));
  } else if (plugin == "cilium") {
    if (once_in(4)) {
      here_.erase(world::path_of("CiliumNode", node));
      return;
    }
    const auto all = some_networks();
    auto ipam = json::value::of({{"podCIDRs", json::array(all.begin(), all.end())}});
    here_.apply(json::value::of({{"apiVersion", "cilium.io/v2"},
                                 {"kind", "CiliumNode"},
                                 {"metadata", json::value::of({{"name", node}})},
                                 {"spec", json::value::of({{"ipam", std::move(ipam)}})}}));
  } else {
    make_node();
  }
}

// -- users ---------------------------------------------------------------------------------------

texts balancer_story::some_ports() {
  return pick(std::vector<texts>{{"TCP/80/http"},
                                 {"TCP/80/http"},
                                 {"UDP/53/dns"},
                                 {"TCP/80/http", "UDP/53/dns"},
                                 {"TCP/8080/http", "TCP/80/alt"},
                                 {"UDP/80/dns", "TCP/80/http"},
                                 {"SCTP/99/sig"}});
}

void balancer_story::make_service() {
  const auto& [ns, name] = pick(service_names);
  if (!here_.find(service_path(name, ns)).is_null())
    return;
  json::object more;
  if (once_in(5))
    more.emplace_back("loadBalancerIP", "10.10.25.5" + std::to_string(roll(3)));
  if (once_in(10))
    more.emplace_back("loadBalancerClass",
                      once_in(2) ? std::string_view{"example.com/lb"} : avi::balancer_class);
  json::object annotations;
  if (once_in(4) && may_share(name))
    annotations.emplace_back(avi::annotation::shared_vip, "both");
  add_service(here_, name, some_ports(), more, annotations, ns);
}

void balancer_story::change_service() {
  const auto path = some_service();
  if (path.empty())
    return;
  const auto flag = [&](std::string_view name, const std::vector<json::value>& values) {
    annotate(here_, path, name, pick(values));
  };
  switch (roll(6)) {
  case 0:
    return flag(avi::annotation::shared_vip,
                {json::value{}, may_share(path) ? json::value{"both"} : json::value{}});
  case 1:
    return flag(avi::annotation::disable_traffic, {json::value{}, "true", "TRUE", "false"});
  case 2:
    return flag(avi::annotation::host,
                {json::value{}, json::value{}, "A.example.org", "b.example.org"});
  case 3:
    return flag(avi::annotation::application_profile,
                {json::value{}, json::value{}, json::value{}, "System-SSL-Application", "Nowhere"});
  default:
    break;
  }
  json::array ports;
  for (const auto& text : some_ports()) {
    const auto first = text.find('/');
    const auto second = text.find('/', first + 1);
    ports.push_back(
      json::value::of({{"protocol", text.substr(0, first)},
                       {"port", std::stoi(text.substr(first + 1, second - first - 1))},
                       {"name", text.substr(second + 1)}}));
  }
  here_.patch(
    path, json::write(json::value::of({{"spec", json::value::of({{"ports", std::move(ports)}})}})));
}

void balancer_story::change_request() {
  const auto path = some_service();
  if (path.empty())
    return;
  if (once_in(4))
    return annotate(here_, path, avi::annotation::address,
                    once_in(2) ? json::value{} : json::value{"10.10.25.52"});
  std::vector<json::value> all{json::value{}, json::value{}, "10.10.25.50",
                               "10.10.25.51", "10.10.25.40", "10.99.0.1"};
  if (path.ends_with("web-z"))
    all.emplace_back("not-an-ip");
  here_.patch(path, json::write(json::value::of(
                      {{"spec", json::value::of({{"loadBalancerIP", pick(all)}})}})));
}

void balancer_story::retype_service() {
  const auto path = some_service();
  if (path.empty())
    return;
  const auto type = text_at(here_.find(path), {"spec", "type"});
  here_.patch(path, type == "LoadBalancer"
                      ? R"({"spec":{"type":"ClusterIP","loadBalancerClass":null}})"
                      : R"({"spec":{"type":"LoadBalancer"}})");
}

void balancer_story::drop_service() {
  if (const auto path = some_service(); !path.empty())
    here_.erase(path);
}

/// Endpoints come, go, and are ready or not.
void balancer_story::flap() {
  const auto& [ns, name] = pick(service_names);
  static const std::vector<std::pair<std::string, std::string>> ports{
    {"http", "TCP"}, {"http", "TCP"}, {"http", "TCP"}, {"dns", "UDP"}, {"alt", "TCP"}};
  const auto& [port, protocol] = pick(ports);
  if (once_in(6)) {
    here_.erase(world::path_of("EndpointSlice", std::string{name} + "-" + port, ns));
    return;
  }
  texts addresses;
  for (int left = roll(4); left > 0; --left)
    addresses.push_back("10.244.0." + std::to_string(2 + roll(5))
                        + pick(std::vector<std::string>{"", "", "", "!", "?"}));
  add_slice(here_, name, port, 8080 + roll(2), addresses, ns, protocol);
}

/// What we have written on a Service goes, by somebody's hand.
void balancer_story::spoil_words() {
  const auto path = some_service();
  if (path.empty()
      || text_at(here_.find(path), {"metadata", "annotations", "weft.dev/avi"}).empty())
    return;
  if (once_in(2))
    annotate(here_, path, once_in(2) ? avi::annotation::report : avi::annotation::hosts_shown,
             json::value{});
  else
    here_.patch(path + "/status", R"({"status":{"loadBalancer":null}})");
}

void balancer_story::claim_condition() {
  const auto path = some_service();
  if (path.empty())
    return;
  here_.patch(path + "/status", R"({"status":{"conditions":[{"type":"Theirs","status":"True",)"
                                R"("reason":"Theirs","message":"",)"
                                R"("lastTransitionTime":"2026-09-21T12:00:00Z"}]}})");
  const auto object = here_.find(path);
  if (const auto* held = object.find_path({"status", "conditions"}); held)
    foreign_.conditions.insert(text_at(object, {"metadata", "uid"}));
}

int balancer_story::roll(int below) {
  return std::uniform_int_distribution{0, below - 1}(here_.dice);
}

} // namespace weft::simulation
