#include "protocol/state/vitals.hpp"
#include "tests/simulation/balancer_scene.hpp"

/// A controller that is not as it has to be. @see avi.md 11.1, 13
using namespace weft;
using namespace weft::simulation;

namespace {

/// What /readyz says of the domain; empty: it is ready.
std::string unready_balancer(world& here) {
  vitals now;
  for (const auto& one : dump(here))
    note(now, one);
  for (const auto& one : check_domain(now, "avi", {"Node", "Service"}))
    if (!one.passed)
      return one.why;
  return {};
}

} // namespace

TEST_CASE("avi 13: a controller of an older version has no routes, and weft is not ready",
          "[avi]") {
  balancer_scene here;
  here.balancer.settings.version = "18.2.10";
  here.open();
  add_node(here, "n1", {"10.1.1.2"}, {"10.244.0.0/24"});
  here.run_for(1min);
  CHECK(here.routes().empty());
  CHECK(here.counted().all_writes() == 0);
  CHECK(unready_balancer(here).find("18.2.10") != std::string::npos);
  CHECK(unready_balancer(here).find("20.1.1") != std::string::npos);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi 11.1: a cloud that is not there is named until it is, and nothing dies of it",
          "[avi]") {
  auto shape = at_balancer();
  shape.balancer.cloud = "Another-Cloud";
  balancer_scene here{shape};
  here.open();
  add_node(here, "n1", {"10.1.1.2"}, {"10.244.0.0/24"});
  here.run_for(1min);
  CHECK(unready_balancer(here) == "there is no cloud \"Another-Cloud\"");
  CHECK(here.counted().all_writes() == 0);
  here.admin_edits("cloud", "Default-Cloud",
                   [](json::value& cloud) { cloud.set("name", "Another-Cloud"); });
  CHECK(here.sees([&] { return unready_balancer(here).empty(); }, 10min));
  CHECK(here.blemishes() == texts{});
}
