#include "tests/simulation/node_scene.hpp"

#include <algorithm>

/// What goes when annotations, network objects and Pods do, and what stays. @see cni.md 12
using namespace weft;
using namespace weft::simulation;

namespace {

/// All that was made for "red" is gone: inside, outside, on disk and in the status.
void check_red_is_gone(node_scene& here) {
  CHECK(here.inside("web") == texts{});
  CHECK(here.outer_ends() == 0);
  CHECK(here.reserved("red") == texts{});
  CHECK(here.entries("web").empty());
  CHECK(here.records().empty());
  CHECK(here.blemishes() == texts{});
}

} // namespace

TEST_CASE("cni row 2: what is no longer asked for goes with all that was made for it", "[cni]") {
  const bool at_all = GENERATE(true, false);
  node_scene here;
  here.open_with_web(asking_for({"red"}));
  REQUIRE(here.web_has({if_red}));
  here.web_asks(at_all ? json::value{"[]"} : json::value{});
  CHECK(here.sees([&] { return here.entries("web").empty() && here.records().empty(); }));
  check_red_is_gone(here);
  here.run_for(1min);
  CHECK(here.counted().execs() == 1);
  CHECK(here.events("web", "RemovedInterface") == 1);
}

TEST_CASE("cni row 2: the record goes after the status entry, never before", "[cni]") {
  node_scene here;
  here.open_with_web(asking_for({"red"}));
  here.api->core().deny({"", "patch", "pods/status", ""});
  here.web_asks("[]");
  REQUIRE(here.sees([&] { return here.inside("web").empty(); }));
  here.run_for(1min);
  CHECK(here.entries("web").size() == 1);
  CHECK(here.only_record().at == cni::phase::detached);
  CHECK(here.counted().execs() == 1);
  here.api->core().allow_again();
  CHECK(here.sees([&] { return here.records().empty(); }, 7min));
  check_red_is_gone(here);
  CHECK(here.counted().execs() == 1);
}

TEST_CASE("cni row 3: of two networks one goes and the other is not touched", "[cni]") {
  node_scene here;
  here.open_with_web(asking_for({"red", "green"}));
  const auto green = here.interface("web", if_green);
  REQUIRE(green);
  here.web_asks(asking_for({"green"}));
  REQUIRE(here.sees([&] { return here.web_has({if_green}); }));
  here.run_for(2min);
  CHECK(here.lines() == texts{"DEL bridge " + std::string{if_red}});
  CHECK(here.interface("web", if_green) == green);
  CHECK(here.events("web", "RemovedInterface") == 1);
}

TEST_CASE("cni row 17: an attachment outlives its network object and goes without it", "[cni]") {
  node_scene here;
  here.open_with_npwg_web("net-a");
  here.erase(world::path_of("NetworkAttachmentDefinition", "net-a"));
  here.run_for(3min);
  CHECK(here.inside("web").size() == 1);
  CHECK(here.counted().execs() == 0);
  here.web_asks_npwg("");
  CHECK(here.sees([&] { return here.web_has({}) && here.records().empty(); }));
  CHECK(here.reserved("net-a") == texts{});
  CHECK(here.counted().dels == 1);
}

TEST_CASE("cni row 18: what is taken away is taken away as it was made, whatever its network says "
          "today",
          "[cni]") {
  node_scene here;
  here.open_with_npwg_web("net-a");
  auto today = bridge_config("net-a", 4, R"(,"mtu":1400)");
  today.replace(today.find("1.0.0"), 5, "0.4.0");
  define_attachment(here, "net-a", today);
  here.run_for(2min);
  CHECK(here.counted().execs() == 0);
  here.web_asks_npwg("");
  REQUIRE(here.sees([&] { return here.web_has({}); }));
  const auto calls = here.calls();
  REQUIRE(calls.size() == 1);
  const auto input = json::parse(calls[0].what.input).value();
  CHECK(text_at(input, {"cniVersion"}) == "1.0.0");
  CHECK(text_at(input, {"prevResult", "cniVersion"}) == "1.0.0");
  CHECK_FALSE(input.find("mtu"));
  CHECK(calls[0].came_to.status == 0);
}

