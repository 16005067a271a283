#include "tests/simulation/node_scene.hpp"

#include <algorithm>

/// Networks that several plugins make, and plugins that fail. @see cni.md 12
using namespace weft;
using namespace weft::simulation;

namespace {

/// Three plugins; the object gives it its name.
constexpr auto chained = R"({"cniVersion":"1.0.0","plugins":[)"
                         R"({"type":"bridge","bridge":"c-br",)"
                         R"("ipam":{"type":"host-local","subnet":"172.20.9.0/24"}},)"
                         R"({"type":"tuning","sysctl":{"a":"b"}},{"type":"portmap","snat":true}]})";

cni::sim::plugin_fault failing_add(const std::string& type, std::size_t times = 1) {
  cni::sim::plugin_fault out;
  out.of = cni::verb::add;
  out.type = type;
  out.times = times;
  return out;
}

/// When the ADDs of a plugin began.
std::vector<cni::sim::instant> starts_of(const node_scene& here, const std::string& type) {
  std::vector<cni::sim::instant> out;
  for (const auto& one : here.calls(cni::verb::add))
    if (one.what.type == type)
      out.push_back(one.began);
  return out;
}

} // namespace

TEST_CASE("cni row 13: plugins of a list run in its order, and back again", "[cni]") {
  node_scene here;
  define_attachment(here, "chained", chained);
  start_pod(here, "web");
  here.open();
  here.web_asks_npwg("chained@net1");
  REQUIRE(here.sees([&] { return here.web_has({"net1"}); }));
  here.web_asks_npwg("");
  REQUIRE(here.sees([&] { return here.web_has({}); }));
  CHECK(here.lines()
        == texts{"ADD bridge net1", "ADD tuning net1", "ADD portmap net1", "DEL portmap net1",
                 "DEL tuning net1", "DEL bridge net1"});
  const auto calls = here.calls();
  REQUIRE(calls.size() == 6);
  const auto last = json::parse(calls[2].came_to.output).value();
  for (std::size_t i = 0; i < calls.size(); ++i) {
    CAPTURE(i);
    const auto input = json::parse(calls[i].what.input).value();
    CHECK(text_at(input, {"name"}) == "chained");
    CHECK(text_at(input, {"cniVersion"}) == "1.0.0");
    CHECK(text_at(input, {"type"}) == calls[i].what.type);
    const auto* before = input.find("prevResult");
    REQUIRE((before != nullptr) == (i != 0));
    if (i == 1 || i == 2)
      CHECK(*before == json::parse(calls[i - 1].came_to.output).value());
    if (i > 2)
      CHECK(*before == last);
  }
}

