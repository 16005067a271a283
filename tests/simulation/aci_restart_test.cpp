#include "tests/simulation/fabric_scene.hpp"

#include <algorithm>

/// Restarts, other clusters, and the API server's misfortunes.
using namespace weft;
using namespace weft::simulation;

namespace {

/// A world of cluster "c1".
world_shape of_cluster(const std::string& id) {
  auto shape = on_fabric();
  shape.fabric.cluster_id = id;
  return shape;
}

std::size_t listed_pods(const fabric_scene& here) {
  const auto& counts = here.api->core().counts();
  const auto found = counts.find("list pods");
  return found == counts.end() ? 0 : found->second;
}

/// Starts a weft whose list of Pods expires after four pages, and then cannot be had for three
/// minutes: time enough to act on those pages.
void start_with_expired_list(fabric_scene& here) {
  const auto before = listed_pods(here);
  here.wire.least = here.wire.most = 60ms; // so that a look falls on each page
  here.start();
  REQUIRE(here.run_until([&] { return listed_pods(here) == before + 4; }, 1min));
  here.api->core().forget_history();
  const auto lines = static_cast<std::ptrdiff_t>(here.trace.size());
  REQUIRE(here.run_until(
    [&] {
      return std::any_of(here.trace.begin() + lines, here.trace.end(), [](const auto& line) {
        return line.find("/pods?") != line.npos && line.ends_with("-> 410");
      });
    },
    10s));
  for (const auto* verb : {"list", "watch"})
    here.api->core().deny({"", verb, "pods", ""});
  here.wire.least = 1ms;
  here.wire.most = 20ms;
  here.run_for(3min);
  here.api->core().allow_again();
}

} // namespace

