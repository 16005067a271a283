#include "tests/printing.hpp"
#include "tests/simulation/world.hpp"

using namespace weft;
using namespace weft::simulation;
using namespace std::chrono_literals;

namespace {

constexpr auto first = "{profile: Quick Start Profile, name: velokube1, fqdn: velokube1.vcn.cloud, "
                       "dport: 8080, service-class: realtime, link-policy: auto, "
                       "service-group: ALL, priority: high, bandwidth-limit: -1}";

} // namespace

TEST_CASE("row 1: a sample object becomes one rule at the top", "[velocloud]") {
  world here{1};
  here.start();
  CHECK(here.apply_rule("velokube1", first) == 201);
  CHECK(here.run_until([&] { return here.ready("velokube1") == "True"; }, 1min));
  CHECK(here.vco.rule_names(sim::quick_start).front() == "velokube1");
}