TEST_CASE(
  "cni row 14: a chain that fails half-way is taken back wholly, and tried again ever later",
  "[cni]") {
  node_scene here;
  define_attachment(here, "chained", chained);
  start_pod(here, "web");
  here.open();
  here.node.inject(failing_add("tuning", 5));
  here.web_asks_npwg("chained@net1");
  REQUIRE(here.sees([&] { return here.counted().dels == 3; }));
  here.run_for(100ms);
  CHECK(here.lines()
        == texts{"ADD bridge net1", "ADD tuning net1", "DEL portmap net1", "DEL tuning net1",
                 "DEL bridge net1"});
  CHECK(here.inside("web") == texts{});
  CHECK(here.reserved("chained") == texts{});
  REQUIRE(here.sees([&] { return here.web_has({"net1"}); }, 1min));
  const auto all = starts_of(here, "bridge");
  REQUIRE(all.size() == 6);
  for (std::size_t i = 2; i < all.size(); ++i)
    CHECK(all[i] - all[i - 1] > all[i - 1] - all[i - 2]);
  CHECK(here.reserved("chained").size() == 1);
  CHECK(here.events("web", "FailedAddingInterface") == 1);
  CHECK(here.events("web", "AddedInterface") == 1);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("cni row 15: whoever found no address free gets the first that somebody gives back",
          "[cni]") {
  node_scene here;
  define_attachment(
    here, "tight",
    bridge_config("tight", 9, {}, R"(,"rangeStart":"172.20.9.5","rangeEnd":"172.20.9.5")"));
  here.open_with_npwg_web("tight");
  start_pod(here, "late", {{"k8s.v1.cni.cncf.io/networks", "tight"}});
  REQUIRE(here.sees([&] { return here.events("late", "FailedAddingInterface") == 1; }));
  CHECK(here.newest_note("FailedAddingInterface").find("no IP addresses available")
        != std::string::npos);
  here.run_for(5min); // by now it is tried once a minute
  CHECK(here.inside("late") == texts{});
  CHECK(here.told("late") == texts{});
  CHECK(here.outer_ends() == 1);
  here.web_asks_npwg("");
  CHECK(here.sees([&] { return here.inside("late").size() == 1; }));
  CHECK(here.reserved("tight") == texts{"172.20.9.5"});
  here.run_for(1s);
  CHECK(here.told("late") == here.inside("late"));
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("cni 5.6: what can be neither made nor cleaned is tried ever more rarely", "[cni]") {
  node_scene here;
  define_attachment(here, "astray",
                    R"({"cniVersion":"1.0.0","name":"astray","type":"macvlan","master":"nosuch0",)"
                    R"("ipam":{"type":"host-local","subnet":"172.20.9.0/24"}})");
  here.open_with_npwg_web("astray@net0");
  start_pod(here, "other", {{"k8s.v1.cni.cncf.io/networks", "astray@net0"}});
  here.run_for(10min);
  const auto first = here.counted();
  CHECK(first.adds > 20);
  CHECK(first.adds < 60);
  CHECK(first.dels < 300);
  here.run_for(10min); // by now it is tried once a minute
  CHECK(here.counted().adds - first.adds < 40);
  CHECK(here.records().size() <= 2);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("cni row 16: a network that comes later is attached as soon as it is there", "[cni]") {
  node_scene here;
  start_pod(here, "web");
  here.open();
  here.web_asks_npwg("late, net-a");
  REQUIRE(here.sees([&] { return here.inside("web").size() == 1; }));
  here.run_for(5s);
  CHECK(here.counted().execs() == 1);
  define_attachment(here, "late", bridge_config("late", 9));
  CHECK(here.sees([&] { return here.inside("web").size() == 2; }));
  CHECK(here.reserved("late").size() == 1);
  CHECK(here.notices("NetworkRefused") == 0);
}

TEST_CASE("cni 9: while networks cannot be listed nobody says that one is missing", "[cni]") {
  node_scene here;
  for (const auto* verb : {"list", "watch"})
    here.api->core().deny({"", verb, "network-attachment-definitions", ""});
  start_pod(here, "web", {{std::string{cni::annotation::npwg}, "net-a, none"}});
  here.start();
  here.run_for(5min);
  CHECK(here.notices("NetworkMissing") == 0);
  CHECK(here.events("web", "NetworkMissing") == 0);
  CHECK(here.counted().execs() == 0);
  here.api->core().allow_again();
  CHECK(here.sees([&] { return here.inside("web").size() == 1; }, 65s));
  CHECK(here.sees([&] { return here.events("web", "NetworkMissing") == 1; }));
  CHECK(here.newest_note("NetworkMissing").find("/ns1/none") != std::string::npos);
}

TEST_CASE("cni 9: in a cluster that lacks a kind of networks its networks are missing", "[cni]") {
  node_scene here;
  here.erase("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/"
             "network-attachment-definitions.k8s.cni.cncf.io");
  start_pod(here, "web", {{std::string{cni::annotation::npwg}, "net-a"}});
  here.start();
  CHECK(here.sees([&] { return here.events("web", "NetworkMissing") == 1; }, 10s));
}

TEST_CASE("cni row 40: a plugin that asks for another time is asked again, no sooner than after a "
          "second",
          "[cni]") {
  node_scene here;
  start_pod(here, "web");
  here.open();
  auto busy = failing_add("bridge");
  busy.code = 11;
  busy.message = "try again later";
  here.node.inject(busy);
  here.web_asks(asking_for({"red"}));
  REQUIRE(here.sees([&] { return here.web_has({if_red}); }, 5s));
  const auto all = starts_of(here, "bridge");
  REQUIRE(all.size() == 2);
  CHECK(all[1] - all[0] >= 1s);
  CHECK(here.reserved("red").size() == 1);
}

TEST_CASE("cni 9: a plugin that misbehaves is cleaned up after, and tried again", "[cni]") {
  using enum cni::sim::plugin_fault::way;
  const auto how = GENERATE(fail, fail_half, fail_late, die, garbage, flood);
  node_scene here;
  start_pod(here, "web");
  here.open();
  auto one = failing_add("bridge");
  one.how = how;
  here.node.inject(one);
  here.web_asks(asking_for({"red"}));
  CHECK(here.sees([&] { return here.web_has({if_red}); }, 5s));
  CHECK(here.lines()
        == texts{"ADD bridge " + std::string{if_red}, "DEL bridge " + std::string{if_red},
                 "ADD bridge " + std::string{if_red}});
  CHECK(here.reserved("red").size() == 1);
  CHECK(here.outer_ends() == 1);
  CHECK(here.records().size() == 1);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("cni row 50: a plugin whose daemon holds its output has done what it has done", "[cni]") {
  node_scene here;
  start_pod(here, "web");
  here.open();
  cni::sim::plugin_fault haunting;
  haunting.how = cni::sim::plugin_fault::way::haunt;
  here.node.inject(haunting);
  here.web_asks(asking_for({"red"}));
  CHECK(here.sees([&] { return here.web_has({if_red}); }, 1s));
  here.run_for(5min);
  CHECK(here.lines() == texts{"ADD bridge " + std::string{if_red}});
  CHECK(here.events("web", "FailedAddingInterface") == 0);
}

TEST_CASE("cni 9: a plugin that is not installed is asked for again once it may be there",
          "[cni]") {
  node_scene here;
  here.node.installed.erase("bridge");
  start_pod(here, "web");
  here.open();
  here.web_asks(asking_for({"red"}));
  REQUIRE(here.sees([&] { return here.events("web", "FailedAddingInterface") == 1; }));
  CHECK(here.newest_note("FailedAddingInterface").find("/opt/cni/bin") != std::string::npos);
  here.node.installed.insert("bridge");
  here.run_for(25s);
  CHECK(here.counted().execs() == 0);
  CHECK(here.sees([&] { return here.web_has({if_red}); }, 20s));
}
