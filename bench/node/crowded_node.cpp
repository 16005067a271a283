#include "bench/node/crowded_node.hpp"

#include "bench/stage/meter.hpp"
#include "protocol/state/dump.hpp"

#include <algorithm>
#include <thread>

namespace weft::bench {

namespace {

using namespace std::chrono_literals;

constexpr double hardly_any = 0.01; ///< processor seconds, the resolution of /proc

std::string pod(std::size_t number) {
  return "pod-" + std::to_string(number);
}

cni::sim::told_sandbox sandbox_of(const std::string& name, const std::string& uid,
                                  const std::string& netns) {
  cni::sim::told_sandbox out;
  out.what.id = "sandbox-of-" + name;
  out.what.uid = uid;
  out.what.ns = "default";
  out.what.name = name;
  out.what.ready = true;
  out.what.netns = netns;
  return out;
}

bool says(const description& one, const std::string& name, const std::string& what) {
  return std::ranges::find(one.details, std::pair{name, what}) != one.details.end();
}

} // namespace

crowded_node::crowded_node(std::size_t pods)
  : pods_(pods), plugins_(tests::requires_plugins({"bridge", "host-local"})),
    runtime_(io_, here.path() / "cri.sock") {
  tests::agent_wishes how;
  how.socket = here.path() / "cri.sock";
  how.plugin_dirs = {recorders.path(), plugins_};
  how.log_level = "info";
  configure(how);
  for (std::size_t i = 0; i < pods; ++i) {
    const auto uid = cluster.create_pod(pod(i));
    const auto netns = node.add_namespace(pod(i));
    runtime_.with([&](cni::sim::runtime& core) { core.add(sandbox_of(pod(i), uid, netns)); });
    cluster.set_phase(pod(i), "Running");
  }
}

crowded_node::~crowded_node() {
  finish();
}

void crowded_node::define_bridge() {
  const auto real = "run " + plugins_ + "/bridge";
  recorders.add("bridge", {"ADD " + real, "DEL " + real, "VERSION " + real});
  cluster.define("data",
                 R"({"cniVersion":"1.0.0","name":"data","type":"bridge","bridge":"data-br",)"
                 R"("ipam":{"type":"host-local","subnet":"172.20.0.0/16"}})");
}

void crowded_node::define_slow(std::chrono::milliseconds each) {
  recorders.add("slow", {"ADD delay " + std::to_string(each.count())});
  cluster.define("data", R"({"cniVersion":"1.0.0","name":"data","type":"slow"})");
}

void crowded_node::ask_all() {
  for (std::size_t i = 0; i < pods_; ++i)
    cluster.annotate(pod(i), tests::npwg_networks, "data@net1");
}

void crowded_node::attach_all() {
  ask_all();
  start();
  await("all are attached", [&] {
    return metric(R"(cni_attachments{state="attached"})") == static_cast<double>(pods_);
  });
  await_quiet();
}

void crowded_node::await_settled() {
  await("every Pod has been looked at", [&] { return count_settled() == pods_; });
}

void crowded_node::await_quiet() {
  for (auto before = cpu_seconds_of(agent_id()) - 1;;) {
    const auto now = cpu_seconds_of(agent_id());
    if (now - before <= hardly_any)
      return;
    before = now;
    std::this_thread::sleep_for(1s);
  }
}

std::vector<tests::recorded_call> crowded_node::executions() const {
  auto out = recorders.calls();
  std::erase_if(out, [](const auto& one) { return one.verb == "VERSION"; });
  return out;
}

std::size_t crowded_node::count_settled() {
  const auto dump = read_dump(agent().get("/state?actor=cni.target").body);
  if (!dump)
    return 0;
  return static_cast<std::size_t>(std::ranges::count_if(dump->actors, [](const description& one) {
    return one.actor == "cni.target" && one.state == "idle" && says(one, "complete", "true")
           && !says(one, "reads", "0");
  }));
}

} // namespace weft::bench
