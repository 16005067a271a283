#include "tests/simulation/workloads.hpp"

#include "protocol/aci/names.hpp"
#include "protocol/condition.hpp"

namespace weft::simulation {

namespace {

std::string set_of(const std::string& deployment) {
  return deployment + "-rs";
}

json::value labels_of(const std::string& app) {
  return json::value::of({{"app", app}});
}

json::value meta_of(const std::string& name, const std::string& ns) {
  return json::value::of({{"name", name}, {"namespace", ns}});
}

/// What an object that another controls says of it.
json::value reference_to(world& here, std::string_view kind, const std::string& name,
                         const std::string& ns) {
  const auto uid = text_at(here.find(world::path_of(kind, name, ns)), {"metadata", "uid"});
  return json::value::of({{"apiVersion", "apps/v1"},
                          {"kind", kind},
                          {"name", name},
                          {"uid", uid},
                          {"controller", true},
                          {"blockOwnerDeletion", true}});
}

json::value workload_spec(const std::string& app) {
  auto selector = json::value::of({{"matchLabels", labels_of(app)}});
  auto pod = json::value::of(
    {{"metadata", json::value::of({{"labels", labels_of(app)}})}, {"spec", json::object{}}});
  return json::value::of({{"selector", std::move(selector)}, {"template", std::move(pod)}});
}

json::value addresses_of(const texts& all) {
  json::array out;
  for (const auto& one : all)
    out.push_back(json::value::of({{"ip", one}}));
  return out;
}

void set_status(world& here, const std::string& path, json::value status) {
  here.patch(path + "/status", json::write(json::value::of({{"status", std::move(status)}})));
}

/// @param app Its label; empty: it has none.
void make_pod(world& here, const json::value& controller, const std::string& app,
              const std::string& name, const texts& addresses, const std::string& ns) {
  auto meta = meta_of(name, ns);
  if (!app.empty())
    meta.set("labels", labels_of(app));
  if (!controller.is_null())
    meta.set("ownerReferences", json::value::list({controller}));
  here.apply(json::value::of({{"apiVersion", "v1"},
                              {"kind", "Pod"},
                              {"metadata", std::move(meta)},
                              {"spec", json::value::of({{"nodeName", "node-1"}})}}));
  if (!addresses.empty())
    move_pod(here, name, addresses, ns);
}

} // namespace

std::string order_for(const std::string& epg, const std::string& more, const std::string& l3out,
                      const std::string& tenant) {
  return R"({"tenant":")" + tenant + R"(","l3out":")" + l3out + R"(","epg":")" + epg + "\"" + more
         + "}";
}

void deploy(world& here, const std::string& name, const std::string& order, const std::string& ns) {
  auto meta = meta_of(name, ns);
  if (!order.empty())
    meta.set("annotations", json::value::of({{std::string{aci::annotation::l3out}, order}}));
  here.apply(json::value::of({{"apiVersion", "apps/v1"},
                              {"kind", "Deployment"},
                              {"metadata", std::move(meta)},
                              {"spec", workload_spec(name)}}));
  auto set = meta_of(set_of(name), ns);
  set.set("ownerReferences", json::value::list({reference_to(here, "Deployment", name, ns)}));
  here.apply(json::value::of({{"apiVersion", "apps/v1"},
                              {"kind", "ReplicaSet"},
                              {"metadata", std::move(set)},
                              {"spec", workload_spec(name)}}));
}

void ask_for(world& here, const std::string& deployment, const std::string& order,
             const std::string& ns) {
  const auto value = order.empty() ? json::value{} : json::value{order};
  auto all = json::value::of({{std::string{aci::annotation::l3out}, value}});
  here.patch(world::path_of("Deployment", deployment, ns),
             json::write(json::value::of(
               {{"metadata", json::value::of({{"annotations", std::move(all)}})}})));
}

void run_pod(world& here, const std::string& deployment, const std::string& name,
             const texts& addresses, const std::string& ns) {
  make_pod(here, reference_to(here, "ReplicaSet", set_of(deployment), ns), deployment, name,
           addresses, ns);
}

texts run_pods(world& here, const std::string& deployment, int count, int network,
               const std::string& ns) {
  const auto controller = reference_to(here, "ReplicaSet", set_of(deployment), ns);
  texts out;
  for (int number = 1; number <= count; ++number) {
    out.push_back("10." + std::to_string(network) + "." + std::to_string(number / 256) + "."
                  + std::to_string(number % 256));
    make_pod(here, controller, deployment, deployment + "-" + std::to_string(number - 1),
             {out.back()}, ns);
  }
  return out;
}

void run_pod_of(world& here, const json::value& controller, const std::string& name,
                const texts& addresses, const std::string& ns) {
  make_pod(here, controller, {}, name, addresses, ns);
}

void move_pod(world& here, const std::string& name, const texts& addresses, const std::string& ns) {
  const auto path = world::path_of("Pod", name, ns);
  const auto before = text_at(here.find(path), {"status", "startTime"});
  set_status(here, path,
             json::value::of({{"phase", "Running"},
                              {"startTime", before.empty() ? to_rfc3339(here.wall()) : before},
                              {"podIP", addresses.empty() ? "" : addresses.front()},
                              {"podIPs", addresses_of(addresses)}}));
}

void end_pod(world& here, const std::string& name, const std::string& phase,
             const std::string& ns) {
  set_status(here, world::path_of("Pod", name, ns), json::value::of({{"phase", phase}}));
}

void serve(world& here, const std::string& name, const std::string& deployment,
           const texts& addresses, const std::string& ns) {
  auto port = json::value::of({{"port", 80}});
  here.apply(json::value::of(
    {{"apiVersion", "v1"},
     {"kind", "Service"},
     {"metadata", meta_of(name, ns)},
     {"spec", json::value::of({{"type", "LoadBalancer"},
                               {"selector", labels_of(deployment)},
                               {"ports", json::value::list({std::move(port)})}})}}));
  if (!addresses.empty())
    balance(here, name, addresses, ns);
}

void balance(world& here, const std::string& name, const texts& addresses, const std::string& ns) {
  auto balancer = json::value::of({{"ingress", addresses_of(addresses)}});
  set_status(here, world::path_of("Service", name, ns),
             json::value::of({{"loadBalancer", std::move(balancer)}}));
}

void undeploy(world& here, const std::string& name, const std::string& ns) {
  here.erase(world::path_of("Deployment", name, ns));
  const auto set = set_of(name);
  here.erase(world::path_of("ReplicaSet", set, ns));
  for (const auto& pod : here.list("/api/v1/namespaces/" + ns + "/pods")) {
    const auto* owners = pod.find_path({"metadata", "ownerReferences"});
    if (owners && owners->as_array() && !owners->as_array()->empty()
        && text_at(owners->as_array()->front(), {"name"}) == set)
      here.erase(world::path_of("Pod", text_at(pod, {"metadata", "name"}), ns));
  }
}

} // namespace weft::simulation
