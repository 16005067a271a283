#include "tests/node/agent_site.hpp"

#include "adapters/cni/cri_runtime.hpp"
#include "adapters/cni/grpc_carrier.hpp"
#include "tests/contract/cni/awaited.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <csignal>
#include <iostream>
#include <thread>

namespace weft::tests {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr const char* state = "/var/lib/cni/weft";
constexpr auto long_time = 60s;

std::size_t files_in(const fs::path& folder, const std::function<bool(const std::string&)>& count) {
  std::size_t out = 0;
  if (fs::exists(folder))
    for (const auto& one : fs::directory_iterator{folder})
      out += count(one.path().filename()) ? 1 : 0;
  return out;
}

} // namespace

agent_site::agent_site(std::string more)
  : way_(std::make_unique<cni::cri_runtime>(cni::carry_over_grpc({"unix://" + runtime.socket()}))) {
  here_.write("kubeconfig", cluster.kubeconfig());
  here_.write("weft.yaml", "kubernetes: {kubeconfig: \"" + (here_.path() / "kubeconfig").string()
                             + "\"}\nserver: {port: 0}\nlog: {level: debug}\ncni: {node_name: n1, "
                               "runtime_poll: 1s, runtime_socket: \"unix://"
                             + runtime.socket() + "\", plugin_dirs: [" + plugins.scripts() + ", "
                             + plugins.real() + "], state_dir: " + state
                             + (more.empty() ? "" : ", " + more) + "}\n");
}

agent_site::~agent_site() {
  if (agent_ && std::uncaught_exceptions() > 0)
    std::cout << "---- the agent said:\n" << agent_->log() << '\n';
  agent_.reset();
  end_strays("CNI_PATH=" + plugins.path_list());
}

void agent_site::start() {
  agent_.emplace(
    command{{WEFT_PROGRAM, "agent", "--config", (here_.path() / "weft.yaml").string()}, {}, {}});
  agent_->wait_until_open();
}

void agent_site::kill() {
  agent_->end_by(SIGKILL);
  REQUIRE(agent_->process().wait(cni::testing::patience));
  agent_.reset();
}

int agent_site::stop() {
  agent_->end_by(SIGTERM);
  REQUIRE(agent_->process().wait(cni::testing::patience));
  const auto code = agent_->process().report().code;
  agent_.reset();
  return code;
}

void agent_site::add_recorder(const std::string& type,
                              const std::vector<std::string>& control) const {
  recorders_.add(type, control);
  plugins.add(type, "exec " + recorders_.path() + "/" + type);
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

std::size_t agent_site::reserved(const std::string& network) {
  return files_in("/var/lib/cni/networks/" + network,
                  [](const std::string& name) { return name.find('.') < 4; });
}

std::size_t agent_site::records() {
  return files_in(record_folder(), [](const std::string& name) { return name.ends_with(".json"); });
}

double agent_site::metric(const std::string& name) {
  const auto all = agent_->get("/metrics").body;
  const auto found = all.find("\n" + name + " ");
  return found == std::string::npos ? -1 : std::stod(all.substr(found + name.size() + 2));
}

void agent_site::await(const std::string& what, const std::function<bool()>& so) {
  const auto end = std::chrono::steady_clock::now() + long_time;
  while (!so()) {
    if (std::chrono::steady_clock::now() > end)
      FAIL("in vain waited until " << what);
    if (!agent_)
      std::this_thread::yield();
    else if (agent_->process().wait(look_again))
      FAIL("the agent has died while waiting until " << what);
  }
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
