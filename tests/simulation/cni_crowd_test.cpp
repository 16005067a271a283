#include "tests/simulation/node_scene.hpp"

#include <algorithm>

/// Many Pods, slow plugins and those that hang. @see cni.md 8.4, 12
using namespace weft;
using namespace weft::simulation;

namespace {

cni::sim::plugin_fault hanging_plugin(const std::string& container) {
  cni::sim::plugin_fault out;
  out.how = cni::sim::plugin_fault::way::hang;
  out.of = cni::verb::add;
  out.container = container;
  return out;
}

/// Pods "p0", "p1", …, that ask for nothing. @returns their sandboxes.
texts start_crowd(node_scene& here, int count) {
  texts out;
  for (int i = 0; i < count; ++i)
    out.push_back(start_pod(here, "p" + std::to_string(i)));
  return out;
}

void ask_all(node_scene& here, int count, const std::string& value) {
  for (int i = 0; i < count; ++i)
    annotate(here, "p" + std::to_string(i), cni::annotation::kaloom, value);
}

std::size_t attached(node_scene& here, int count) {
  std::size_t out = 0;
  for (int i = 0; i < count; ++i)
    out += here.has("p" + std::to_string(i), if_red) ? 1 : 0;
  return out;
}

} // namespace

TEST_CASE("cni row 30: a plugin that hangs is ended at its time, and no other Pod waits for it",
          "[cni]") {
  node_scene here;
  const auto ids = start_crowd(here, 2);
  here.open();
  here.node.inject(hanging_plugin(ids[0]));
  ask_all(here, 2, asking_for({"red"}));
  CHECK(here.sees([&] { return here.has("p1", if_red) && here.told("p1").size() == 1; }, 1s));
  here.run_for(28s);
  CHECK(here.node.running() == 1);
  CHECK(here.told("p0") == texts{});
  CHECK(here.sees([&] { return here.told("p0") == texts{if_red}; }, 5s));
  CHECK(here.events("p0", "FailedAddingInterface") == 1);
  const auto calls = here.calls();
  REQUIRE(calls.size() == 4);
  CHECK(std::ranges::count_if(calls, [](const auto& one) { return one.was_ended; }) == 1);
  CHECK(here.counted().dels == 1);
  CHECK(here.reserved("red").size() == 2);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("cni row 30: as many hanging plugins as may run at once hold others up for five seconds",
          "[cni]") {
  node_scene here;
  const auto ids = start_crowd(here, 5);
  here.open();
  for (std::size_t i = 0; i < 4; ++i)
    here.node.inject(hanging_plugin(ids[i]));
  ask_all(here, 4, asking_for({"red"}));
  REQUIRE(here.sees([&] { return here.node.running() == 4; }));
  annotate(here, "p4", cni::annotation::kaloom, asking_for({"red"}));
  here.run_for(1s);
  CHECK_FALSE(here.has("p4", if_red));
  CHECK(here.sees([&] { return here.told("p4") == texts{if_red}; }, 6s));
  CHECK(here.notices("PluginSlotsExhausted") == 0);
}

TEST_CASE("cni row 30: twice as many hold everybody up until one is ended, and that is told once",
          "[cni]") {
  node_scene here;
  const auto ids = start_crowd(here, 10);
  here.open();
  for (std::size_t i = 0; i < 8; ++i)
    here.node.inject(hanging_plugin(ids[i]));
  ask_all(here, 8, asking_for({"red"}));
  REQUIRE(here.sees([&] { return here.node.running() == 8; }, 7s));
  for (const auto* late : {"p8", "p9"})
    annotate(here, late, cni::annotation::kaloom, asking_for({"red"}));
  here.run_for(15s);
  CHECK_FALSE(here.has("p8", if_red));
  CHECK(here.node.running() == 8);
  CHECK(here.notices("PluginSlotsExhausted") == 1);
  CHECK(here.sees([&] { return attached(here, 10) == 10 && here.told("p9").size() == 1; }, 40s));
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("cni row 30: plugins that hang again and again are told of once per episode", "[cni]") {
  constexpr int count = 20;
  auto how = on_node();
  how.agent.retry_cap = 5s;
  node_scene here{how};
  start_crowd(here, count);
  here.open();
  auto hanging = hanging_plugin("");
  hanging.times = 0;
  here.node.inject(hanging);
  ask_all(here, count, asking_for({"red"}));
  here.run_for(5min);
  CHECK(here.notices("PluginSlotsExhausted") == 1);
  CHECK(here.counted().adds > 40);
  here.node.relent();
  REQUIRE(here.sees([&] { return attached(here, count) == count; }, 2min));
  here.run_for(1min);
  here.node.inject(hanging);
  ask_all(here, count, asking_for({"red", "green"}));
  here.run_for(1min);
  CHECK(here.notices("PluginSlotsExhausted") == 2);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("cni row 31: a hundred Pods are served side by side, and each of them by one at a time",
          "[cni]") {
  constexpr int count = 100;
  auto how = on_node();
  how.tracing = false;
  node_scene here{how};
  here.node.plugin_time = 100ms;
  start_crowd(here, count);
  here.open();
  ask_all(here, count, asking_for({"red"}));
  const auto took = here.run_until([&] { return attached(here, count) == count; }, 1min);
  REQUIRE(took);
  CHECK(*took < count * 100ms / 4 * 3 / 2);
  here.run_for(5s);
  std::size_t most = 0;
  const auto calls = here.calls();
  for (const auto& one : calls) {
    const auto beside = std::ranges::count_if(calls, [&](const auto& other) {
      return other.began <= one.began && (!other.ended || *other.ended > one.began);
    });
    most = std::max(most, static_cast<std::size_t>(beside));
  }
  CHECK(most == 4);
  CHECK(here.counted().adds == count);
  CHECK(here.reserved("red").size() == count);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("cni row 32: what is asked for and taken back while a Pod is busy executes nothing",
          "[cni]") {
  node_scene here;
  start_crowd(here, 1);
  here.open();
  here.node.plugin_time = 500ms;
  ask_all(here, 1, asking_for({"red"}));
  REQUIRE(here.sees([&] { return here.node.running() == 1; }));
  ask_all(here, 1, asking_for({"red", "green"}));
  here.run_for(50ms);
  ask_all(here, 1, asking_for({"red"}));
  here.run_for(1min);
  CHECK(here.inside("p0") == texts{if_red});
  CHECK(here.counted().execs() == 1);
}

TEST_CASE("cni row 32: what is taken back while another network is being attached is not attached",
          "[cni]") {
  node_scene here;
  start_crowd(here, 1);
  here.open();
  here.node.plugin_time = 500ms;
  ask_all(here, 1, asking_for({"red", "green"}));
  REQUIRE(here.sees([&] { return here.node.running() == 1; }));
  ask_all(here, 1, asking_for({"red"}));
  here.run_for(20s);
  std::size_t adds = 0;
  for (const auto& one : here.node.calls())
    adds += one.what.what == cni::verb::add ? 1 : 0;
  CHECK(adds == 1);
}

TEST_CASE("cni 8.4: a Pod of another node is none of ours, whatever a watch says", "[cni]") {
  node_scene here;
  here.open();
  constexpr std::string_view far
    = R"({apiVersion: v1, kind: Pod, spec: {nodeName: node-2}, metadata:
                 {name: far, namespace: ns1, annotations: {networks: '[{"name":"red"}]'}}})";
  here.apply(far);
  const auto uid = text_at(here.find(world::path_of("Pod", "far")), {"metadata", "uid"});
  here.node.run_pod("ns1", "far", uid);
  here.run_for(1min);
  CHECK(here.counted().execs() == 0);
}
