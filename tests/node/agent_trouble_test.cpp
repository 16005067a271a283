#include "tests/node/agent_site.hpp"

#include <catch2/catch.hpp>
#include <sys/mount.h>

using namespace weft;
using tests::agent_site;
using tests::bridged;
using tests::npwg_networks;

TEST_CASE("a network that comes after the annotation that names it is attached then",
          "[node][agent]") {
  agent_site site;
  site.run_pod("web");
  site.start();
  site.cluster.annotate("web", npwg_networks, "data@net1");
  site.await("the missing network is told",
             [&] { return !site.cluster.events("NetworkMissing").empty(); });
  site.cluster.define("data", bridged("data", 1));
  site.await_attached("web", "net1");
  CHECK(site.plugins.calls() == std::vector<std::string>{"ADD bridge net1"});
}

TEST_CASE("a network that is deleted stays attached, and goes when nobody names it",
          "[node][agent]") {
  agent_site site;
  site.begin_attached();
  site.cluster.undefine("data");
  site.cluster.annotate("web", npwg_networks, "");
  site.await_gone("web", "net1");
  site.await("nothing is left", [&] { return site.reserved("data") == 0 && site.records() == 0; });
  CHECK(site.plugins.calls() == std::vector<std::string>{"ADD bridge net1", "DEL bridge net1"});
}

TEST_CASE("an interface that is deleted within the Pod is made again", "[node][agent]") {
  agent_site site{"health: 1s"};
  const auto before = site.begin_attached();
  site.node.sh("nsenter --net=" + site.netns_of("web") + " ip link del net1");
  site.await("it is another one", [&] {
    const auto seen = site.interface("web", "net1");
    return seen && seen->index != before.index;
  });
  site.await_attached("web", "net1");
  CHECK(site.reserved("data") == 1);
  CHECK(site.plugins.calls()
        == std::vector<std::string>{"ADD bridge net1", "DEL bridge net1", "ADD bridge net1"});
}

TEST_CASE("nothing is attached to the node's own namespace, whatever the runtime says",
          "[node][agent]") {
  agent_site site;
  site.cluster.define("data", bridged("data", 1));
  site.run_pod("web");
  const auto path = site.netns_of("web");
  REQUIRE(::mount("/proc/self/ns/net", path.c_str(), nullptr, MS_BIND, nullptr) == 0);
  site.start();
  site.cluster.annotate("web", npwg_networks, "data@net1");
  site.await("it is refused", [&] { return !site.cluster.events("NetnsRefused").empty(); });
  CHECK(site.plugins.calls().empty());
  REQUIRE(::umount2(path.c_str(), MNT_DETACH) == 0);
}

TEST_CASE("a macvlan whose parent has gone is given up, and its address is free again",
          "[node][agent]") {
  agent_site site;
  site.node.sh("ip link add par0 up type veth peer name par1");
  site.begin_attached(R"({"cniVersion":"1.0.0","name":"data","type":"macvlan","master":"par0",)"
                      R"("ipam":{"type":"host-local","subnet":"172.20.1.0/24"}})");
  CHECK(site.reserved("data") == 1);
  site.node.sh("ip link del par0");
  site.cluster.annotate("web", npwg_networks, "");
  site.await("nothing is left", [&] { return site.reserved("data") == 0 && site.records() == 0; });
  site.await_gone("web", "net1");
  CHECK(site.plugins.count("DEL macvlan net1") == 3);
}

TEST_CASE("a plugin that leaves a child with its output has succeeded", "[node][agent]") {
  agent_site site;
  site.add_recorder("lasting", {"ADD link 02:00:00:00:00:05 10.1.1.5/24", "ADD child session"});
  site.begin_asking(R"({"cniVersion":"1.0.0","name":"data","type":"lasting"})");
  CHECK(site.await_attached("web", "net1").mac == "02:00:00:00:00:05");
  CHECK(site.plugins.calls() == std::vector<std::string>{"ADD lasting net1"});
}

TEST_CASE("annotations of 200 elements are refused one after the other, and a good one is served",
          "[node][agent]") {
  constexpr int turns = 200;
  agent_site site;
  site.begin_attached();
  const auto ask = [&](int turn) { // for some 50 KiB
    std::string value;
    for (int i = 0; i < 200; ++i)
      value += std::string{i == 0 ? "[" : ","} + R"({"name":"data","interface":"x)"
               + std::to_string(i) + R"(","cni-args":{"turn":")" + std::to_string(turn)
               + std::string(200, 'x') + R"("}})";
    site.cluster.annotate("web", npwg_networks, value + "]");
  };
  ask(0);
  site.await("it is refused",
             [&] { return !site.cluster.events("InvalidNetworkAnnotation").empty(); });
  for (int turn = 1; turn <= turns; ++turn)
    ask(turn);
  site.cluster.annotate("web", npwg_networks, "data@net1,data@net2");
  site.await_attached("web", "net2");
  CHECK(site.plugins.calls() == std::vector<std::string>{"ADD bridge net1", "ADD bridge net2"});
}
