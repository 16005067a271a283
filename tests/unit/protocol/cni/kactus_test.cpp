#include "tests/unit/protocol/cni/toy_node.hpp"

using namespace weft;
using namespace weft::cni;

namespace {

const std::string kactus_red = "netbda9643ac660";
const std::string kactus_config
  = R"({"cniVersion":"0.4.0","name":"red-net","type":"macvlan","networkName":"red"})";

using kactus_log = std::vector<std::string>;

/// A Pod whose network "red" kactus has attached when it began.
struct node_of_kactus : toy_node {
  explicit node_of_kactus(std::string_view asked = R"([{"name":"red"}])") {
    kaloom(asked);
    add_interface(kactus_red);
    inside().back().addresses = {"10.1.1.5/24", "fe80::1/64"};
    by_kactus = {{"red", kactus_config}};
  }
};

} // namespace

TEST_CASE("what kactus has attached becomes ours, and no plugin runs for it", "[cni][kactus]") {
  node_of_kactus node;
  REQUIRE(node.settle());
  CHECK(node.log.empty());
  CHECK(node.done == kactus_log{"AddedInterface"});
  CHECK(node.status() == "default/red=" + kactus_red);
  const auto entry = node.status_value.as_array()->front();
  CHECK(entry.text_at({"mac"}) == "02:00:00:00:00:77");
  CHECK(json::write(*entry.find("ips")) == R"(["10.1.1.5"])");
  REQUIRE(node.disk.size() == 1);
  CHECK(node.disk.begin()->second.at == phase::attached);
  CHECK(node.plan_now().operations.empty());
}

TEST_CASE("what kactus has attached goes by the plugin that made it", "[cni][kactus]") {
  node_of_kactus node;
  REQUIRE(node.settle());
  node.kaloom("[]");
  REQUIRE(node.settle());
  CHECK(node.log == kactus_log{"DEL macvlan " + kactus_red});
  CHECK(node.interfaces().empty());
  CHECK(node.disk.empty());
}

TEST_CASE("in meta mode what kactus has attached goes the way it came", "[cni][kactus]") {
  node_of_kactus node;
  node.how.mode = execution_mode::meta;
  REQUIRE(node.settle());
  CHECK(node.log.empty());
  node.kaloom("[]");
  REQUIRE(node.settle());
  CHECK(node.log == kactus_log{"DEL bridge " + kactus_red}); // the node's first configuration
}

TEST_CASE("an interface of kactus with another MAC than is asked for is replaced",
          "[cni][kactus]") {
  node_of_kactus node{R"([{"name":"red","ifMac":"02:00:00:00:00:05"}])"};
  REQUIRE(node.settle());
  CHECK(node.log == kactus_log{"DEL macvlan " + kactus_red, "ADD bridge " + kactus_red});
}

TEST_CASE("an interface with the MAC that is asked for of kactus stays", "[cni][kactus]") {
  node_of_kactus node{R"([{"name":"red","ifMac":"02:00:00:00:00:77"}])"};
  REQUIRE(node.settle());
  CHECK(node.log.empty());
  CHECK(node.disk.size() == 1);
}

TEST_CASE("what kactus does not speak of is somebody else's", "[cni][kactus]") {
  node_of_kactus node;
  const bool named = GENERATE(true, false);
  node.by_kactus = {{named ? "green" : "red", named ? kactus_config : "no JSON"}};
  REQUIRE(node.settle());
  CHECK(node.log.empty());
  CHECK(node.disk.empty());
  CHECK(node.status().empty());
}

TEST_CASE("what kactus speaks of and nobody finds is attached", "[cni][kactus]") {
  node_of_kactus node;
  node.inside().pop_back();
  REQUIRE(node.settle());
  CHECK(node.log == kactus_log{"ADD bridge " + kactus_red});
}

TEST_CASE("what is withheld from the agent stays with kactus", "[cni][kactus]") {
  node_of_kactus node{R"([{"name":"red","podagentSkip":true}])"};
  REQUIRE(node.settle());
  CHECK(node.log.empty());
  CHECK(node.disk.empty());
}

TEST_CASE("a file of kactus tells its networks but for the Pod's first", "[cni][kactus]") {
  const auto all = read_kactus_file(R"([{"type":"flannel","masterPlugin":true,"networkName":"a"},)"
                                    R"({"type":"flannel","masterplugin":true},)"
                                    R"({"type":"bridge"}, 7, {"type":"bridge","networkName":5},)"
                                    R"({"type":"bridge","networkName":"red","mtu":1400}])");
  REQUIRE(all.size() == 1);
  CHECK(all[0].network == "red");
  CHECK(all[0].config == R"({"type":"bridge","networkName":"red","mtu":1400})");
  for (const auto* bad : {"", "{", "{}", "null", "[[]]"})
    CHECK(read_kactus_file(bad).empty());
}
