#include "adapters/settings/reader.hpp"
#include "tests/cluster/manifest.hpp"
#include "tests/printing.hpp"
#include "tests/text_at.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>
#include <sstream>
#include <string>

using namespace weft::tests;

namespace {

using texts = std::set<std::string>;

constexpr auto agent_file = "deploy/agent.yaml";

weft::json::value daemon_pod() {
  const auto all = manifest("DaemonSet", agent_file);
  return *all.find_path({"spec", "template", "spec"});
}

weft::json::value daemon_container() {
  const auto pod = daemon_pod();
  return pod.find("containers")->as_array()->front();
}

/// The settings as the agent of a Node reads them in its Pod.
weft::settings daemon_settings() {
  weft::config::sources rest;
  rest.for_agent = true;
  const auto container = daemon_container();
  for (const auto& one : *container.find("env")->as_array())
    rest.environment[std::string{text_at(one, {"name"})}]
      = text_at(one, {"name"}) == "NODE_NAME" ? "n1" : "10.0.0.1";
  const auto read = weft::config::read_text(
    text_at(manifest("ConfigMap", agent_file), {"data", "weft.yaml"}), "weft.yaml", rest);
  for (const auto& one : read.complaints)
    FAIL(to_string(one));
  return read.values;
}

/// The mount that holds a path; null: it is the container's own.
weft::json::value mount_of(std::string_view path) {
  const auto container = daemon_container();
  for (const auto& one : *container.find("volumeMounts")->as_array())
    if (path.starts_with(std::string{text_at(one, {"mountPath"})} + "/")
        || path == text_at(one, {"mountPath"}))
      return one;
  return {};
}

/// The words behind NAME= in the unit, all together.
texts words_of_unit(const std::string& name) {
  std::istringstream lines{content_of("deploy/weft-agent.service")};
  texts out;
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with(name + "=")) {
      std::istringstream value{line.substr(name.size() + 1)};
      for (std::string word; value >> word;)
        out.insert(word);
    }
  return out;
}

} // namespace

TEST_CASE("what deploy/agent.yaml gives to the agent is what it understands", "[installation]") {
  const auto how = daemon_settings();
  CHECK(how.cni.enabled);
  CHECK(how.cni.node_name == "n1");
  CHECK(how.server.address == "127.0.0.1");
  CHECK(how.server.probe_address == "10.0.0.1");
  const auto container = daemon_container();
  CHECK(container.find("args")->as_array()->front().text_or("") == "agent");
  CHECK(container.find("ports")->as_array()->front().int_at({"containerPort"}, 0)
        == how.server.probe_port);
  CHECK(how.server.port != how.server.probe_port);
  CHECK(text_at(daemon_pod(), {"serviceAccountName"}) == "weft-agent");
}

TEST_CASE("the agent's Pod sees of its node what comes there later", "[installation]") {
  const auto how = daemon_settings().cni;
  const std::string socket = how.runtime_socket.substr(how.runtime_socket.find("//") + 2);
  for (const std::string& path : {std::string{"/var/run/netns"}, how.state_dir, socket,
                                  how.plugin_dirs.at(0), how.config_dir}) {
    CAPTURE(path);
    const auto mount = mount_of(path);
    REQUIRE_FALSE(mount.is_null());
    CHECK(text_at(mount, {"mountPropagation"}) == "HostToContainer");
    CHECK(text_at(mount, {"mountPath"}) != socket);
  }
  const auto state = mount_of(how.state_dir);
  CHECK_FALSE(state.find("readOnly"));
  const auto pod = daemon_pod();
  CHECK(*pod.find("hostNetwork") == weft::json::value{true});
  CHECK_FALSE(pod.find("hostPID"));
}

TEST_CASE("an agent has the capabilities it cannot do without, and is not privileged",
          "[installation]") {
  const auto container = daemon_container();
  const auto& security = *container.find("securityContext");
  CHECK(*security.find("privileged") == weft::json::value{false});
  CHECK(*security.find_path({"capabilities", "drop"})
        == weft::json::value{weft::json::array{"ALL"}});
  texts added;
  for (const auto& one : *security.find_path({"capabilities", "add"})->as_array())
    added.insert("CAP_" + std::string{one.text_or("")});
  CHECK(added.contains("CAP_SYS_ADMIN"));
  CHECK(added.contains("CAP_NET_ADMIN"));
  CHECK(words_of_unit("CapabilityBoundingSet") == added);
}

TEST_CASE("the unit of systemd starts the same agent", "[installation]") {
  const auto words = words_of_unit("ExecStart");
  CHECK(words.contains("/usr/local/bin/weft"));
  CHECK(words.contains("agent"));
  CHECK(words_of_unit("Environment").empty()); // what the Node is called is not guessed
  const auto how = weft::settings{}.cni;
  CHECK(words_of_unit("StateDirectory") == texts{how.state_dir.substr(sizeof("/var/lib/") - 1)});
}
