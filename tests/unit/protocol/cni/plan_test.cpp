#include "protocol/cni/interface_name.hpp"
#include "tests/unit/protocol/cni/toy_node.hpp"

using namespace weft;
using namespace weft::cni;

namespace {

const std::string red = "netbda9643ac660";
const std::string green = "net9f27410725ab";
const std::string data = "net8d777f385d3d";

using lines = std::vector<std::string>;

} // namespace

TEST_CASE("a network that is asked for is attached, reported and told once", "[cni]") {
  toy_node node;
  node.kaloom(R"([{"name":"data"}])");
  REQUIRE(node.settle());
  CHECK(node.log == lines{"ADD bridge " + data});
  CHECK(node.interfaces() == data);
  CHECK(node.status() == "default/data=" + data);
  CHECK(node.done == lines{"AddedInterface"});
  REQUIRE(node.disk.size() == 1);
  CHECK(node.disk.begin()->second.at == phase::attached);
  CHECK(node.disk.begin()->second.netns_ino == 1001);
}

TEST_CASE("what is no longer asked for goes, with its reservation, its entry and its record",
          "[cni]") {
  toy_node node;
  node.kaloom(R"([{"name":"data"}])");
  REQUIRE(node.settle());
  node.log.clear();
  node.kaloom("[]");
  REQUIRE(node.settle());
  CHECK(node.log == lines{"DEL bridge " + data});
  CHECK(node.interfaces().empty());
  CHECK(node.reservations.empty());
  CHECK(node.status().empty());
  CHECK(node.disk.empty());
}

TEST_CASE("a record is detached until the status says nothing of it any more", "[cni]") {
  toy_node node;
  node.kaloom(R"([{"name":"data"}])");
  REQUIRE(node.settle());
  node.kaloom("");
  REQUIRE(node.act());
  REQUIRE(node.disk.size() == 1);
  CHECK(node.disk.begin()->second.at == phase::detached);
  CHECK(node.plan_now().operations.empty());
  node.write_status(node.plan_now());
  REQUIRE(node.act());
  CHECK(node.disk.empty());
}

TEST_CASE("a record of a Pod that is gone waits for no status", "[cni]") {
  toy_node node;
  node.kaloom(R"([{"name":"data"}])");
  REQUIRE(node.settle());
  node.gone = true;
  REQUIRE(node.act());
  CHECK(node.reservations.empty());
  CHECK(node.disk.empty());
}

TEST_CASE("of two networks one goes and the other is not touched", "[cni]") {
  toy_node node;
  node.kaloom(R"([{"name":"red"},{"name":"green"}])");
  REQUIRE(node.settle());
  node.log.clear();
  const auto mac = node.inside().back().mac;
  node.kaloom(R"([{"name":"green"}])");
  REQUIRE(node.settle());
  CHECK(node.log == lines{"DEL bridge " + red});
  CHECK(node.interfaces() == green);
  CHECK(node.inside().back().mac == mac);
}

TEST_CASE("white space, the order of keys and unknown keys run nothing", "[cni]") {
  toy_node node;
  node.npwg(R"([{"name":"a","interface":"x1"}])");
  REQUIRE(node.settle());
  node.npwg("\n[ {\"odd\":1, \"interface\" : \"x1\",\t\"name\":\"a\"} ]");
  CHECK(node.plan_now().operations.empty());
}

TEST_CASE("attachments go in the reverse order in which they came", "[cni]") {
  toy_node node;
  node.npwg("a@x1,b@x2,a@x3");
  REQUIRE(node.settle());
  node.log.clear();
  node.npwg("");
  REQUIRE(node.settle());
  CHECK(node.log == lines{"DEL bridge x3", "DEL bridge x2", "DEL bridge x1"});
}

TEST_CASE("networks of both annotations are attached, Kaloom's first", "[cni]") {
  toy_node node;
  node.npwg("a@x1");
  node.kaloom(R"([{"name":"red"}])");
  REQUIRE(node.settle());
  CHECK(node.log == lines{"ADD bridge " + red, "ADD bridge x1"});
  CHECK(node.status() == "default/red=" + red + " shop/a=x1");
}

