#include "tests/simulation/fabric_scene.hpp"

#include <algorithm>

/// How many requests much costs, and nothing.
using namespace weft;
using namespace weft::simulation;

TEST_CASE("aci row 39: two thousand Pods take ten requests, whether they are listed or come in one "
          "burst",
          "[aci]") {
  const bool listed = GENERATE(true, false);
  fabric_scene here;
  if (!listed)
    here.open_with_web();
  else
    deploy(here, "web", order_for("E"));
  run_pods(here, "web", 2000);
  if (listed)
    here.start();
  REQUIRE(here.sees([&] { return here.prefixes("E").size() == 2000; }, 1min));
  CHECK(here.counted().posts <= 10);
  CHECK(here.counted().subscriptions <= 1);
  CHECK(here.counted().gets <= 3);
  here.run_for(15min);
  CHECK(here.counted().posts <= 10);
  CHECK(here.counted().deletes == 0);
  CHECK(here.requests("GET", "extsubnet-").empty());
  CHECK(here.stands("web") == "True");
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 39: Pods that keep coming cost ten requests a second at most", "[aci]") {
  fabric_scene here;
  here.open_with_web();
  for (int number = 1; number <= 200; ++number) {
    run_pod(here, "web", "late-" + std::to_string(number), {"10.2.0." + std::to_string(number)});
    here.run_for(60ms);
  }
  CHECK(here.sees([&] { return here.prefixes("E").size() == 200; }, 5s));
  CHECK(here.counted().posts <= 120); // in twelve seconds
  CHECK(here.counted().gets == 0);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 40: of five hundred subnets in a batch only the one that is refused is missing",
          "[aci]") {
  fabric_scene here;
  here.apic.settings.reject = [](std::string_view dn) {
    return std::string{dn.find("[10.1.0.77/32]") != dn.npos ? "not this one" : ""};
  };
  here.open_with_web();
  run_pods(here, "web", 500);
  CHECK(here.sees([&] { return here.prefixes("E").size() == 499; }, 1min));
  CHECK(here.sees([&] { return here.stands("web") == "False/ApicRejected"; }));
  CHECK(here.sees([&] { return here.events("web", "ApicRejected") == 1; }));
  here.run_for(1min);
  CHECK_FALSE(here.holds("E", "10.1.0.77/32"));
  CHECK(here.counted().posts <= 30);
  here.count_anew();
  here.run_for(5min);
  CHECK(here.counted().posts <= 1); // not before the next full comparison
  here.apic.settings.reject = nullptr;
  CHECK(here.sees([&] { return here.prefixes("E").size() == 500; }, 12min));
  CHECK(here.sees([&] { return here.stands("web") == "True"; }));
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci 8.8: batches that are too large for the web server are halved until they fit",
          "[aci]") {
  fabric_scene here;
  here.apic.settings.max_body_bytes = 10'000;
  here.open_with_web();
  run_pods(here, "web", 300);
  CHECK(here.sees([&] { return here.prefixes("E").size() == 300; }, 1min));
  CHECK(here.sees([&] { return here.stands("web") == "True"; }));
  CHECK(here.counted().posts <= 20);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 42: nothing is written while nothing is to be done, whatever the APIC tells of "
          "itself",
          "[aci]") {
  fabric_scene here;
  here.open_with_web();
  run_pods(here, "web", 50);
  here.admin_sets(eepg_dn("X"));
  REQUIRE(here.sees([&] { return here.prefixes("E").size() == 50; }));
  here.run_for(1min);
  here.count_anew();
  const auto version = here.api->core().version();
  for (int turn = 0; turn < 60; ++turn) { // each is followed by the APIC's own housekeeping
    here.admin_sets(eepg_dn("admin-" + std::to_string(turn)), {{"descr", "mine"}});
    here.admin_sets(eepg_dn("E"), {{"descr", "turn " + std::to_string(turn)}});
    here.run_for(10s);
  }
  CHECK(here.counted().writes() == 0);
  CHECK(here.counted().log_ins == 0);
  CHECK(here.counted().gets <= 70);
  CHECK(here.api->core().version() == version); // nor to the cluster
  CHECK(here.blemishes() == texts{});
}
