#include "tests/cluster/balancer_site.hpp"

#include "adapters/avi/sim/fixture.hpp"
#include "protocol/avi/names.hpp"
#include "tests/cluster/failures.hpp"

#include <catch2/catch.hpp>
#include <poll.h>

#include <algorithm>

namespace weft::tests {

namespace {

using namespace std::chrono_literals;
namespace sim = avi::sim;

constexpr const char* merge_patch = "application/merge-patch+json";
constexpr const char* all_events = "/apis/events.k8s.io/v1/events";

site_options with_or_without(bool pods) {
  site_options out;
  out.servers.pods = pods;
  return out;
}

sim::core site_controller() {
  return sim::make_controller(
    std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()));
}

const json::array& items(const json::value& from, std::string_view name) {
  static const json::array none;
  const auto* found = from.find(name);
  return found && found->as_array() ? *found->as_array() : none;
}

bool is_ours(const json::value& route) {
  return std::ranges::any_of(items(route, "labels"), [](const json::value& one) {
    return one.text_at({"key"}) == avi::label_key && one.text_at({"value"}) == sim::demo_cluster;
  });
}

std::string replicas_of(int count) {
  return R"("replicas":)" + std::to_string(count);
}

} // namespace

balancer_site::balancer_site(bool pods, const std::string& more)
  : site(with_or_without(pods)), io(2), balancer(io, {}, site_controller()) {
  configure("avi:\n  enabled: true\n  addresses: [\"" + balancer.addresses().front()
            + "\"]\n  user: " + sim::demo_user
            + "\n  password_file: " + write("avi-password", sim::demo_password).string()
            + "\n  ca_file: " + write("avi-ca.pem", balancer.ca_pem()).string()
            + "\n  cluster_name: " + sim::demo_cluster + "\n  group: " + sim::demo_se_group
            + "\n  vip_networks: [" + sim::demo_network + "=10.10.25.0/24]\n" + more);
  if (pods)
    cluster.add_nodes(2);
  make_namespace("shop");
}

balancer_site::~balancer_site() {
  if (has_failed())
    show();
}

bool balancer_site::lives_on(std::chrono::milliseconds moment) {
  ::poll(nullptr, 0, static_cast<int>(moment.count()));
  return true;
}

void balancer_site::must(const said& answer, const std::string& what) const {
  if (answer.status < 200 || answer.status > 299)
    FAIL("the API server refuses to " << what << ": " << answer.status << " " << answer.body);
}

std::string balancer_site::path_of(const std::string& collection, const std::string& name) {
  const auto* group = collection == "deployments"      ? "/apis/apps/v1"
                      : collection == "endpointslices" ? "/apis/discovery.k8s.io/v1"
                                                       : "/api/v1";
  return group + std::string{"/namespaces/shop/"} + collection + (name.empty() ? "" : "/") + name;
}

std::string balancer_site::node_path(const std::string& name) {
  return "/api/v1/nodes" + (name.empty() ? name : "/" + name);
}

void balancer_site::deploy(const std::string& name, int replicas) {
  const auto labels = R"({"app":")" + name + "\"}";
  must(ask("POST", path_of("deployments"),
           R"({"metadata":{"name":")" + name + R"("},"spec":{)" + replicas_of(replicas)
             + R"(,"selector":{"matchLabels":)" + labels + R"(},"template":{"metadata":{"labels":)"
             + labels + R"(},"spec":{"containers":[{"name":"main","image":"main"}]}}}})"),
       "create " + name);
}

void balancer_site::scale(const std::string& name, int replicas) {
  patch(path_of("deployments", name), R"({"spec":{)" + replicas_of(replicas) + "}}");
}

void balancer_site::expose(const std::string& name, const std::string& more) {
  must(ask("POST", path_of("services"),
           R"({"metadata":{"name":")" + name
             + R"("},"spec":{"type":"LoadBalancer","ports":[{"port":80}],"selector":{"app":")"
             + name + "\"}" + more + "}}"),
       "expose " + name);
}

void balancer_site::list_endpoints(const std::string& service, const texts& addresses) {
  json::array endpoints;
  for (auto text : addresses) {
    const bool ready = !text.ends_with('!');
    if (!ready)
      text.pop_back();
    endpoints.push_back(json::value::of({{"addresses", json::value::list({text})},
                                         {"conditions", json::value::of({{"ready", ready}})}}));
  }
  const auto path = path_of("endpointslices", service + "-1");
  const auto held = ask("GET", path);
  auto labels = json::value::of(
    {{"kubernetes.io/service-name", service},
     {"endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io"}});
  auto meta = json::value::of({{"name", service + "-1"}, {"labels", std::move(labels)}});
  if (held.status == 200)
    meta.set("resourceVersion", text_at(held.document(), {"metadata", "resourceVersion"}));
  auto port = json::value::of({{"name", ""}, {"port", 80}, {"protocol", "TCP"}});
  const auto slice = json::value::of({{"addressType", "IPv4"},
                                      {"metadata", std::move(meta)},
                                      {"endpoints", std::move(endpoints)},
                                      {"ports", json::value::list({std::move(port)})}});
  must(held.status == 200 ? ask("PUT", path, json::write(slice))
                          : ask("POST", path_of("endpointslices"), json::write(slice)),
       "list endpoints of " + service);
}