TEST_CASE("aci row 43: what became stale while weft was down goes after the start, and the rest is "
          "not touched",
          "[aci]") {
  fabric_scene here;
  here.open_with_web();
  run_pods(here, "web", 10);
  REQUIRE(here.sees([&] { return here.prefixes("E").size() == 10; }));
  here.run_for(10s);
  here.kill(here.newest());
  for (const auto* name : {"web-0", "web-1", "web-2"})
    here.erase(world::path_of("Pod", name));
  run_pod(here, "web", "late", {"10.2.0.1"});
  here.run_for(10min);
  const auto kept = here.attributes(subnet_dn("E", "10.1.0.4/32"));
  here.count_anew();
  here.start();
  CHECK(here.sees([&] { return here.prefixes("E").size() == 8; }, 1min));
  here.run_for(15min);
  CHECK(here.prefixes("E").size() == 8);
  CHECK(here.holds("E", "10.2.0.1/32"));
  CHECK(here.attributes(subnet_dn("E", "10.1.0.4/32")) == kept);
  CHECK(here.counted().writes() <= 2);
  CHECK(here.mentions("10.1.0.4/32") == 0);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 43: a restart with nothing changed writes nothing", "[aci]") {
  fabric_scene here;
  here.open_with_web();
  run_pods(here, "web", 30);
  REQUIRE(
    here.sees([&] { return here.stands("web") == "True" && here.prefixes("E").size() == 30; }));
  here.run_for(1min);
  here.count_anew();
  const auto version = here.api->core().version();
  here.restart();
  here.run_for(45min);
  CHECK(here.counted().writes() == 0);
  CHECK(here.api->core().version() == version);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci 8.7: most of what is ours goes only when a second comparison agrees a minute later",
          "[aci]") {
  fabric_scene here;
  here.open_with_web();
  run_pods(here, "web", 40);
  REQUIRE(here.sees([&] { return here.prefixes("E").size() == 40; }));
  here.run_for(10s);
  here.kill(here.newest());
  for (int number = 0; number < 30; ++number)
    here.erase(world::path_of("Pod", "web-" + std::to_string(number)));
  here.count_anew();
  here.start();
  here.run_for(60s);
  CHECK(here.counted().writes() == 0);
  CHECK(here.prefixes("E").size() == 40);
  CHECK(here.sees([&] { return here.prefixes("E").size() == 10; }, 15min));
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci 8.6: most of what is ours goes at once when it was seen to go", "[aci]") {
  fabric_scene here;
  here.open_with_web();
  run_pods(here, "web", 40);
  deploy(here, "other", order_for("F"));
  REQUIRE(here.sees([&] { return here.prefixes("E").size() == 40; }));
  here.run_for(10s);
  undeploy(here, "web");
  CHECK(here.sees([&] { return !here.has(eepg_dn("E")); }, 5s));
  CHECK(here.has(eepg_dn("F")));
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 44: what bears another cluster's mark is untouched, in our EEPGs and elsewhere",
          "[aci]") {
  const std::string id = GENERATE("", "c1");
  const auto ours = aci::marker_of(id);
  fabric_scene here{of_cluster(id)};
  const auto theirs = [](const std::string& other) {
    return std::map<std::string, std::string>{{"annotation", aci::marker_of(other)}};
  };
  here.admin_sets(eepg_dn("THEIRS"), theirs("c2"));
  here.admin_sets(subnet_dn("THEIRS", "10.9.0.1/32"), theirs("c2"));
  here.admin_sets(eepg_dn("PLAIN"), theirs(id.empty() ? "c3" : ""));
  here.admin_sets(subnet_dn("PLAIN", "10.9.0.2/32"), theirs(id.empty() ? "c3" : ""));
  here.open_with_web();
  here.admin_sets(subnet_dn("E", "10.9.0.3/32"), theirs("c2"));
  here.admin_sets(subnet_dn("E", "10.9.0.4/32"), theirs("c1x"));
  run_pods(here, "web", 3);
  REQUIRE(here.sees([&] { return here.prefixes("E").size() == 5; }));
  here.run_for(10s);
  here.kill(here.newest());
  here.erase(world::path_of("Pod", "web-0"));
  here.count_anew();
  here.start();
  here.run_for(45min);
  CHECK(here.prefixes("E") == texts{"10.1.0.2/32", "10.1.0.3/32", "10.9.0.3/32", "10.9.0.4/32"});
  CHECK(here.at(eepg_dn("E"), "annotation") == ours);
  CHECK(here.prefixes("THEIRS") == texts{"10.9.0.1/32"});
  CHECK(here.prefixes("PLAIN") == texts{"10.9.0.2/32"});
  CHECK(here.counted().writes() == 1);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci 8.7: an EEPG that lost its Deployment while weft was down goes when the mark tells "
          "whose it is",
          "[aci]") {
  const std::string id = GENERATE("", "c1");
  fabric_scene here{of_cluster(id)};
  here.open_with_web();
  deploy(here, "other", order_for("F"));
  run_pods(here, "web", 3);
  REQUIRE(here.sees([&] { return here.prefixes("E").size() == 3 && here.has(eepg_dn("F")); }));
  here.run_for(10s);
  here.kill(here.newest());
  undeploy(here, "web");
  here.start();
  here.run_for(45min);
  CHECK(here.has(eepg_dn("E")) == id.empty());
  CHECK(here.has(eepg_dn("F")));
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 45: a list of Pods that expires in the middle loses none and removes nothing",
          "[aci]") {
  auto shape = on_fabric();
  shape.pace.stream = false;
  shape.api_streams = false;
  fabric_scene here{std::move(shape)};
  deploy(here, "web", order_for("E"));
  run_pods(here, "web", 5000);
  start_with_expired_list(here);
  CHECK(here.prefixes("E").empty());
  CHECK(here.sees([&] { return here.prefixes("E").size() == 5000; }, 2min));
  here.run_for(1min);
  here.kill(here.newest());
  here.count_anew();
  start_with_expired_list(here);
  here.run_for(15min);
  CHECK(here.prefixes("E").size() == 5000);
  CHECK(here.counted().writes() == 0);
  CHECK(here.stands("web") == "True");
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 46: watches whose history is gone start over, and nothing is written for it",
          "[aci]") {
  using k8s::server::disturbance;
  const auto how = GENERATE(disturbance::gone, disturbance::drop, disturbance::error);
  const bool streams = GENERATE(true, false);
  auto shape = on_fabric();
  shape.pace.stream = streams;
  fabric_scene here{std::move(shape)};
  here.open_with_web();
  run_pods(here, "web", 30);
  serve(here, "front", "web", {"172.27.111.1"});
  REQUIRE(here.sees([&] { return here.prefixes("E").size() == 31; }));
  here.run_for(10s);
  here.count_anew();
  CAPTURE(static_cast<int>(how), streams);
  for (int turn = 0; turn < 5; ++turn) {
    here.api->core().forget_history();
    here.api->core().disturb("", how);
    here.run_for(20s);
  }
  CHECK(here.counted().writes() == 0);
  here.api->core().forget_history();
  here.api->core().disturb("", how);
  here.erase(world::path_of("Pod", "web-0"));
  CHECK(
    here.sees([&] { return here.prefixes("E").size() == 30; }, 1min)); // streams wait longer by now
  CHECK(here.counted().writes() == 1);
  CHECK(here.blemishes() == texts{});
}
