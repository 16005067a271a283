#include "tests/simulation/node_scene.hpp"

#include <algorithm>

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
