#include "tests/unit/protocol/cni/toy_node.hpp"

using namespace weft;
using namespace weft::cni;

namespace {

const std::string mended = "netbda9643ac660"; // of the network red

using log_lines = std::vector<std::string>;

/// A node whose Pod has the network red.
struct node_with_red : toy_node {
  node_with_red() {
    kaloom(R"([{"name":"red"}])");
    REQUIRE(settle());
    log.clear();
    done.clear();
  }

  attachment_record& held() {
    REQUIRE(disk.size() == 1);
    return disk.begin()->second;
  }

  std::string file() const { return disk.begin()->first; }
};

} // namespace

TEST_CASE("a restart with nothing changed runs nothing and writes nothing", "[cni]") {
  node_with_red node;
  const auto said = node.plan_now();
  CHECK(said.operations.empty());
  CHECK(said.notices.empty());
  CHECK(merge_status(node.status_value.as_array(), said.our_interfaces, said.entries)
        == node.status_value);
}

TEST_CASE("an interface that was deleted in the Pod is made anew", "[cni]") {
  node_with_red node;
  node.inside().pop_back();
  REQUIRE(node.settle());
  CHECK(node.log == log_lines{"DEL bridge " + mended, "ADD bridge " + mended});
  CHECK(node.interfaces() == mended);
  CHECK(node.done == log_lines{"RemovedInterface", "AddedInterface"});
}

TEST_CASE("what is attached is mended although its network object is gone", "[cni]") {
  node_with_red node;
  node.networks.clear();
  CHECK(node.plan_now().operations.empty());
  node.inside().pop_back();
  REQUIRE(node.settle());
  CHECK(node.interfaces() == mended);
}

TEST_CASE("a network object's end does not hinder the detachment", "[cni]") {
  node_with_red node;
  node.networks["default/red"] = R"({"cniVersion":"0.4.0","type":"other"})";
  CHECK(node.plan_now().operations.empty());
  node.networks.clear();
  node.kaloom("[]");
  REQUIRE(node.settle());
  CHECK(node.log == log_lines{"DEL bridge " + mended});
}

TEST_CASE("a new sandbox gets what the old one had, which is released first", "[cni]") {
  node_with_red node;
  node.renew_sandbox();
  SECTION("the old namespace is still there") {
    const auto what = node.plan_now().operations;
    REQUIRE(what.size() == 2);
    CHECK(what[0].subject.container_id == "s0");
    CHECK(what[0].subject.netns == "/run/netns/s0");
    CHECK(what[1].subject.container_id == "s1");
    CHECK(what[1].needs == std::vector<std::string>{mended});
  }
  SECTION("the old namespace is gone") {
    node.forget_sandbox("s0");
    CHECK(node.plan_now().operations.at(0).subject.netns.empty());
  }
  SECTION("the old path is that of another namespace by now") {
    node.spaces.at("/run/netns/s0").ino = 77;
    CHECK(node.plan_now().operations.at(0).subject.netns.empty());
  }
  SECTION("the old path is an ordinary file") {
    node.spaces.at("/run/netns/s0").stands = netns_view::standing::no_netns;
    CHECK(node.plan_now().operations.at(0).subject.netns.empty());
  }
  REQUIRE(node.settle());
  CHECK(node.log == log_lines{"DEL bridge " + mended, "ADD bridge " + mended});
  CHECK(node.interfaces() == mended);
  CHECK(node.status() == "default/red=" + mended);
  CHECK(node.reservations == decltype(node.reservations){{"s1", mended}});
  CHECK(node.held().container_id == "s1");
}

TEST_CASE("after a reboot everything is released without a namespace and attached anew", "[cni]") {
  node_with_red node;
  node.reboot();
  node.renew_sandbox();
  CHECK(node.plan_now().operations.at(0).subject.netns.empty());
  REQUIRE(node.settle());
  CHECK(node.log == log_lines{"DEL bridge " + mended, "ADD bridge " + mended});
  CHECK(node.held().boot_id == "b1'");
}

TEST_CASE("a sandbox under the same path after a reboot is not the recorded one", "[cni]") {
  node_with_red node;
  node.boot_id = "b2";
  const auto what = node.plan_now().operations;
  REQUIRE(what.size() == 2);
  CHECK(what[0].what == operation::kind::detach);
  CHECK(what[0].subject.netns.empty());
}

TEST_CASE("an ADD that was not finished is taken back before it is tried again", "[cni]") {
  node_with_red node;
  node.held().at = phase::adding;
  node.held().result = nullptr;
  node.held().group = 4711;
  REQUIRE(node.settle());
  CHECK(node.log == log_lines{"end " + mended, "DEL bridge " + mended, "ADD bridge " + mended});
  CHECK(node.held().group == 0);
}

