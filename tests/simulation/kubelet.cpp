#include "tests/simulation/kubelet.hpp"

#include <set>
#include <utility>

namespace weft::simulation {

namespace {

json::value pod_meta(const std::string& name, const std::string& ns,
                     const annotation_map& annotations) {
  auto out = json::value::of({{"name", name}, {"namespace", ns}});
  json::value all = json::object{};
  for (const auto& [key, value] : annotations)
    all.set(key, value);
  out.set("annotations", std::move(all));
  return out;
}

void say_running(world& here, const std::string& pod, const std::string& ns) {
  here.patch(world::path_of("Pod", pod, ns) + "/status",
             R"({"status":{"phase":"Running","podIP":"10.88.0.7"}})");
}

std::uint32_t next_attempt(const world& here, const std::string& uid) {
  std::uint32_t out = 0;
  for (const auto& [id, one] : here.node.containers.all())
    if (one.what.uid == uid)
      out = std::max(out, one.what.attempt + 1);
  return out;
}

} // namespace

std::string asking_for(const std::vector<std::string>& networks) {
  json::value out = json::array{};
  for (const auto& one : networks)
    out.push_back(json::value::of({{"name", one}}));
  return json::write(out);
}

std::string bridge_config(const std::string& name, int subnet, const std::string& more,
                          const std::string& range) {
  return R"({"cniVersion":"1.0.0","name":")" + name + R"(","type":"bridge","bridge":")" + name
         + R"(-br")" + more + R"(,"ipam":{"type":"host-local","subnet":"172.20.)"
         + std::to_string(subnet) + R"(.0/24")" + range + "}}";
}

void define_network(world& here, const std::string& name, const std::string& config) {
  const auto read = json::parse(config);
  here.apply(json::value::of(
    {{"apiVersion", "kaloom.com/v1"},
     {"kind", "Network"},
     {"metadata", json::value::of({{"name", name}, {"namespace", "default"}})},
     {"spec", json::value::of(
                {{"plugin", read ? text_at(*read, {"type"}) : "bridge"}, {"config", config}})}}));
}

void define_attachment(world& here, const std::string& name, const std::string& config,
                       const std::string& ns) {
  here.apply(json::value::of({{"apiVersion", "k8s.cni.cncf.io/v1"},
                              {"kind", "NetworkAttachmentDefinition"},
                              {"metadata", json::value::of({{"name", name}, {"namespace", ns}})},
                              {"spec", json::value::of({{"config", config}})}}));
}

void schedule(world& here, const std::string& name, const annotation_map& annotations,
              const std::string& ns, bool host_network) {
  auto spec = json::value::of({{"nodeName", own_node}});
  if (host_network)
    spec.set("hostNetwork", true);
  here.apply(json::value::of({{"apiVersion", "v1"},
                              {"kind", "Pod"},
                              {"metadata", pod_meta(name, ns, annotations)},
                              {"spec", std::move(spec)}}));
}

std::string run_sandbox(world& here, const std::string& name, const std::string& ns) {
  const auto pod = here.find(world::path_of("Pod", name, ns));
  const auto uid = text_at(pod, {"metadata", "uid"});
  const auto* on_host = pod.find_path({"spec", "hostNetwork"});
  const auto mode
    = on_host && on_host->as_bool() ? cni::sandbox::network::node : cni::sandbox::network::pod;
  const auto id = here.node.run_pod(ns, name, uid, next_attempt(here, uid), mode);
  here.note("sandbox " + id + " of " + ns + "/" + name);
  say_running(here, name, ns);
  return id;
}

std::string start_pod(world& here, const std::string& name, const annotation_map& annotations,
                      const std::string& ns) {
  schedule(here, name, annotations, ns);
  return run_sandbox(here, name, ns);
}

void annotate(world& here, const std::string& pod, std::string_view key, const json::value& value,
              const std::string& ns) {
  json::value all = json::object{};
  all.set(key, value);
  here.patch(world::path_of("Pod", pod, ns),
             json::write(json::value::of(
               {{"metadata", json::value::of({{"annotations", std::move(all)}})}})));
}

std::string sandbox_of(world& here, const std::string& pod, const std::string& ns) {
  std::pair<std::int64_t, std::string> newest{-1, ""};
  for (const auto& [id, one] : here.node.containers.all())
    if (one.what.ns == ns && one.what.name == pod)
      newest = std::max(newest, {one.what.created_ns, id});
  return newest.second;
}

std::string replace_sandbox(world& here, const std::string& pod, const std::string& ns) {
  const auto before = sandbox_of(here, pod, ns);
  here.note("the first process of " + before + " dies");
  here.node.kill_pause(before);
  return run_sandbox(here, pod, ns);
}

void evict(world& here, const std::string& pod, const std::string& ns) {
  const auto id = sandbox_of(here, pod, ns);
  here.node.stop_pod(id);
  here.erase(world::path_of("Pod", pod, ns));
  here.node.remove_pod(id);
}

void reboot(world& here) {
  std::set<std::pair<std::string, std::string>> had;
  for (const auto& [id, one] : here.node.containers.all())
    had.emplace(one.what.ns, one.what.name);
  here.note("the machine dies");
  here.kill(here.newest());
  here.node.reboot();
  for (const auto& [ns, pod] : had)
    if (text_at(here.find(world::path_of("Pod", pod, ns)), {"status", "phase"}) == "Running")
      run_sandbox(here, pod, ns);
  here.start();
}

} // namespace weft::simulation
