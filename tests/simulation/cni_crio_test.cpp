#include "tests/simulation/node_scene.hpp"

/// A node whose container runtime is CRI-O, whose sandboxes have a process of their own or, by
/// default, none. @see cni.md 7.3, 12
using namespace weft;
using namespace weft::simulation;

namespace {

/// A scene in front of CRI-O, of either sort by Catch2's choice.
struct crio_scene : node_scene {
  crio_scene() {
    auto& character = node.containers.character;
    character.like = cni::sim::runtime_character::product::cri_o;
    character.infra_containers = GENERATE(false, true);
    character.speaks_v1alpha2 = false;
  }
};

} // namespace

TEST_CASE("cni rows 1 and 2: under CRI-O a Pod gets what it asks for and gives it back", "[cni]") {
  crio_scene here;
  const auto id = start_pod(here, "web");
  here.open();
  here.web_asks(asking_for({"red"}));
  REQUIRE(here.sees([&] { return here.web_has({if_red}); }));
  CHECK(here.events("web", "AddedInterface") == 1);
  here.web_asks("[]");
  CHECK(here.sees([&] { return here.web_has({}) && here.records().empty(); }));
  CHECK(here.reserved("red") == texts{});
  const auto calls = here.calls();
  REQUIRE(calls.size() == 2);
  for (const auto& one : calls) {
    CHECK(one.told("CNI_CONTAINERID") == id);
    CHECK(one.told("CNI_NETNS") == "/var/run/netns/" + id);
  }
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("cni row 24: under CRI-O a Pod that goes gives its addresses back", "[cni]") {
  crio_scene here;
  here.open_with_web(asking_for({"red"}));
  evict(here, "web");
  CHECK(here.sees([&] { return here.records().empty(); }, 5s));
  CHECK(here.reserved("red") == texts{});
  REQUIRE(here.calls().size() == 1);
  CHECK(here.calls()[0].told("CNI_NETNS").empty());
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("cni row 25: under CRI-O a Pod's new sandbox gets what the old one had, be that READY "
          "or not",
          "[cni]") {
  crio_scene here;
  here.open_with_web(asking_for({"red"}));
  const auto before = sandbox_of(here, "web");
  const auto after = replace_sandbox(here, "web");
  REQUIRE(here.sees([&] { return here.inside("web") == texts{if_red}; }, 15s));
  here.node.stop_pod(before);
  here.run_for(2min);
  CHECK(here.web_has({if_red}));
  CHECK(here.reserved("red").size() == 1);
  REQUIRE(here.counted().execs() == 2);
  CHECK(here.calls(cni::verb::del)[0].told("CNI_CONTAINERID") == before);
  CHECK(here.calls(cni::verb::add)[0].told("CNI_CONTAINERID") == after);
  CHECK(here.records().size() == 1);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("cni row 26: under CRI-O a Pod in the node's network gets nothing", "[cni]") {
  crio_scene here;
  here.open();
  schedule(here, "web", {{"networks", asking_for({"red"})}});
  const auto uid = text_at(here.find(world::path_of("Pod", "web")), {"metadata", "uid"});
  here.node.run_pod("ns1", "web", uid, 0, cni::sandbox::network::node);
  here.patch(world::path_of("Pod", "web") + "/status", R"({"status":{"phase":"Running"}})");
  CHECK(here.sees([&] { return here.events("web", "InterfaceAddRejected") == 1; }));
  here.run_for(5min);
  CHECK(here.counted().execs() == 0);
}

TEST_CASE("cni row 29: what is asked for while CRI-O is away is done when it is back", "[cni]") {
  crio_scene here;
  here.open_with_web(asking_for({"red"}));
  here.node.containers.set_up(false);
  here.web_asks(asking_for({"green"}));
  here.run_for(90s);
  CHECK(here.counted().execs() == 0);
  here.node.containers.set_up(true);
  CHECK(here.sees([&] { return here.web_has({if_green}); }, 20s));
  CHECK(here.reserved("red") == texts{});
}

TEST_CASE("cni 7.5: under CRI-O with events a new sandbox is not waited for", "[cni]") {
  crio_scene here;
  here.node.containers.character.tells_events = true;
  here.open_with_web(asking_for({"red"}));
  replace_sandbox(here, "web");
  CHECK(here.sees([&] { return here.inside("web") == texts{if_red}; }));
}

TEST_CASE("cni 9: of a namespace that CRI-O does not name yet nothing is guessed", "[cni]") {
  using enum cni::sim::told_sandbox::telling;
  const auto says = GENERATE(null_spec, no_spec, no_path, no_details);
  crio_scene here;
  here.open();
  const auto id = start_pod(here, "web");
  here.node.containers.change(id, [&](auto& one) { one.says = says; });
  here.web_asks(asking_for({"red"}));
  here.run_for(20s);
  CHECK(here.counted().execs() == 0);
  here.node.containers.change(id, [&](auto& one) { one.says = whole; });
  CHECK(here.sees([&] { return here.web_has({if_red}); }, 65s));
}