TEST_CASE("I2: what was made in an earlier boot may have a plugin of this one at it", "[cni]") {
  node_with_red node;
  node.held().at = phase::deleting;
  node.held().group = 4711;
  node.held().boot_id = "b0";
  REQUIRE(node.settle());
  CHECK(node.log.at(0) == "end " + mended);
}

TEST_CASE("a DEL that was not finished is finished", "[cni]") {
  node_with_red node;
  node.held().at = phase::deleting;
  node.kaloom("[]");
  REQUIRE(node.settle());
  CHECK(node.log == log_lines{"DEL bridge " + mended});
  CHECK(node.disk.empty());
}

TEST_CASE("a detached record of before the status was written leads to that and no more", "[cni]") {
  node_with_red node;
  node.kaloom("[]");
  REQUIRE(node.act());
  node.log.clear();
  REQUIRE(node.settle());
  CHECK(node.log.empty());
  CHECK(node.status().empty());
  CHECK(node.disk.empty());
}

TEST_CASE("nothing is done while the runtime does not answer", "[cni]") {
  node_with_red node;
  node.runtime_answers = false;
  node.kaloom(R"([{"name":"green"}])");
  const auto said = node.plan_now();
  CHECK(said.operations.empty());
  CHECK_FALSE(said.tells);
  CHECK(said.elements.at(0).reason == "RuntimeUnreachable");
}

TEST_CASE("a Pod on the node's network gets nothing, and somebody is told", "[cni]") {
  toy_node node;
  node.kaloom(R"([{"name":"red"}])");
  SECTION("its object says so") {
    node.host_network = true;
  }
  SECTION("its sandbox says so") {
    node.sandboxes.front().mode = sandbox::network::node;
  }
  const auto said = node.plan_now();
  CHECK(said.operations.empty());
  REQUIRE(said.notices.size() == 1);
  CHECK(said.notices.front().reason == "InterfaceAddRejected");
}

TEST_CASE("a path that is not the Pod's own namespace is refused", "[cni]") {
  node_with_red node;
  const auto how = GENERATE(netns_view::standing::nodes_own, netns_view::standing::no_netns,
                            netns_view::standing::missing, netns_view::standing::unreadable);
  node.spaces.at("/run/netns/s0").stands = how;
  node.kaloom(R"([{"name":"green"}])");
  const auto said = node.plan_now();
  CHECK(said.operations.empty());
  REQUIRE(said.notices.size() == 1);
  CHECK(said.notices.front().reason == "NetnsRefused");
  CHECK_FALSE(said.lingering.empty());
}

TEST_CASE("a namespace that is not known yet is waited for, and not guessed", "[cni]") {
  toy_node node;
  node.kaloom(R"([{"name":"red"}])");
  node.sandboxes.front().netns.clear();
  const auto said = node.plan_now();
  CHECK(said.operations.empty());
  CHECK(said.notices.empty());
  CHECK(said.elements.at(0).stands == element_state::standing::pending);
}

TEST_CASE("a record that does not read is replaced by what its name and the network tell",
          "[cni]") {
  node_with_red node;
  const auto file = node.file();
  node.disk.clear();
  node.torn.push_back({file, read_record_name(file), "it is empty"});
  REQUIRE(node.settle());
  CHECK(node.log == log_lines{"set aside " + file, "DEL bridge " + mended, "ADD bridge " + mended});
  CHECK(node.torn.empty());
  CHECK(node.interfaces() == mended);
}

TEST_CASE("a record that does not read is taken away by what the status tells", "[cni]") {
  node_with_red node;
  const auto file = node.file();
  node.disk.clear();
  node.torn.push_back({file, read_record_name(file), "it is empty"});
  node.kaloom("[]");
  REQUIRE(node.settle());
  CHECK(node.log == log_lines{"set aside " + file, "DEL bridge " + mended});
  CHECK(node.status().empty());
  CHECK(node.disk.empty());
}

TEST_CASE("a record of which nobody knows the network is set aside with an event", "[cni]") {
  node_with_red node;
  const auto file = node.file();
  node.disk.clear();
  node.torn.push_back({file, read_record_name(file), "it is empty"});
  node.networks.clear();
  CHECK(node.plan_now().operations.empty()); // the network may still come
  node.kaloom("[]");
  CHECK(node.plan_now().operations.empty());
  node.status_value = nullptr;
  node.may_remove = false;
  CHECK(node.plan_now().operations.empty());
  node.may_remove = true;
  const auto said = node.plan_now();
  REQUIRE(said.operations.size() == 2);
  CHECK(said.operations[1].what == operation::kind::discard);
  REQUIRE(said.notices.size() == 1);
  CHECK(said.notices.front().reason == "AttachmentRecordLost");
}

