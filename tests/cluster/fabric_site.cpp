#include "tests/cluster/fabric_site.hpp"

#include "adapters/aci/sim/fixture.hpp"
#include "tests/cluster/failures.hpp"

#include <catch2/catch.hpp>
#include <poll.h>

namespace weft::tests {

namespace {

using namespace std::chrono_literals;

constexpr const char* key = "aci.haystacknetworks.com/l3o";
constexpr const char* report_key = "weft.dev/aci";
constexpr const char* merge_patch = "application/merge-patch+json";
constexpr const char* events = "/apis/events.k8s.io/v1/namespaces/shop/events";

site_options with_pods() {
  site_options out;
  out.servers.pods = true;
  return out;
}

json::value template_of(const std::string& app) {
  const auto labels = json::value::of({{"app", app}});
  auto container = json::value::of({{"name", "main"}, {"image", "main"}});
  return json::value::of(
    {{"metadata", json::value::of({{"labels", labels}})},
     {"spec", json::value::of({{"containers", json::value::list({std::move(container)})}})}});
}

const json::array& items(const json::value& list) {
  static const json::array none;
  const auto* found = list.find("items");
  return found && found->as_array() ? *found->as_array() : none;
}

} // namespace

fabric_site::fabric_site(const std::string& more)
  : site(with_pods()), io(2), apics(io, {}, aci::sim::make_fabric("T", "O", {})) {
  std::string hosts;
  for (const auto& one : apics.addresses())
    hosts += (hosts.empty() ? "\"" : ", \"") + one + "\"";
  configure("aci:\n  enabled: true\n  addresses: [" + hosts + "]\n  user: " + aci::sim::demo_user
            + "\n  password_file: " + write("apic-password", aci::sim::demo_password).string()
            + "\n  ca_file: " + write("apic-ca.pem", apics.ca_pem()).string() + "\n"
            + (more.empty() ? "" : "  " + more + "\n"));
  cluster.add_nodes(2);
  make_namespace("shop");
}

fabric_site::~fabric_site() {
  if (has_failed())
    show();
}

bool fabric_site::lives_on(std::chrono::milliseconds moment) {
  ::poll(nullptr, 0, static_cast<int>(moment.count()));
  return true;
}

void fabric_site::must(const said& answer, const std::string& what) const {
  if (answer.status < 200 || answer.status > 299)
    FAIL("the API server refuses to " << what << ": " << answer.status << " " << answer.body);
}

std::string fabric_site::annotation(const std::string& epg) {
  return R"({"tenant":"T","l3out":"O","epg":")" + epg + "\"}";
}

std::string fabric_site::path_of(const std::string& collection, const std::string& name) {
  const bool core = collection == "pods" || collection == "services";
  return std::string{core ? "/api/v1" : "/apis/apps/v1"} + "/namespaces/shop/" + collection
         + (name.empty() ? "" : "/") + name;
}

void fabric_site::deploy(const std::string& name, const std::string& annotated, int replicas) {
  auto meta = json::value::of({{"name", name}});
  if (!annotated.empty())
    meta.set("annotations", json::value::of({{key, annotated}}));
  const auto labels = json::value::of({{"app", name}});
  const auto selector = json::value::of({{"matchLabels", labels}});
  const auto spec = json::value::of(
    {{"replicas", replicas}, {"selector", selector}, {"template", template_of(name)}});
  const auto all = json::value::of({{"metadata", meta}, {"spec", spec}});
  must(ask("POST", path_of("deployments"), json::write(all)), "create " + name);
}

void fabric_site::annotate(const std::string& name, const std::string& value) {
  const auto set
    = json::value::of({{key, value.empty() ? json::value{nullptr} : json::value{value}}});
  const auto meta = json::value::of({{"metadata", json::value::of({{"annotations", set}})}});
  must(ask("PATCH", path_of("deployments", name), json::write(meta), merge_patch),
       "annotate " + name);
}

void fabric_site::scale(const std::string& name, int replicas) {
  must(ask("PATCH", path_of("deployments", name),
           R"({"spec":{"replicas":)" + std::to_string(replicas) + "}}", merge_patch),
       "scale " + name);
}

void fabric_site::erase(const std::string& name, const std::string& propagation) {
  must(
    ask("DELETE", path_of("deployments", name),
        R"({"kind":"DeleteOptions","apiVersion":"v1","propagationPolicy":")" + propagation + "\"}"),
    "delete " + name);
}

