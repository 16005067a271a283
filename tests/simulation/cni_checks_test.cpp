#include "tests/simulation/node_scene.hpp"

#include <set>

/// What plugins are asked besides: CHECK. @see cni.md 5.9, 5.10
using namespace weft;
using namespace weft::simulation;

namespace {

world_shape on_asking_node() {
  auto shape = on_node();
  shape.agent.check = true;
  return shape;
}

cni::sim::plugin_fault complaint(std::size_t times = 0) {
  cni::sim::plugin_fault out;
  out.of = cni::verb::check;
  out.times = times;
  out.message = "Expected Route not found";
  return out;
}

} // namespace

TEST_CASE("cni 5.9: plugins are asked about each attachment as often as it is looked at", "[cni]") {
  node_scene here{on_asking_node()};
  define_attachment(here, "old", R"({"cniVersion":"0.3.1","name":"old","type":"bridge"})");
  define_attachment(here, "mute",
                    R"({"cniVersion":"1.0.0","name":"mute","disableCheck":true,)"
                    R"("plugins":[{"type":"bridge","bridge":"mute-br"}]})");
  here.open_with_npwg_web("net-a,old@old1,mute@mute1");
  here.run_for(10min);
  const auto all = here.counted();
  CHECK(all.checks >= 9);
  CHECK(all.checks <= 12);
  CHECK(all.execs() == all.checks);
  for (const auto& one : here.calls())
    CHECK(json::parse(one.what.input).value().text_at({"name"}) == "net-a");
  CHECK(here.web_has(here.inside("web")));
  CHECK(here.events("web", "CheckFailed") == 0);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("cni 5.9: a complaint of plugins is told, and nothing is done about what is whole",
          "[cni]") {
  node_scene here{on_asking_node()};
  here.node.inject(complaint());
  here.open_with_web(asking_for({"red"}));
  here.run_for(10min);
  CHECK(here.counted().checks >= 9);
  CHECK(here.counted().execs() == here.counted().checks);
  CHECK(here.notices("CheckFailed") == 1);
  CHECK(here.newest_note("CheckFailed").find("Expected Route not found") != std::string::npos);
  CHECK(here.web_has({if_red}));
  here.delete_inside("web", if_red);
  CHECK(here.sees([&] { return here.web_has({if_red}); }, 70s));
  CHECK(here.counted().adds == 1);
  CHECK(here.counted().dels == 1);
}

TEST_CASE("cni 5.9: nobody is asked where that is not set", "[cni]") {
  node_scene here;
  here.open_with_web(asking_for({"red"}));
  here.run_for(10min);
  CHECK(here.counted().execs() == 0);
}

TEST_CASE(
  "cni row 41: networks of all versions are attached and told alike, and asked as they allow",
  "[cni]") {
  node_scene here{on_asking_node()};
  here.node.renew_plugins();
  const texts versions{"0.2.0", "0.3.1", "0.4.0", "1.0.0", "1.1.0"};
  std::string wish;
  for (std::size_t i = 0; i < versions.size(); ++i) {
    const auto number = std::to_string(i);
    define_attachment(here, "v" + number,
                      R"({"cniVersion":")" + versions[i] + R"(","name":"v)" + number
                        + R"(","type":"bridge","bridge":"v-br","ipam":{"type":"host-local",)"
                          R"("subnet":"172.30.)"
                        + number + R"(.0/24"}})");
    wish += (i == 0 ? "v" : ",v") + number + "@net" + number;
  }
  start_pod(here, "web");
  here.open();
  here.web_asks_npwg(wish);
  REQUIRE(here.sees([&] { return here.told("web").size() == versions.size(); }));
  CHECK(here.web_has({"net0", "net1", "net2", "net3", "net4"}));
  for (std::size_t i = 0; i < versions.size(); ++i) {
    CAPTURE(versions[i]);
    const auto name = "net" + std::to_string(i);
    const auto entry = here.entry("web", name);
    const auto made = here.interface("web", name);
    REQUIRE(made);
    CHECK(text_at(entry, {"mac"}) == made->mac);
    const auto* ips = entry.find("ips");
    REQUIRE((ips && ips->as_array() && ips->as_array()->size() == 1));
    CHECK(ips->as_array()->front().text_or("").starts_with("172.30." + std::to_string(i) + "."));
  }
  const auto ready = here.calls(cni::verb::status);
  REQUIRE(ready.size() == 1);
  CHECK(json::parse(ready.front().what.input).value().text_at({"name"}) == "v4");
  here.run_for(150s);
  std::set<std::string> asked;
  for (const auto& one : here.calls(cni::verb::check))
    asked.insert(text_at(json::parse(one.what.input).value(), {"cniVersion"}));
  CHECK(asked == std::set<std::string>{"0.4.0", "1.0.0", "1.1.0"});
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("cni 5.10: a network whose plugins are not ready is asked again, and nothing is made",
          "[cni]") {
  node_scene here;
  here.node.renew_plugins();
  define_attachment(here, "later", R"({"cniVersion":"1.1.0","name":"later","type":"bridge"})");
  start_pod(here, "web");
  here.open();
  cni::sim::plugin_fault unready;
  unready.of = cni::verb::status;
  unready.code = 50;
  unready.times = 3;
  here.node.inject(unready);
  here.web_asks_npwg("later@net1");
  CHECK(here.sees([&] { return here.web_has({"net1"}); }, 10s));
  CHECK(here.calls(cni::verb::status).size() == 4);
  CHECK(here.counted().adds == 1);
  CHECK(here.counted().dels == 0);
}

TEST_CASE("cni 5.10: what plugins hold for nobody goes, of networks that are the agent's alone",
          "[cni]") {
  auto how = on_node();
  how.agent.exclusive_networks = {"ours"};
  node_scene here{how};
  here.node.renew_plugins();
  const auto range = json::parse(R"({"subnet":"172.30.0.0/24"})").value();
  for (const auto* name : {"ours", "anyones"})
    define_attachment(here, name,
                      R"({"cniVersion":"1.1.0","name":")" + std::string{name}
                        + R"(","type":"bridge","bridge":"b","ipam":{"type":"host-local",)"
                          R"("subnet":"172.30.0.0/24"}})");
  here.open_with_npwg_web("ours@net1,anyones@net2");
  for (const auto* name : {"ours", "anyones"})
    REQUIRE(here.node.pools.reserve(name, range, {"nobody", "net1"}).has_value());
  here.run_for(11min);
  CHECK(here.reserved("ours").size() == 1);
  CHECK(here.reserved("anyones").size() == 2);
  CHECK(here.calls(cni::verb::gc).size() == 1);
  CHECK(here.web_has({"net1", "net2"}));
  CHECK(here.counted().execs() == 0);
  CHECK(here.blemishes() == texts{});
}
