#include "tests/unit/protocol/cni/toy_node.hpp"

using namespace weft;
using namespace weft::cni;

namespace {

const std::string ready_if = "netbda9643ac660"; // of the network red

/// A Pod that asks for a network whose plugins can say whether they are ready.
struct modern_node : toy_node {
  modern_node() {
    networks["default/red"]
      = R"({"cniVersion":"1.1.0","plugins":[{"type":"bridge"},{"type":"host-local"}]})";
    kaloom(R"([{"name":"red"}])");
    script = [this](const invocation& what) -> std::optional<execution> {
      if (what.what == verb::status && what.type == silent_type)
        return failing(status_code, "not yet");
      return what.what == verb::add && what.type == "host-local" ? std::optional{execution{}}
                                                                 : std::nullopt;
    };
  }

  std::string silent_type;
  int status_code = 50;
};

} // namespace

TEST_CASE("plugins that can be asked say that they are ready before anything is made", "[cni]") {
  modern_node node;
  REQUIRE(node.settle());
  CHECK(node.log
        == std::vector<std::string>{"STATUS bridge", "STATUS host-local", "ADD bridge " + ready_if,
                                    "ADD host-local " + ready_if});
}

TEST_CASE("where a plugin is not ready nothing is begun, noted or cleaned", "[cni]") {
  modern_node node;
  node.silent_type = GENERATE("bridge", "host-local");
  node.act();
  CHECK(node.log.back() == "STATUS " + node.silent_type);
  CHECK(node.disk.empty());
  CHECK(node.done == std::vector<std::string>{"FailedAddingInterface"});
  REQUIRE(node.at_rest.contains({ready_if, verb::add}));
  CHECK_FALSE(node.at_rest.at({ready_if, verb::add}).permanent);
  CHECK(node.at_rest.at({ready_if, verb::add}).message
        == "plugin " + node.silent_type + ": not yet");
}

TEST_CASE("a plugin that does not know the question is taken to be ready", "[cni]") {
  modern_node node;
  node.silent_type = "bridge";
  node.status_code = 4;
  REQUIRE(node.settle());
  CHECK(node.interfaces() == ready_if);
}

TEST_CASE("plugins of an older network are not asked whether they are ready", "[cni]") {
  modern_node node;
  node.networks["default/red"] = R"({"cniVersion":"1.0.0","type":"bridge"})";
  REQUIRE(node.settle());
  CHECK(node.log == std::vector<std::string>{"ADD bridge " + ready_if});
}
