#include "tests/node/tended_node.hpp"

#include "tests/contract/cni/awaited.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <exception>
#include <filesystem>
#include <iostream>
#include <thread>
#include <utility>

namespace weft::tests {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr auto long_time = 180s;

std::size_t files_in(const fs::path& folder, const std::function<bool(const std::string&)>& count) {
  std::size_t out = 0;
  if (fs::exists(folder))
    for (const auto& one : fs::directory_iterator{folder})
      out += count(one.path().filename()) ? 1 : 0;
  return out;
}

std::string joined(const std::vector<std::string>& all, const char* between) {
  std::string out;
  for (const auto& one : all)
    out.append(out.empty() ? "" : between).append(one);
  return out;
}

} // namespace

void tended_node::configure(const agent_wishes& how) {
  path_list_ = joined(how.plugin_dirs, ":");
  const auto kubeconfig = here.write("kubeconfig", cluster.kubeconfig()).string();
  here.write("weft.yaml",
             "kubernetes: {kubeconfig: \"" + kubeconfig + "\"}\nserver: {port: 0}\nlog: {level: "
               + how.log_level + "}\ncni: {node_name: n1, runtime_socket: \"unix://" + how.socket
               + "\", plugin_dirs: [" + joined(how.plugin_dirs, ", ") + "], state_dir: "
               + how.state_dir + (how.more.empty() ? "" : ", " + how.more) + "}\n");
}

void tended_node::finish() {
  if (agent_ && std::uncaught_exceptions() > 0)
    std::cout << "---- the agent said:\n" << agent_->log() << '\n';
  agent_.reset();
  if (!path_list_.empty())
    end_strays("CNI_PATH=" + std::exchange(path_list_, {}));
}

void tended_node::start() {
  agent_.emplace(
    command{{WEFT_PROGRAM, "agent", "--config", (here.path() / "weft.yaml").string()}, {}, {}});
  agent_->wait_until_open();
}

void tended_node::kill() {
  agent_->end_by(SIGKILL);
  REQUIRE(agent_->process().wait(cni::testing::patience));
  agent_.reset();
}

int tended_node::stop() {
  agent_->end_by(SIGTERM);
  REQUIRE(agent_->process().wait(cni::testing::patience));
  const auto code = agent_->process().report().code;
  agent_.reset();
  return code;
}

double tended_node::metric(const std::string& name) {
  const auto all = agent_->get("/metrics").body;
  const auto found = all.find("\n" + name + " ");
  return found == std::string::npos ? -1 : std::stod(all.substr(found + name.size() + 2));
}

void tended_node::await(const std::string& what, const std::function<bool()>& so) {
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

std::size_t tended_node::reserved(const std::string& network) {
  return files_in("/var/lib/cni/networks/" + network,
                  [](const std::string& name) { return name.find('.') < 4; });
}

std::size_t tended_node::records() {
  return files_in(record_folder(), [](const std::string& name) { return name.ends_with(".json"); });
}

} // namespace weft::tests