TEST_CASE("entries of others satisfy an element if their interface is there", "[cni]") {
  toy_node node;
  node.kaloom(R"([{"name":"red"}])");
  const auto claim = [&](const std::string& mac) {
    node.status_value = testing::of(R"([{"name":"default/red","interface":"net7")"
                                    + (mac.empty() ? "" : R"(,"mac":")" + mac + "\"") + "}]");
    return node.plan_now();
  };
  CHECK(claim("").operations.size() == 1);
  node.add_interface("net7", "02:00:00:00:00:aa");
  CHECK(claim("").operations.empty());
  CHECK(claim("02:00:00:00:00:AA").elements.at(0).stands == element_state::standing::foreign);
  CHECK(claim("02:00:00:00:00:bb").operations.size() == 1);
}

TEST_CASE("entries of others stay through what comes and goes", "[cni]") {
  toy_node node;
  node.add_interface("net7");
  node.status_value
    = testing::of(R"([{"name":"kindnet","interface":"eth0","default":true,"odd":1.0},
    {"name":"default/green","interface":"net7","x":null}])");
  const auto before = node.status_value;
  node.kaloom(R"([{"name":"red"}])");
  REQUIRE(node.settle());
  CHECK(node.status() == "kindnet=eth0 default/green=net7 default/red=" + mended);
  node.kaloom("[]");
  REQUIRE(node.settle());
  CHECK(node.status_value == before);
}

TEST_CASE("what others attached goes only where settings say so", "[cni]") {
  toy_node node;
  node.add_interface("net7");
  node.status_value = testing::of(R"([{"name":"default/green","interface":"net7"}])");
  CHECK(node.plan_now().operations.empty());
  node.how.unplug_foreign = true;
  REQUIRE(node.settle());
  CHECK(node.log == log_lines{"DEL bridge net7"});
  CHECK(node.status().empty());
  CHECK(node.disk.empty());
}

TEST_CASE("an interface name that something foreign bears is refused without a DEL", "[cni]") {
  toy_node node;
  node.add_interface(mended);
  node.kaloom(R"([{"name":"red"},{"name":"green"}])");
  const auto said = node.plan_now();
  REQUIRE(said.operations.size() == 1);
  CHECK(said.operations[0].subject.network == "default/green");
  CHECK(said.elements.at(0).reason == "InterfaceAddRejected");
  REQUIRE(said.notices.size() == 1);
}

TEST_CASE("reserved names and names used twice are refused, the later element's", "[cni]") {
  toy_node node;
  node.status_value = testing::of(R"([{"name":"d","interface":"cilium0","default":true}])");
  node.npwg("a@lo,a@eth0,a@cilium0,a@x1,b@x1");
  const auto said = node.plan_now();
  REQUIRE(said.operations.size() == 1);
  CHECK(said.operations[0].subject.interface == "x1");
  CHECK(said.operations[0].subject.network == "shop/a");
  for (const auto i : {0U, 1U, 2U, 4U})
    CHECK(said.elements.at(i).reason == "NetworkRefused");
  CHECK(said.elements[0].message == "interface lo is not to be had: it is the loopback's");
  CHECK(said.elements[1].message
        == "interface eth0 is not to be had: it is that of cni.default_interface");
  CHECK(said.elements[2].message
        == "interface cilium0 is not to be had: by its status it is the Pod's default one");
  REQUIRE(said.notices.size() == 1);
}

TEST_CASE("a capability that no plugin declares costs its element alone", "[cni]") {
  toy_node node;
  node.npwg(R"([{"name":"a","ips":["10.1.1.1/24"]},{"name":"b"}])");
  const auto said = node.plan_now();
  REQUIRE(said.operations.size() == 1);
  CHECK(said.elements.at(0).reason == "NetworkRefused");
  CHECK(said.elements.at(0).message.starts_with("no plugin of the network takes ips: none of "));
}

TEST_CASE("a network that is not there yet is waited for, and that is told", "[cni]") {
  toy_node node;
  node.npwg("later");
  const auto said = node.plan_now();
  CHECK(said.operations.empty());
  CHECK(said.elements.at(0).reason == "NetworkMissing");
  REQUIRE(said.notices.size() == 1);
  CHECK(said.notices[0].reason == "NetworkMissing");
  node.networks["shop/later"] = R"({"type":"bridge"})";
  REQUIRE(node.settle());
  CHECK(node.log.size() == 1);
}

TEST_CASE("a network that stacks on another waits for it", "[cni]") {
  toy_node node;
  node.networks["shop/on-x1"]
    = R"({"cniVersion":"1.0.0","type":"vlan","master":"x1","linkInContainer":true})";
  node.npwg("a@x1,on-x1@x2");
  const auto both = node.plan_now();
  REQUIRE(both.operations.size() == 2);
  CHECK(both.operations[1].needs == std::vector<std::string>{"x1"});
  node.script = [](const invocation& what) -> std::optional<execution> {
    if (what.what == verb::add && what.type == "bridge")
      return failing(999);
    return std::nullopt;
  };
  REQUIRE(node.settle());
  CHECK(node.log == log_lines{"ADD bridge x1", "DEL bridge x1"});
  CHECK(node.plan_now().elements.at(1).message == "it waits for x1, which it stacks on");
}
