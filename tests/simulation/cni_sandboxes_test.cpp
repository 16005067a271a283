#include "adapters/metrics/registry.hpp"
#include "tests/simulation/node_scene.hpp"

#include <algorithm>

/// Sandboxes that come, go and are odd, and what others do in them. @see cni.md 12
using namespace weft;
using namespace weft::simulation;

namespace {

using cni_standing = cni::netns_view::standing;

} // namespace

TEST_CASE("cni row 25: a Pod's new sandbox gets what the old one had, and the old one's addresses "
          "are released",
          "[cni]") {
  const bool stopped = GENERATE(false, true);
  node_scene here;
  here.open_with_web(asking_for({"red", "green"}));
  const auto before = sandbox_of(here, "web");
  const auto path = here.node.netns_of(before);
  const auto after = replace_sandbox(here, "web");
  if (stopped)
    here.node.stop_pod(before);
  CHECK(here.sees([&] { return here.inside("web") == texts{if_green, if_red}; }, 15s));
  here.run_for(2min);
  CHECK(here.web_has({if_red, if_green}));
  CHECK(here.reserved("red").size() == 1);
  CHECK(here.outer_ends() == 2);
  const auto dels = here.calls(cni::verb::del);
  CHECK(dels.size() == 2);
  for (const auto& one : dels) {
    CHECK(one.told("CNI_CONTAINERID") == before);
    CHECK(one.told("CNI_NETNS") == (stopped ? "" : path));
  }
  for (const auto& one : here.calls(cni::verb::add))
    CHECK(one.told("CNI_CONTAINERID") == after);
  CHECK(here.records().size() == 2);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("cni 7.5: a runtime that tells what happens is not waited for", "[cni]") {
  node_scene here;
  here.node.containers.character.tells_events = true;
  here.open_with_web(asking_for({"red"}));
  replace_sandbox(here, "web");
  CHECK(here.sees([&] { return here.inside("web") == texts{if_red}; }));
}

TEST_CASE("cni row 26: a Pod in the node's network gets nothing and is told so", "[cni]") {
  const bool by_spec = GENERATE(true, false);
  node_scene here;
  here.open();
  const auto host = here.node.network.host();
  schedule(here, "web", {{"networks", asking_for({"red"})}}, "ns1", by_spec);
  if (by_spec) {
    run_sandbox(here, "web");
  } else {
    const auto uid = text_at(here.find(world::path_of("Pod", "web")), {"metadata", "uid"});
    here.node.run_pod("ns1", "web", uid, 0, cni::sandbox::network::node);
    here.patch(world::path_of("Pod", "web") + "/status", R"({"status":{"phase":"Running"}})");
  }
  CHECK(here.sees([&] { return here.events("web", "InterfaceAddRejected") == 1; }));
  here.run_for(5min);
  CHECK(here.counted().execs() == 0);
  CHECK(here.notices("InterfaceAddRejected") == 1);
  CHECK(here.node.network.host() == host);
  CHECK(here.told("web") == texts{});
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("cni 7.3: a static Pod is served, by whatever uid its manifest goes", "[cni]") {
  const std::string uid
    = GENERATE("8b1a9953c4611296a827abf8c47804d7", "0a1b2c3d-0000-4000-8000-000000000001");
  const std::string former = "0a1b2c3d-0000-4000-8000-000000000002";
  node_scene here;
  here.open();
  schedule(here, "web",
           {{"networks", asking_for({"red"})}, {std::string{cni::annotation::config_hash}, uid}});
  here.patch(world::path_of("Pod", "web") + "/status", R"({"status":{"phase":"Running"}})");
  const auto stranger = here.node.run_pod("ns1", "web", former, 7);
  here.run_for(2min);
  CHECK(here.counted().execs() == 0);
  const auto id = here.node.run_pod("ns1", "web", uid);
  CHECK(here.sees([&] { return here.web_has({if_red}); }, 15s));
  CHECK(here.only_record().container_id == id);
  CHECK(here.only_record().runtime_uid == uid);
  here.node.remove_pod(stranger);
  here.run_for(2min);
  CHECK(here.counted().execs() == 1);
  here.web_asks("[]");
  CHECK(here.sees([&] { return here.web_has({}); }));
  CHECK(here.reserved("red") == texts{});
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("cni row 27: the node's own namespace is refused whoever calls it a Pod's", "[cni]") {
  metrics::registry numbers;
  node_scene here;
  here.open();
  here.newest().here.numbers = &numbers;
  const auto id = start_pod(here, "web");
  here.node.network.place(here.node.netns_of(id), cni_standing::nodes_own);
  here.web_asks(asking_for({"red"}));
  CHECK(here.sees([&] { return here.events("web", "NetnsRefused") == 1; }));
  here.run_for(5min);
  CHECK(here.counted().execs() == 0);
  CHECK(here.notices("NetnsRefused") == 1);
  CHECK(numbers.exposition().find("\ncni_netns_guard_rejections_total 1\n") != std::string::npos);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("cni row 28: nothing is attached where there is no namespace, and what was goes without",
          "[cni]") {
  node_scene here;
  here.open_with_web(asking_for({"red"}));
  const auto before = sandbox_of(here, "web");
  here.node.kill_pause(before);
  here.node.network.place(here.node.netns_of(before), cni_standing::no_netns);
  const auto after = run_sandbox(here, "web");
  here.node.network.place(here.node.netns_of(after), cni_standing::no_netns);
  CHECK(here.sees([&] { return here.reserved("red").empty(); }, 15s));
  here.run_for(1min);
  REQUIRE(here.calls().size() == 1);
  CHECK(here.calls()[0].what.what == cni::verb::del);
  CHECK(here.calls()[0].told("CNI_NETNS").empty());
  CHECK(here.events("web", "NetnsRefused") == 1);
  here.node.network.make_namespace(here.node.netns_of(after));
  CHECK(here.sees([&] { return here.web_has({if_red}); }, 65s));
  CHECK(here.blemishes() == texts{});
}

TEST_CASE(
  "cni row 29: what is asked for while the container runtime is away is done when it is back",
  "[cni]") {
  const bool hangs = GENERATE(false, true);
  node_scene here;
  here.open_with_web(asking_for({"red"}));
  start_pod(here, "other");
  here.run_for(1s);
  if (hangs)
    here.node.containers.character.answers = false;
  else
    here.node.containers.set_up(false);
  here.web_asks(asking_for({"green"}));
  annotate(here, "other", "networks", asking_for({"data"}));
  here.run_for(90s);
  CHECK(here.inside("web") == texts{if_red});
  CHECK(here.told("web") == texts{if_red});
  CHECK(here.counted().execs() == 0);
  here.node.containers.set_up(true);
  here.node.containers.character.answers = true;
  CHECK(here.sees([&] { return here.web_has({if_green}); }, 20s));
  CHECK(here.sees([&] { return here.inside("other") == texts{if_data}; }, 20s));
  CHECK(here.reserved("red") == texts{});
  CHECK(here.blemishes() == texts{});
}

TEST_CASE(
  "cni 9: a runtime that does not name the namespace is asked again, and nothing is guessed",
  "[cni]") {
  using enum cni::sim::told_sandbox::telling;
  const auto says = GENERATE(null_spec, no_spec, no_path, no_details, no_json);
  node_scene here;
  here.open();
  const auto id = start_pod(here, "web");
  here.node.containers.change(id, [&](auto& one) { one.says = says; });
  here.web_asks(asking_for({"red"}));
  here.run_for(20s);
  CHECK(here.counted().execs() == 0);
  CHECK(here.notices("NetnsRefused") == 0);
  here.node.containers.change(id, [&](auto& one) { one.says = whole; });
  CHECK(here.sees([&] { return here.web_has({if_red}); }, 65s));
}

TEST_CASE("cni row 36: an interface that somebody deleted is made again", "[cni]") {
  node_scene here;
  here.open_with_web(asking_for({"red", "green"}));
  const auto green = here.interface("web", if_green);
  here.delete_inside("web", if_red);
  CHECK(here.sees([&] { return here.has("web", if_red); }, 65s));
  here.run_for(1s);
  CHECK(here.lines()
        == texts{"DEL bridge " + std::string{if_red}, "ADD bridge " + std::string{if_red}});
  CHECK(here.web_has({if_red, if_green}));
  CHECK(text_at(here.entry("web", if_red), {"mac"}) == here.interface("web", if_red)->mac);
  CHECK(here.reserved("red").size() == 1);
  CHECK(here.interface("web", if_green) == green);
  CHECK(here.events("web", "RepairedInterface") == 1);
}

TEST_CASE("cni 8.3: a veth pair whose outer end has lost its bridge is made again", "[cni]") {
  node_scene here;
  here.open_with_web(asking_for({"red"}));
  here.node.network.remove_host("red-br");
  CHECK(here.sees([&] { return here.counted().adds == 1; }, 65s));
  here.run_for(2min);
  CHECK(here.web_has({if_red}));
  CHECK(here.counted().execs() == 2);
}

TEST_CASE("cni row 37: an interface of somebody else is not touched, and holds nobody up",
          "[cni]") {
  node_scene here;
  here.open();
  const auto id = start_pod(here, "web");
  here.node.network.add_foreign(here.node.netns_of(id), if_red);
  const auto red = here.interface("web", if_red);
  here.web_asks(asking_for({"red", "green"}));
  REQUIRE(here.sees([&] { return here.has("web", if_green); }));
  here.run_for(5min);
  CHECK(here.lines() == texts{"ADD bridge " + std::string{if_green}});
  CHECK(here.interface("web", if_red) == red);
  CHECK(here.told("web") == texts{if_green});
  CHECK(here.events("web", "InterfaceAddRejected") == 1);
  CHECK(here.notices("InterfaceAddRejected") == 1);
  here.web_asks("[]");
  here.run_for(1min);
  CHECK(here.interface("web", if_red) == red);
}