TEST_CASE("one network twice gets two names, and the last occurrence goes first", "[cni]") {
  toy_node node;
  node.npwg("a,a,a");
  REQUIRE(node.settle());
  const auto first = hashed_interface_name("a");
  const auto second = hashed_interface_name("a#2");
  const auto third = hashed_interface_name("a#3");
  CHECK(node.interfaces() == first + " " + second + " " + third);
  node.log.clear();
  node.npwg("a,a");
  REQUIRE(node.settle());
  CHECK(node.log == lines{"DEL bridge " + third});
  node.npwg("a,a,a");
  REQUIRE(node.settle());
  CHECK(node.log.back() == "ADD bridge " + third);
}

TEST_CASE("an occurrence that names its interface is no occurrence of the others", "[cni]") {
  toy_node node;
  node.npwg("a@x1,a");
  REQUIRE(node.settle());
  CHECK(node.interfaces() == "x1 " + hashed_interface_name("a"));
  node.log.clear();
  node.npwg("a,a@x1");
  CHECK(node.plan_now().operations.empty());
}

TEST_CASE("an interface name goes from one network to another, DEL first", "[cni]") {
  toy_node node;
  node.npwg("a@pod1a");
  REQUIRE(node.settle());
  node.log.clear();
  node.npwg("b@pod1a");
  REQUIRE(node.settle());
  CHECK(node.log == lines{"DEL bridge pod1a", "ADD bridge pod1a"});
  CHECK(node.status() == "shop/b=pod1a");
}

TEST_CASE("a name is that of the first who asks for it, though its network is awaited", "[cni]") {
  toy_node node;
  node.npwg("late@pod1a,b@pod1a");
  const auto said = node.plan_now();
  CHECK(said.operations.empty());
  CHECK(said.elements.at(0).stands == element_state::standing::pending);
  CHECK(said.elements.at(1).stands == element_state::standing::refused);
}

TEST_CASE("another MAC replaces the attachment and nothing else", "[cni]") {
  toy_node node;
  node.kaloom(R"([{"name":"red"},{"name":"green"}])");
  REQUIRE(node.settle());
  node.log.clear();
  node.kaloom(R"([{"name":"red"},{"name":"green","ifMac":"02:00:00:00:00:05"}])");
  REQUIRE(node.settle());
  CHECK(node.log == lines{"DEL bridge " + green, "ADD bridge " + green});
}

TEST_CASE("where settings forbid it nothing is replaced, and somebody is told", "[cni]") {
  toy_node node;
  node.how.changed = on_change::reject;
  node.kaloom(R"([{"name":"green"}])");
  REQUIRE(node.settle());
  node.kaloom(R"([{"name":"green","ifMac":"02:00:00:00:00:05"}])");
  const auto said = node.plan_now();
  CHECK(said.operations.empty());
  REQUIRE(said.notices.size() == 1);
  CHECK(said.notices.front().reason == "InterfaceAddRejected");
}

TEST_CASE("what works is not taken away for what can be seen to fail", "[cni]") {
  toy_node node;
  node.npwg(R"([{"name":"a","interface":"x1"}])");
  REQUIRE(node.settle());
  node.npwg(R"([{"name":"a","interface":"x1","ips":["10.1.1.9/24"]}])");
  const auto said = node.plan_now();
  CHECK(said.operations.empty());
  REQUIRE(said.notices.size() == 1);
  CHECK(said.notices.front().reason == "NetworkRefused");
  CHECK(said.notices.front().note.find("no plugin of the network takes ips") != std::string::npos);
  CHECK(said.elements.at(0).stands == element_state::standing::refused);
  REQUIRE(node.settle());
  CHECK(node.interfaces() == "x1");
  CHECK(node.status() == "shop/a=x1");
}

TEST_CASE("what Kaloom's annotation withholds is neither attached nor taken away", "[cni]") {
  toy_node node;
  node.kaloom(R"([{"name":"red","podagentSkip":true},{"name":"green","isPrimary":true}])");
  CHECK(node.plan_now().operations.empty());
  node.kaloom("[]");
  CHECK(node.plan_now().operations.empty());
  node.kaloom(R"([{"name":"red"}])");
  REQUIRE(node.settle());
  node.kaloom(R"([{"name":"red","podagentSkip":true}])");
  const auto said = node.plan_now();
  CHECK(said.operations.empty());
  CHECK(said.elements.at(0).stands == element_state::standing::left_alone);
}