TEST_CASE("cni row 24: a Pod that goes gives its addresses back", "[cni]") {
  node_scene here;
  here.open_with_web(asking_for({"red", "green"}));
  const bool while_down = GENERATE(false, true);
  if (while_down)
    here.kill(here.newest());
  evict(here, "web");
  if (while_down) {
    here.run_for(1min);
    CHECK(here.reserved("red").size() == 1);
    here.start();
  }
  CHECK(here.sees([&] { return here.records().empty(); }, 5s));
  CHECK(here.reserved("red") == texts{});
  CHECK(here.reserved("green") == texts{});
  here.run_for(2min);
  const auto calls = here.calls();
  CHECK(calls.size() == 2);
  for (const auto& one : calls) {
    CHECK(one.what.what == cni::verb::del);
    CHECK(one.told("CNI_NETNS").empty());
  }
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("cni row 24: a Pod that is deleted keeps what it has until its sandbox stops", "[cni]") {
  node_scene here;
  here.open_with_web(asking_for({"red"}));
  here.patch(world::path_of("Pod", "web"), R"({"metadata":{"finalizers":["test/grace"]}})");
  here.erase(world::path_of("Pod", "web"));
  here.run_for(1min);
  here.web_asks(asking_for({"green"}));
  here.run_for(1min);
  CHECK(here.inside("web") == texts{if_red});
  CHECK(here.counted().execs() == 0);
  here.node.stop_pod(sandbox_of(here, "web"));
  CHECK(here.sees([&] { return here.reserved("red").empty(); }, 15s));
  here.patch(world::path_of("Pod", "web"), R"({"metadata":{"finalizers":null}})");
  CHECK(here.sees([&] { return here.records().empty(); }, 15s));
  CHECK(here.counted().execs() == 1);
}

TEST_CASE("cni row 39: a removal that fails holds up neither another removal nor an addition",
          "[cni]") {
  node_scene here;
  here.open_with_web(asking_for({"red", "green"}));
  cni::sim::plugin_fault fails;
  fails.of = cni::verb::del;
  fails.interface = if_red;
  fails.times = 3;
  here.node.inject(fails);
  here.web_asks(asking_for({"data"}));
  REQUIRE(here.sees([&] { return here.inside("web") == texts{if_data, if_red}; }));
  CHECK(here.sees([&] { return here.told("web").size() == 2; }));
  CHECK(here.events("web", "FailedRemovingInterface") == 1);
  CHECK(here.sees([&] { return here.web_has({if_data}) && here.records().size() == 1; }, 30s));
  CHECK(here.reserved("red") == texts{});
  const auto dels = here.calls(cni::verb::del);
  CHECK(
    std::ranges::count_if(dels, [](const auto& one) { return one.told("CNI_IFNAME") == if_red; })
    == 4);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("cni row 44: where the parent of an interface is gone only its address is released",
          "[cni]") {
  node_scene here;
  here.node.network.add_host("eth1");
  define_attachment(here, "mac",
                    R"({"cniVersion":"1.0.0","name":"mac","type":"macvlan","master":"eth1",)"
                    R"("ipam":{"type":"host-local","subnet":"172.20.9.0/24"}})");
  here.open_with_npwg_web("mac@mac0, net-a@net0");
  REQUIRE(here.web_has({"mac0", "net0"}));
  here.node.network.remove_host("eth1");
  here.web_asks_npwg("net-b@net1");
  CHECK(here.sees([&] { return here.inside("web") == texts{"net1"}; }));
  CHECK(
    here.sees([&] { return here.reserved("mac").empty() && here.records().size() == 1; }, 4min));
  here.run_for(1min);
  CHECK(here.events("web", "AddressReleased") == 1);
  CHECK(here.notices("AddressReleased") == 1);
  CHECK(here.web_has({"net1"}));
  CHECK(here.blemishes() == texts{});
}
