#include "tests/simulation/node_scene.hpp"

#include <algorithm>

/// What the agent consists of at a time, as its state dump tells.
using namespace weft;
using namespace weft::simulation;

namespace {

std::vector<description> all_called(node_scene& here, std::string_view actor) {
  auto out = dump(here);
  std::erase_if(out, [&](const description& one) { return one.actor != actor; });
  return out;
}

} // namespace

TEST_CASE("cni: a Pod that wishes nothing and has nothing of ours costs no actor", "[cni]") {
  node_scene here;
  start_pod(here, "web",
            {{std::string{cni::annotation::status},
              R"([{"name":"cbr0","interface":"eth0","default":true,"dns":{}}])"}});
  here.open();
  CHECK(all_called(here, "cni.object").empty());
  here.web_asks(asking_for({"red"}));
  REQUIRE(here.sees([&] { return here.told("web") == texts{"eth0", if_red}; }));
  CHECK(all_called(here, "cni.object").size() == 1);
  here.web_asks(nullptr);
  CHECK(here.sees([&] { return here.told("web") == texts{"eth0"}; }));
  CHECK(here.sees([&] { return all_called(here, "cni.object").empty(); }, 2min));
  CHECK(here.records().empty());
  CHECK(here.sees([&] { return all_called(here, "cni.target").empty(); }, 2min));
}