TEST_CASE("a Pod that is not running, or has no sandbox, waits", "[cni]") {
  toy_node node;
  node.kaloom(R"([{"name":"red"}])");
  node.sandboxes.clear();
  auto said = node.plan_now();
  CHECK(said.operations.empty());
  CHECK(said.elements.at(0).reason == "SandboxNotReady");
  CHECK(said.notices.empty());
}

TEST_CASE("a Pod that is being deleted gets nothing more and keeps what it has", "[cni]") {
  toy_node node;
  node.kaloom(R"([{"name":"red"}])");
  REQUIRE(node.settle());
  node.terminating = true;
  node.kaloom(R"([{"name":"green"}])");
  CHECK(node.plan_now().operations.empty());
}

TEST_CASE("what has ended, or is gone, loses all it has", "[cni]") {
  toy_node node;
  node.kaloom(R"([{"name":"red"}])");
  REQUIRE(node.settle());
  SECTION("its phase says so") {
    node.ended = true;
  }
  SECTION("its object is gone") {
    node.gone = true;
  }
  SECTION("its sandbox is NOTREADY and no other is READY") {
    node.sandboxes.front().ready = false;
  }
  SECTION("its sandbox is gone and its object as well") {
    node.gone = true;
    node.forget_sandbox("s0");
  }
  for (int i = 0; i < 3; ++i)
    node.act();
  CHECK(node.reservations.empty());
  CHECK(node.log.back() == "DEL bridge " + red);
  if (node.gone)
    CHECK(node.disk.empty());
}

TEST_CASE("of a Pod that is gone the record goes along with its attachment", "[cni]") {
  toy_node node;
  node.kaloom(R"([{"name":"red"},{"name":"green"}])");
  REQUIRE(node.settle());
  node.gone = true;
  SECTION("when its removal succeeds") {
    node.act();
    CHECK(node.disk.empty());
  }
  SECTION("and not when it fails") {
    node.script = [&](const invocation& what) {
      const bool is_red = *find(what, "CNI_IFNAME") == red;
      return is_red ? std::optional{failing(999)} : std::nullopt;
    };
    node.act();
    REQUIRE(node.disk.size() == 1);
    CHECK(node.disk.begin()->second.interface == red);
    CHECK(node.disk.begin()->second.at == phase::deleting);
  }
}

TEST_CASE("what nobody seems to wish stays while the view is incomplete", "[cni]") {
  toy_node node;
  node.kaloom(R"([{"name":"red"}])");
  REQUIRE(node.settle());
  node.may_remove = false;
  node.kaloom(R"([{"name":"green"}])");
  REQUIRE(node.settle());
  CHECK(node.interfaces() == red + " " + green);
  node.gone = true;
  CHECK(node.plan_now().operations.empty());
}

TEST_CASE("a source whose annotation is at fault keeps what it has, the other goes on", "[cni]") {
  toy_node node;
  node.kaloom(R"([{"name":"red"}])");
  node.npwg("a@x1");
  REQUIRE(node.settle());
  node.log.clear();
  node.kaloom("green");
  node.npwg("b@x2");
  REQUIRE(node.settle());
  CHECK(node.log == lines{"DEL bridge x1", "ADD bridge x2"});
  CHECK(node.interfaces() == red + " x2");
  CHECK(node.status() == "shop/b=x2 default/red=" + red);
}

TEST_CASE("what a frozen source has is mended, and follows the Pod to a new sandbox", "[cni]") {
  toy_node node;
  node.kaloom(R"([{"name":"red","ifMac":"02:00:00:00:00:05"}])");
  REQUIRE(node.settle());
  node.kaloom("green");
  node.renew_sandbox();
  node.log.clear();
  REQUIRE(node.settle());
  CHECK(node.log == lines{"DEL bridge " + red, "ADD bridge " + red});
  CHECK(node.reservations == decltype(node.reservations){{"s1", red}});
}
