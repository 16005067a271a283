#include "tests/node/agent_site.hpp"
#include "tests/node/kactus_stand_in.hpp"

#include <catch2/catch.hpp>

using namespace weft;
using tests::agent_site;
using tests::bridged;
using tests::kactus_stand_in;

namespace {

using kactus_calls = std::vector<std::string>;

const std::string kactus_red = "netbda9643ac660";
const std::string kactus_green = "net9f27410725ab";
constexpr const char* only_red = R"([{"name":"red"}])";
constexpr const char* only_green = R"([{"name":"green"}])";
constexpr const char* red_and_green = R"([{"name":"red"},{"name":"green"}])";

} // namespace

TEST_CASE("what kactus attached when a Pod began is ours from then on, and goes by its plugin",
          "[node][agent]") {
  kactus_stand_in kactus;
  kactus.define("red", bridged("red", 1));
  kactus.define("green", bridged("green", 2));
  kactus.begin_with({"red", "green"});
  agent_site site{"", kactus.network()};
  site.cluster.define_kaloom("red", bridged("red", 1));
  site.cluster.define_kaloom("green", bridged("green", 2));
  site.run_pod("web", red_and_green);
  const auto before = site.interface("web", kactus_green);
  REQUIRE(before);
  site.start();
  site.await_attached("web", kactus_red);
  site.await_attached("web", kactus_green);
  site.await("both are kept as ours", [&] { return site.records() == 2; });
  CHECK(site.plugins.calls().empty());

  site.cluster.annotate("web", tests::kaloom_networks, only_green);
  site.await_gone("web", kactus_red);
  CHECK(site.plugins.calls() == kactus_calls{"DEL bridge " + kactus_red});
  site.await("its address is free", [&] { return site.reserved("red") == 0; });
  const auto after = site.interface("web", kactus_green);
  REQUIRE(after);
  CHECK(after->index == before->index);

  site.remove_pod("web");
  site.await("nothing is left", [&] { return site.reserved("green") == 0 && site.records() == 0; });
}

TEST_CASE("in meta mode kactus attaches what comes later, and takes away what it has made",
          "[node][agent]") {
  kactus_stand_in kactus;
  kactus.define("red", bridged("red", 1));
  kactus.define("green", bridged("green", 2));
  kactus.begin_with({"red"});
  agent_site site{"mode: meta, config_dir: " + kactus.config_dir(), kactus.network()};
  site.plugins.add("kactus", "exec " + kactus.program());
  site.run_pod("web", only_red);
  site.start();
  site.await_attached("web", kactus_red);
  CHECK(site.plugins.calls().empty());

  site.cluster.annotate("web", tests::kaloom_networks, red_and_green);
  site.await_attached("web", kactus_green);
  CHECK(site.plugins.calls() == kactus_calls{"ADD kactus " + kactus_green});

  site.cluster.annotate("web", tests::kaloom_networks, only_green);
  site.await_gone("web", kactus_red);
  site.await("its address is free", [&] { return site.reserved("red") == 0; });
  CHECK(site.plugins.calls().back() == "DEL kactus " + kactus_red);
  CHECK(site.plugins.calls().size() == 2);

  site.remove_pod("web");
  site.await("nothing is left", [&] { return site.reserved("green") == 0 && site.records() == 0; });
}