void fabric_site::expose(const std::string& service, const std::string& app) {
  must(ask("POST", path_of("services"),
           R"({"metadata":{"name":")" + service
             + R"("},"spec":{"type":"LoadBalancer","ports":[{"port":80}],"selector":{"app":")" + app
             + "\"}}}"),
       "expose " + app);
}

void fabric_site::give(const std::string& service, const std::string& ingress) {
  must(ask("PATCH", path_of("services", service) + "/status",
           R"({"status":{"loadBalancer":{"ingress":)" + ingress + "}}}", merge_patch),
       "give " + service + " an address");
}

std::map<std::string, std::string> fabric_site::addresses(const std::string& app) {
  std::map<std::string, std::string> out;
  const auto list = ask("GET", path_of("pods") + "?labelSelector=app%3D" + app).document();
  for (const auto& pod : items(list)) {
    const auto ip = text_at(pod, {"status", "podIP"});
    if (!ip.empty() && !pod.find_path({"metadata", "deletionTimestamp"})
        && text_at(pod, {"status", "phase"}) == "Running")
      out[text_at(pod, {"metadata", "name"})] = ip;
  }
  return out;
}

std::set<std::string> fabric_site::await_pods(const std::string& app, std::size_t many) {
  std::set<std::string> out;
  await(std::to_string(many) + " Pods of " + app + " run", [&] {
    out.clear();
    for (const auto& [pod, ip] : addresses(app))
      out.insert(ip + "/32");
    return out.size() == many;
  });
  return out;
}

std::set<std::string> fabric_site::event_reasons(const std::string& deployment) {
  std::set<std::string> out;
  const auto list = ask("GET", events).document();
  for (const auto& one : items(list))
    if (text_at(one, {"regarding", "name"}) == deployment)
      out.insert(text_at(one, {"reason"}));
  return out;
}

std::string fabric_site::standing(const std::string& deployment) {
  const auto object = ask("GET", path_of("deployments", deployment)).document();
  const auto* all = object.find_path({"metadata", "annotations"});
  const auto* held = all ? all->find(report_key) : nullptr;
  const auto said = held ? json::parse(held->text_or("")) : result<json::value>{json::value{}};
  return said && said->is_object() ? text_at(*said, {"status"}) + "/" + text_at(*said, {"reason"})
                                   : "";
}

std::string fabric_site::dn_of(const std::string& epg) {
  return "uni/tn-T/out-O/instP-" + epg;
}

bool fabric_site::has(const std::string& epg) {
  return apics.with(
    [&](aci::sim::core& core, auto) { return core.tree().find(dn_of(epg)) != nullptr; });
}

std::set<std::string> fabric_site::prefixes(const std::string& epg) {
  return apics.with([&](aci::sim::core& core, auto) {
    std::set<std::string> out;
    for (const auto& one : core.tree().children(dn_of(epg)))
      if (one->class_name == "l3extSubnet")
        out.emplace(one->text("ip"));
    return out;
  });
}

std::string fabric_site::attribute(const std::string& dn, const std::string& name) {
  return apics.with([&](aci::sim::core& core, auto) { return core.attribute(dn, name); });
}

aci::sim::counters fabric_site::counted() {
  return apics.with([](aci::sim::core& core, auto) { return core.seen(); });
}

std::size_t fabric_site::most_holders(const std::string& prefix) {
  return apics.with([&](aci::sim::core& core, auto) { return core.most_holders(prefix); });
}

void fabric_site::edit(const std::string& method, const std::string& dn, const std::string& body) {
  const auto answer = apics.with(
    [&](aci::sim::core& core, aci::sim::instant now) { return core.edit(method, dn, body, now); });
  if (answer.status != 200)
    FAIL("the APIC refuses " << method << " of " << dn << ": " << answer.body);
}

void fabric_site::await_prefixes(const std::string& epg, const std::set<std::string>& all) {
  await(epg + " holds " + std::to_string(all.size()) + " prefixes and no others",
        [&] { return has(epg) && prefixes(epg) == all; });
}

void fabric_site::await_quiet() {
  auto before = counted();
  auto since = std::chrono::steady_clock::now();
  await("nothing is asked of the APICs for a second", [&] {
    const auto now = counted();
    if (now.posts + now.deletes + now.gets != before.posts + before.deletes + before.gets) {
      before = now;
      since = std::chrono::steady_clock::now();
    }
    return std::chrono::steady_clock::now() - since > 1s;
  });
}

} // namespace weft::tests
