#include "adapters/cni/process_table.hpp"
#include "tests/node/agent_site.hpp"

#include <catch2/catch.hpp>

#include <filesystem>

using namespace weft;
using tests::agent_site;
using tests::bridged;
using tests::npwg_networks;

TEST_CASE("an agent that is killed and comes back runs no plugin for what stands",
          "[node][agent]") {
  agent_site site;
  site.cluster.define("more", bridged("more", 2));
  const auto before = site.begin_attached();
  site.kill();
  site.start();
  site.cluster.annotate("web", npwg_networks, "data@net1, more@net2");
  site.await_attached("web", "net2");
  CHECK(site.plugins.calls() == std::vector<std::string>{"ADD bridge net1", "ADD bridge net2"});
  const auto after = site.interface("web", "net1");
  REQUIRE(after);
  CHECK(after->index == before.index);
}

TEST_CASE("what was attached by an earlier agent goes without a trace in the firewall",
          "[node][agent]") {
  agent_site site;
  const auto seen = site.begin_attached(R"({"cniVersion":"1.0.0","name":"data","plugins":[)"
                                        + bridged("data", 1) + R"(,{"type":"firewall"}]})");
  const auto rules = [&] { return site.node.sh("iptables -w -S CNI-FORWARD"); };
  CHECK(rules().find("172.20.1.10") != std::string::npos);
  site.kill();
  site.cluster.annotate("web", npwg_networks, std::nullopt);
  site.start();
  site.await_gone("web", "net1");
  CHECK(rules().find("172.20.1.10") == std::string::npos); // the firewall's DEL is the first
  site.await("its address is free", [&] { return site.reserved("data") == 0; });
}

TEST_CASE("a Pod that goes gives its address back, be it while the agent is away",
          "[node][agent]") {
  agent_site site;
  site.cluster.define("data", bridged("data", 1));
  for (const auto* pod : {"first", "second"})
    site.run_pod(pod);
  site.start();
  for (const auto* pod : {"first", "second"}) {
    site.cluster.annotate(pod, npwg_networks, "data@net1");
    site.await_attached(pod, "net1");
  }
  CHECK(site.reserved("data") == 2);
  site.remove_pod("first");
  site.await("the first has left nothing",
             [&] { return site.reserved("data") == 1 && site.records() == 1; });
  site.kill();
  site.remove_pod("second");
  CHECK(site.reserved("data") == 1);
  site.start();
  site.await("the second has left nothing",
             [&] { return site.reserved("data") == 0 && site.records() == 0; });
}

TEST_CASE("a Pod whose sandbox comes anew is attached anew, and keeps one address",
          "[node][agent]") {
  agent_site site;
  site.begin_attached();
  const auto old_sandbox = site.sandbox_of("web");
  const auto old_netns = site.netns_of("web");
  site.runtime.kill_pause(old_sandbox);
  site.run_again("web");
  REQUIRE(site.netns_of("web") != old_netns);
  site.await_attached("web", "net1");
  site.await("one record is left",
             [&] { return site.records() == 1 && site.reserved("data") == 1; });
  CHECK(site.plugins.calls()
        == std::vector<std::string>{"ADD bridge net1", "DEL bridge net1", "ADD bridge net1"});
}

TEST_CASE("what is wished while containerd is away is done once it is back", "[node][agent]") {
  agent_site site;
  site.cluster.define("more", bridged("more", 2));
  const auto before = site.begin_attached();
  site.runtime.kill();
  site.cluster.annotate("web", npwg_networks, "data@net1, more@net2");
  site.await("the agent has noticed", [&] { return site.metric("cni_runtime_up") == 0; });
  site.runtime.start();
  site.await_attached("web", "net2");
  const auto after = site.interface("web", "net1");
  REQUIRE(after);
  CHECK(after->index == before.index);
  CHECK(site.plugins.calls() == std::vector<std::string>{"ADD bridge net1", "ADD bridge net2"});
}

TEST_CASE("an agent that is killed during an ADD ends what is left of it, and begins anew",
          "[node][agent]") {
  agent_site site;
  site.add_recorder("slow", {"ADD link 02:00:00:00:00:05 10.1.1.5/24", "ADD@1 hang", "DEL unlink"});
  site.begin_asking(R"({"cniVersion":"1.0.0","name":"data","type":"slow"})");
  site.await("the plugin has made its interface",
             [&] { return site.interface("web", "net1").has_value(); });
  site.kill();
  const auto survivor = site.recorded().back().pid;
  site.await("what it runs to make one is done",
             [&] { return cni::members_of(survivor).size() == 1; });
  site.start();
  site.await_attached("web", "net1");
  CHECK(cni::members_of(survivor).empty());
  CHECK(site.plugins.calls()
        == std::vector<std::string>{"ADD slow net1", "DEL slow net1", "ADD slow net1"});
  CHECK(site.records() == 1);
}

TEST_CASE("an agent that is told to stop waits for its plugin, and has attached", "[node][agent]") {
  agent_site site;
  site.add_recorder("slow", {"ADD delay 1000", "ADD link 02:00:00:00:00:05 10.1.1.5/24"});
  site.begin_asking(R"({"cniVersion":"1.0.0","name":"data","type":"slow"})");
  site.await("the plugin runs", [&] { return site.plugins.count("ADD slow net1") == 1; });
  CHECK(site.stop() == 0);
  CHECK(site.interface("web", "net1"));
  site.start();
  site.await_attached("web", "net1");
  CHECK(site.plugins.calls() == std::vector<std::string>{"ADD slow net1"});
}

TEST_CASE("a record that was torn is made up for by its name and today's network",
          "[node][agent]") {
  agent_site site;
  site.cluster.define("data", bridged("data", 1));
  for (const auto* pod : {"web", "other"})
    site.run_pod(pod);
  site.start();
  for (const auto* pod : {"web", "other"}) {
    site.cluster.annotate(pod, npwg_networks, "data@net1");
    site.await_attached(pod, "net1");
  }
  const auto before = site.interface("other", "net1");
  site.kill();
  for (const auto& one : std::filesystem::directory_iterator{agent_site::record_folder()})
    if (one.path().filename().string().find(site.sandbox_of("web")) != std::string::npos)
      std::filesystem::resize_file(one.path(), 0);
  site.start();
  site.await("the torn one is attached again",
             [&] { return site.plugins.calls().size() == 4 && site.records() == 2; });
  site.await_attached("web", "net1");
  const auto after = site.interface("other", "net1");
  REQUIRE(after);
  CHECK(after->index == before->index);
  CHECK(site.reserved("data") == 2);
}
