#include "adapters/settings/reader.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace std::chrono_literals;
using namespace weft;

namespace {

/// What is wrong with the section as the agent reads it.
std::vector<std::string> cni_complaints(const std::string& yaml, bool is_agent = true) {
  config::sources rest;
  rest.for_agent = is_agent;
  std::vector<std::string> lines;
  for (const auto& one : config::read_text(yaml, "f", rest).complaints)
    lines.push_back(to_string(one));
  return lines;
}

} // namespace

TEST_CASE("the node's name is what the downward API says, and a flag wins", "[settings]") {
  config::sources rest;
  rest.for_agent = true;
  rest.environment = {{"NODE_NAME", "worker-1.example.com"}};
  auto read = config::read(rest);
  CHECK(read.complaints.empty());
  CHECK(read.values.cni.enabled);
  CHECK(read.values.cni.node_name == "worker-1.example.com");
  rest.flags = {{"cni.node_name", "worker-2"}};
  CHECK(config::read(rest).values.cni.node_name == "worker-2");
}

TEST_CASE("an agent without a node's name does not start, and is told where it comes from",
          "[settings]") {
  const auto said = cni_complaints("");
  REQUIRE(said.size() == 1);
  CHECK(said.front().starts_with("default: cni.node_name: must be set"));
  CHECK(said.front().find("NODE_NAME") != std::string::npos);
  CHECK(cni_complaints("", false).empty());
}

TEST_CASE("what a controller alone would need is not asked of an agent", "[settings]") {
  const std::string shared
    = "velocloud: {enabled: true}\naci: {enabled: true}\ncni: {node_name: n}";
  CHECK(cni_complaints(shared).empty());
  CHECK(cni_complaints(shared, false).size() == 5);
}

TEST_CASE("nobody but the agent's command makes a process an agent", "[settings]") {
  CHECK(cni_complaints("cni: {enabled: true, node_name: n}").size() == 1);
  CHECK_FALSE(config::read({}).values.cni.enabled);
}

TEST_CASE("lists and limits of a node's section are read", "[settings]") {
  config::sources rest;
  rest.for_agent = true;
  const auto read = config::read_text(
    "cni: {node_name: n, plugin_dirs: [/a, /b/c], global_namespaces: [], mode: meta, on_change: "
    "reject, passed_environment: [_CNI_LOGGING_LEVEL, TZ], max_elements: 7, max_annotation_bytes: "
    "2KiB, exclusive_networks: [storage, tenant_1.a], check: true, kill_grace: 500ms, cache_dir: "
    "/var/lib/cni/results}",
    "f", rest);
  REQUIRE(read.complaints.empty());
  const auto& cni = read.values.cni;
  CHECK(cni.plugin_dirs == std::vector<std::string>{"/a", "/b/c"});
  CHECK(cni.global_namespaces.empty());
  CHECK(cni.mode == cni::execution_mode::meta);
  CHECK(cni.changed == cni::on_change::reject);
  CHECK(cni.passed_environment == std::vector<std::string>{"_CNI_LOGGING_LEVEL", "TZ"});
  CHECK(cni.exclusive_networks == std::vector<std::string>{"storage", "tenant_1.a"});
  CHECK(cni.check);
  CHECK(cni.kill_grace == 500ms);
  CHECK(cni.limits.elements == 7);
  CHECK(cni.limits.bytes == 2048);
  CHECK(cni.shared_cache_dir == "/var/lib/cni/results");
}

TEST_CASE("what no node's setting can be is refused, with what is allowed", "[settings]") {
  const auto wrong = GENERATE(
    Catch::Generators::as<std::string>{}, "runtime_socket: run/c.sock",
    "runtime_socket: 'tcp://1.2.3.4:5'", "plugin_dirs: []", "plugin_dirs: [bin]",
    "plugin_dirs: ['/a:/b']", "config_dir: ''", "state_dir: 'x'", "cache_dir: 'x'", "mode: both",
    "meta_vendor: '../x'", "global_namespaces: [A]", "on_change: ask", "default_interface: 'a b'",
    "default_interface: ''", "passed_environment: [CNI_PATH]", "passed_environment: [PATH]",
    "passed_environment: ['A=B']", "node_name: Worker_1", "workers: 1025", "plugin_timeout: 0s",
    "kill_grace: 61s", "exclusive_networks: ['../x']", "check: perhaps", "health: 30",
    "max_elements: 0");
  const auto said = cni_complaints("cni: {" + wrong + "}", false);
  CAPTURE(wrong);
  REQUIRE(said.size() == 1);
  CHECK(said.front().find("f:1: cni." + wrong.substr(0, wrong.find(':')) + ": ") == 0);
  CHECK(said.front().find("must be ") != std::string::npos);
}

TEST_CASE("a node's settings that contradict each other say so, whoever reads them", "[settings]") {
  const auto one = [](const std::string& what) {
    const auto said = cni_complaints("cni: {" + what + "}", false);
    return said.size() == 1 ? said.front() : std::to_string(said.size()) + " complaints";
  };
  CHECK(one("plugin_timeout: 2m")
        == "default: cni.chain_timeout: must not be shorter than cni.plugin_timeout (2m)");
  CHECK(
    one("retry_first: 30s, retry_cap: 10s").starts_with("f:1: cni.retry_first: must not exceed"));
  CHECK(one("missing_first: 10m").starts_with("f:1: cni.missing_first: must not exceed"));
}