void balancer_site::patch(const std::string& path, const std::string& merge) {
  must(ask("PATCH", path, merge, merge_patch), "patch " + path);
}

void balancer_site::erase(const std::string& path) {
  must(ask("DELETE", path), "delete " + path);
}

void balancer_site::add_node(const std::string& name, const std::string& address,
                             const std::string& cidr) {
  const auto spec = cidr.empty() ? std::string{} : R"(,"spec":{"podCIDR":")" + cidr + "\"}";
  must(ask("POST", node_path(), R"({"metadata":{"name":")" + name + "\"}" + spec + "}"),
       "create Node " + name);
  patch(node_path(name) + "/status",
        R"({"status":{"addresses":[{"type":"InternalIP","address":")" + address + "\"}]}}");
}

balancer_site::texts balancer_site::pods(const std::string& app) {
  texts out;
  const auto list = ask("GET", path_of("pods") + "?labelSelector=app%3D" + app).document();
  for (const auto& pod : items(list, "items"))
    if (const auto ip = text_at(pod, {"status", "podIP"});
        !ip.empty() && !pod.find_path({"metadata", "deletionTimestamp"})
        && text_at(pod, {"status", "phase"}) == "Running")
      out.push_back(ip);
  std::ranges::sort(out);
  return out;
}

json::value balancer_site::service(const std::string& name) {
  const auto held = ask("GET", path_of("services", name));
  return held.status == 200 ? held.document() : json::value{};
}

std::string balancer_site::standing(const std::string& name) {
  const auto held = service(name);
  const auto* all = held.find_path({"metadata", "annotations"});
  const auto* said = all ? all->find(avi::annotation::report) : nullptr;
  const auto read = said ? json::parse(said->text_or("")) : result<json::value>{json::value{}};
  return read && read->is_object() ? text_at(*read, {"status"}) + "/" + text_at(*read, {"reason"})
                                   : "";
}

std::string balancer_site::told_address(const std::string& name) {
  const auto held = service(name);
  const auto* all = held.find_path({"status", "loadBalancer", "ingress"});
  return all && all->as_array() && !all->as_array()->empty()
           ? text_at(all->as_array()->front(), {"ip"})
           : "";
}

std::size_t balancer_site::events(const std::string& object, std::string_view reason) {
  const auto list = ask("GET", all_events).document();
  return static_cast<std::size_t>(
    std::ranges::count_if(items(list, "items"), [&](const json::value& one) {
      return text_at(one, {"regarding", "name"}) == object && text_at(one, {"reason"}) == reason;
    }));
}

json::value balancer_site::object(std::string_view type, std::string_view name) {
  return balancer.with([&](sim::core& core, sim::instant) {
    const auto held = core.find(type, name);
    return held ? held->body : json::value{};
  });
}

std::string balancer_site::vip(const std::string& name) {
  const auto held = object("vsvip", name);
  const auto& all = items(held, "vip");
  return all.empty() ? "" : std::string{all.front().text_at({"ip_address", "addr"})};
}

balancer_site::texts balancer_site::members(const std::string& pool) {
  texts out;
  const auto held = object("pool", pool);
  for (const auto& one : items(held, "servers")) {
    const auto* enabled = one.find("enabled");
    out.push_back(std::string{one.text_at({"ip", "addr"})}
                  + (enabled && *enabled == json::value{false} ? "!" : ""));
  }
  std::ranges::sort(out);
  return out;
}

balancer_site::texts balancer_site::routes(bool ours) {
  texts out;
  const auto vrf = object("vrfcontext", sim::demo_vrf);
  for (const auto& one : items(vrf, "static_routes"))
    if (is_ours(one) == ours)
      out.push_back(std::string{one.text_at({"prefix", "ip_addr", "addr"})} + "/"
                    + std::to_string(one.int_at({"prefix", "mask"}, -1)) + " "
                    + std::string{one.text_at({"next_hop", "addr"})});
  std::ranges::sort(out);
  return out;
}

std::size_t balancer_site::writes() {
  return balancer.with([](sim::core& core, sim::instant) { return core.seen().writes; });
}

balancer_site::texts balancer_site::blemishes() {
  return balancer.with([](sim::core& core, sim::instant) {
    texts out;
    for (const auto& one : core.violations())
      out.push_back(one.rule + " " + one.what);
    return out;
  });
}

void balancer_site::await_quiet() {
  const auto asked = [this] {
    return balancer.with(
      [](sim::core& core, sim::instant) { return core.seen().reads + core.seen().writes; });
  };
  auto before = asked();
  auto since = std::chrono::steady_clock::now();
  await("nothing is asked of the controller for a second", [&] {
    if (const auto now = asked(); now != before) {
      before = now;
      since = std::chrono::steady_clock::now();
    }
    return std::chrono::steady_clock::now() - since > 1s;
  });
}

void balancer_site::await_compared(controller& which, const std::string& target) {
  await(target + " has been compared", [&] {
    const auto reads = which.detail("avi.target", target, "reads");
    return !reads.empty() && reads != "0"
           && text_at(which.actor("avi.target", target), {"state"}) == "idle";
  });
}

} // namespace weft::tests
