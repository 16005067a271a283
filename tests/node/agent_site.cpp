#include "tests/node/agent_site.hpp"

#include "adapters/cni/cri_runtime.hpp"
#include "adapters/cni/grpc_carrier.hpp"
#include "tests/contract/cni/awaited.hpp"

#include <algorithm>

namespace weft::tests {

agent_site::agent_site(const std::string& more, const default_network& first)
  : runtime(node, first),
    way_(std::make_unique<cni::cri_runtime>(cni::carry_over_grpc({"unix://" + runtime.socket()}))) {
  agent_wishes how;
  how.socket = runtime.socket();
  how.plugin_dirs = {plugins.scripts(), plugins.real()};
  how.more = "runtime_poll: 1s" + (more.empty() ? "" : ", " + more);
  configure(how);
}

agent_site::~agent_site() {
  finish();
}

void agent_site::add_recorder(const std::string& type,
                              const std::vector<std::string>& control) const {
  recorders.add(type, control);
  plugins.add(type, "exec " + recorders.path() + "/" + type);
}

void agent_site::run_pod(const std::string& name, const std::string& annotation) {
  one_pod made;
  made.uid = cluster.create_pod(name);
  if (!annotation.empty())
    cluster.annotate(name, kaloom_networks, annotation);
  made.sandbox = runtime.run({name, made.uid, 0, false});
  pods_[name] = made;
  cluster.set_phase(name, "Running");
}

void agent_site::run_again(const std::string& name) {
  auto& one = pods_.at(name);
  one.sandbox = runtime.run({name, one.uid, ++one.attempt, false});
}

void agent_site::remove_pod(const std::string& name) {
  const auto gone = pods_.extract(name).mapped();
  runtime.stop(gone.sandbox);
  cluster.remove_pod(name);
  runtime.remove(gone.sandbox);
}

const std::string& agent_site::sandbox_of(const std::string& name) const {
  return pods_.at(name).sandbox;
}

std::string agent_site::netns_of(const std::string& name) {
  cni::testing::awaited<result<cni::sandbox>> told;
  way_->inspect_sandbox(sandbox_of(name), told.callback());
  return told.get().value().netns;
}

std::optional<cni::interface_view> agent_site::interface(const std::string& pod,
                                                         const std::string& name) {
  cni::testing::awaited<cni::namespace_look> seen;
  eyes_.look(netns_of(pod), seen.callback());
  const auto view = seen.get().view;
  const auto* found = cni::find(view.interfaces, name);
  return found ? std::optional{*found} : std::nullopt;
}

void agent_site::begin_asking(const std::string& network) {
  cluster.define("data", network);
  run_pod("web");
  start();
  cluster.annotate("web", npwg_networks, "data@net1");
}

cni::interface_view agent_site::begin_attached(const std::string& network) {
  begin_asking(network);
  return await_attached("web", "net1");
}

cni::interface_view agent_site::await_attached(const std::string& pod,
                                               const std::string& interface) {
  std::optional<cni::interface_view> seen;
  await(pod + " has " + interface, [&] {
    seen = this->interface(pod, interface);
    const auto entry = cluster.entry(pod, interface);
    const auto* ips = entry.find("ips");
    if (!seen || !seen->up || !ips || !ips->as_array() || ips->as_array()->empty()
        || entry.text_at({"mac"}) != seen->mac)
      return false;
    const auto address = std::string{ips->as_array()->front().text_or("")} + "/";
    return std::any_of(seen->addresses.begin(), seen->addresses.end(),
                       [&](const std::string& one) { return one.starts_with(address); });
  });
  return *seen;
}

void agent_site::await_gone(const std::string& pod, const std::string& interface) {
  await(pod + " has no " + interface + " any more", [&] {
    return !this->interface(pod, interface) && cluster.entry(pod, interface).is_null();
  });
}

} // namespace weft::tests
