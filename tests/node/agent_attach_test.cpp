#include "tests/node/agent_site.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace weft;
using tests::agent_site;
using tests::bridged;
using tests::npwg_networks;

namespace {

using agent_calls = std::vector<std::string>;

constexpr const char* data_interface = "net8d777f385d3d";
constexpr const char* red_interface = "netbda9643ac660";
constexpr const char* green_interface = "net9f27410725ab";

} // namespace

TEST_CASE("a running Pod gets the network that its annotation names, and loses it again",
          "[node][agent]") {
  agent_site site;
  site.cluster.define_kaloom("data", bridged("data", 1));
  site.run_pod("web");
  site.start();
  site.cluster.annotate("web", tests::kaloom_networks, R"([{"name":"data"}])");
  const auto seen = site.await_attached("web", data_interface);
  CHECK(std::any_of(seen.addresses.begin(), seen.addresses.end(),
                    [](const std::string& one) { return one.starts_with("172.20.1."); }));
  CHECK(site.cluster.entry("web", data_interface).text_at({"name"}) == "default/data");
  CHECK(site.reserved("data") == 1);
  CHECK(site.records() == 1);
  site.await("it is told", [&] { return !site.cluster.events("AddedInterface").empty(); });
  const auto outer = site.node.sh("ip -o link show master br1");
  CHECK_FALSE(outer.empty());

  site.cluster.annotate("web", tests::kaloom_networks, std::nullopt);
  site.await_gone("web", data_interface);
  site.await("nothing is kept of it", [&] { return site.records() == 0; });
  CHECK(site.reserved("data") == 0);
  CHECK(site.node.sh("ip -o link show master br1").empty());
  site.await("it is told", [&] { return !site.cluster.events("RemovedInterface").empty(); });
  CHECK(site.plugins.calls()
        == agent_calls{std::string{"ADD bridge "} + data_interface,
                       std::string{"DEL bridge "} + data_interface});
}

TEST_CASE("of two networks the one that is named no longer goes, and the other stays as it is",
          "[node][agent]") {
  agent_site site;
  site.cluster.define_kaloom("red", bridged("red", 1));
  site.cluster.define_kaloom("green", bridged("green", 2));
  site.run_pod("web", R"([{"name":"red"},{"name":"green"}])");
  site.start();
  site.await_attached("web", red_interface);
  const auto before = site.await_attached("web", green_interface);
  site.cluster.annotate("web", tests::kaloom_networks, R"([{"name":"green"}])");
  site.await_gone("web", red_interface);
  const auto after = site.await_attached("web", green_interface);
  CHECK(after.index == before.index);
  CHECK(after.mac == before.mac);
  CHECK(site.plugins.count(std::string{"DEL bridge "} + red_interface) == 1);
  CHECK(site.plugins.calls().size() == 3);
}

TEST_CASE("each version of CNI is attached, and asked CHECK where it has that", "[node][agent]") {
  agent_site site{"check: true, health: 1s"};
  const agent_calls versions{"0.2.0", "0.3.1", "0.4.0", "1.0.0"};
  std::string all;
  for (std::size_t i = 0; i < versions.size(); ++i) {
    const auto name = "v" + std::to_string(i);
    site.cluster.define(name, bridged(name, static_cast<int>(i) + 1, 200, versions[i]));
    all += (i == 0 ? "" : ", ") + name + "@" + name;
  }
  site.add_recorder("newest", {"ADD link 02:00:00:00:00:05 10.1.1.5/24"}); // none of Debian's is
  site.cluster.define("newest", R"({"cniVersion":"1.1.0","name":"newest","type":"newest"})");
  site.run_pod("web");
  site.start();
  site.cluster.annotate("web", npwg_networks, all + ", newest@newest");
  for (std::size_t i = 0; i < versions.size(); ++i)
    site.await_attached("web", "v" + std::to_string(i));
  CHECK(site.await_attached("web", "newest").mac == "02:00:00:00:00:05");
  for (const std::size_t i : {2, 3})
    site.await("CHECK is asked of " + versions[i],
               [&] { return site.plugins.count("CHECK bridge v" + std::to_string(i)) >= 2; });
  for (const std::size_t i : {0, 1})
    CHECK(site.plugins.count("CHECK bridge v" + std::to_string(i)) == 0);
}

TEST_CASE("a second Pod gets the only address of a network once the first has left it",
          "[node][agent]") {
  agent_site site;
  site.cluster.define("data", bridged("data", 1, 1));
  site.run_pod("first");
  site.run_pod("second");
  site.start();
  site.cluster.annotate("first", npwg_networks, "data@net1");
  site.await_attached("first", "net1");
  site.cluster.annotate("second", npwg_networks, "data@net1");
  site.await("the second hears why not", [&] {
    const auto told = site.cluster.events("FailedAddingInterface");
    return std::any_of(told.begin(), told.end(), [](const std::string& one) {
      return one.find("no IP addresses available") != std::string::npos;
    });
  });
  // It is tried again and again, and each time an interface comes and goes.
  site.await("the second has none", [&] { return !site.interface("second", "net1"); });
  CHECK(site.reserved("data") == 1);
  site.cluster.annotate("first", npwg_networks, "");
  site.await_gone("first", "net1");
  site.await_attached("second", "net1");
  CHECK(site.reserved("data") == 1);
}

TEST_CASE("a chain that breaks in the middle leaves nothing, and is tried again", "[node][agent]") {
  agent_site site;
  site.add_recorder("second", {"ADD@1 code 999 broken", "ADD@2 code 999 broken"});
  const auto first = bridged("data", 1);
  site.begin_asking(R"({"cniVersion":"0.4.0","name":"data","plugins":[)" + first
                    + R"(,{"type":"second"}]})");
  site.await("it is told", [&] { return !site.cluster.events("FailedAddingInterface").empty(); });
  site.await_attached("web", "net1");
  const auto calls = site.plugins.calls();
  const agent_calls in_vain{"ADD bridge net1", "ADD second net1", "DEL second net1",
                            "DEL bridge net1"};
  REQUIRE(calls.size() == 10);
  CHECK(agent_calls(calls.begin(), calls.begin() + 4) == in_vain);
  CHECK(agent_calls(calls.begin() + 4, calls.begin() + 8) == in_vain);
  CHECK(site.reserved("data") == 1);
  site.cluster.annotate("web", npwg_networks, "");
  site.await_gone("web", "net1");
  site.await("its address is free", [&] { return site.reserved("data") == 0; });
}

TEST_CASE("the default route of a Pod moves to the network that is to have it", "[node][agent]") {
  agent_site site;
  site.cluster.define("data", bridged("data", 1));
  site.run_pod("web");
  const auto ways = [&] {
    return site.node.sh("nsenter --net=" + site.netns_of("web") + " ip route show default");
  };
  CHECK(ways().find("dev eth0") != std::string::npos);
  site.start();
  site.cluster.annotate("web", npwg_networks,
                        R"([{"name":"data","interface":"net1","default-route":["172.20.1.1"]}])");
  site.await_attached("web", "net1");
  CHECK(ways().find("via 172.20.1.1 dev net1") != std::string::npos);
  CHECK(ways().find("eth0") == std::string::npos);
}
