#include "tests/simulation/invariants.hpp"
#include "tests/simulation/scene.hpp"

/// What is written to VCO stands in a status first.
using namespace weft;
using namespace weft::simulation;

TEST_CASE("an intent that a failure of VCO has overtaken is recorded before the write",
          "[velocloud]") {
  world_shape shape;
  shape.how.resync = 10s;
  scene here{sim::rule_ids::preserve, std::move(shape)};
  here.vco.settings.reject_if = [](const json::value& rule) {
    return std::string{text_at(rule, {"match", "hostname"}) == "bad.vcn.cloud" ? "not this" : ""};
  };
  const auto spec = "{profile: Quick Start Profile, name: velo-one, fqdn: bad.vcn.cloud, dport: 1}";
  here.open();
  REQUIRE(here.apply_rule("one", spec) == 201);
  here.run_for(100ms); // it has its finalizer, and no status
  here.api->core().fill_up(here.wall() + 45s);
  here.run_for(10s);
  here.vco.inject("*", sim::misbehaviour::http403, 20);
  here.run_for(25s);
  here.vco.relent();
  REQUIRE(here.becomes("one", "False/VCORejected", 5min));
  const auto shown = here.find(world::rule_path("one"));
  const auto* at = shown.find_path({"status", "placements"});
  REQUIRE(at);
  CHECK(at->as_array()->size() == 1); // the one it might have had
  CHECK(check_restraint(here).empty());
}
