#include "tests/simulation/claims.hpp"

#include <caf/actor_registry.hpp>

#ifdef __SANITIZE_ADDRESS__
extern "C" std::size_t __sanitizer_get_current_allocated_bytes();
#else
#include <malloc.h>
#endif

/// Rows 39 and 40: what must not move anything.
using namespace weft;
using namespace weft::simulation;
using namespace std::chrono_literals;

namespace {

using k8s::server::disturbance;

/// A world with two rules that are Ready, all of it at rest.
struct rested : world {
  explicit rested(std::uint64_t seed) : world(seed, with_trace()) {
    start();
    apply_rule("velokube1", velokube1);
    apply_rule("velokube2", velokube2);
    REQUIRE(run_until([&] { return all_ready(*this, {"velokube1", "velokube2"}); }, 1min));
    run_for(5s);
    writes = vco.seen().writes;
    status = find(rule_path("velokube1"));
  }

  /// How often all of the objects were asked for.
  std::uint64_t snapshots() const {
    const auto& counts = api->core().counts();
    const auto times = [&](const std::string& verb) {
      const auto found = counts.find(verb + " velocloudbps");
      return found == counts.end() ? 0 : found->second;
    };
    return times("list") + times("stream") - times("peek");
  }

  std::size_t writes = 0;
  json::value status;
};

/// A sanitizer makes a day with 1000 rules a matter of minutes.
#ifdef __SANITIZE_ADDRESS__
constexpr int many = 200;
std::size_t heap_in_use() {
  return __sanitizer_get_current_allocated_bytes();
}
#else
constexpr int many = 1000;
std::size_t heap_in_use() {
  return mallinfo2().uordblks;
}
#endif

} // namespace

TEST_CASE("row 39: a watch that breaks in any way loses nothing and writes nothing",
          "[velocloud]") {
  rested here{39};
  const auto how
    = GENERATE(disturbance::drop, disturbance::end, disturbance::silence, disturbance::gone,
               disturbance::error, disturbance::garbage, disturbance::half_line);
  const bool history_lost = GENERATE(false, true);
  CAPTURE(static_cast<int>(how), history_lost);
  const auto snapshots = here.snapshots();
  here.api->core().disturb("", how);
  if (history_lost)
    here.api->core().forget_history();
  here.run_for(12min);
  CHECK(here.vco.seen().writes == here.writes);
  CHECK(here.find(world::rule_path("velokube1")) == here.status);
  if (how == disturbance::gone || how == disturbance::garbage || history_lost)
    CHECK(here.snapshots() > snapshots);
  CHECK(here.snapshots() <= snapshots + 3);

  // and it hears again
  here.apply_rule("velokube3", spec_of("velokube3"));
  here.erase(world::rule_path("velokube2"));
  CHECK(here.run_until(
    [&] {
      return all_ready(here, {"velokube3"}) && here.find(world::rule_path("velokube2")).is_null();
    },
    1min));
  check_manners(here);
}

TEST_CASE("row 39: what happened while the watch was away is made good", "[velocloud]") {
  rested here{39};
  const auto how = GENERATE(disturbance::drop, disturbance::silence, disturbance::gone,
                            disturbance::error, disturbance::half_line);
  CAPTURE(static_cast<int>(how));
  here.apply_rule("torn", spec_of("torn"));
  REQUIRE(here.run_until([&] { return all_ready(here, {"torn"}); }, 1min));
  here.run_for(5s);
  const auto writes = here.vco.seen().writes;
  here.api->core().disturb("", how);
  here.apply_rule("velokube3", spec_of("velokube3"));
  here.patch(world::rule_path("velokube1"), R"({"spec":{"dport":8081}})");
  here.erase(world::rule_path("velokube2"));
  here.patch(world::rule_path("torn"), R"({"metadata":{"finalizers":null}})");
  here.erase(world::rule_path("torn"));
  REQUIRE(here.find(world::rule_path("torn")).is_null());
  here.api->core().forget_history();
  CHECK(here.run_until(
    [&] {
      return all_ready(here, {"velokube1", "velokube3"})
             && here.find(world::rule_path("velokube2")).is_null()
             && !here.vco.rule(sim::quick_start, "torn");
    },
    15min)); // as long as a silent watch may live
  CHECK(here.vco.rule_names(sim::quick_start).size() == 5);
  CHECK(at(*here.vco.rule(sim::quick_start, "velokube1"), {"match", "dport_low"}) == "8081");
  CHECK(here.vco.seen().writes <= writes + 2);
  check_manners(here);
}

TEST_CASE("row 39: an API server that starts anew changes nothing", "[velocloud]") {
  rested here{39};
  here.api->core().restart();
  here.run_for(12min);
  CHECK(here.vco.seen().writes == here.writes);
  CHECK(here.find(world::rule_path("velokube1")) == here.status);
  check_manners(here);
}

TEST_CASE("row 40: a day without changes is a day without writes", "[velocloud]") {
  world here{40};
  std::vector<std::string> names;
  for (int i = 0; i < many; ++i) {
    const auto number = std::to_string(i);
    names.push_back("rule-" + number);
    here.apply_rule(names.back(),
                    spec_of(names.back(), "", i % 2 ? "Branch Gold" : "Quick Start Profile"));
  }
  here.start();
  REQUIRE(here.run_until([&] { return all_ready(here, {names.back()}); }, 2min));
  here.run_for(1min);
  REQUIRE(all_ready(here, names));
  const auto before = here.vco.seen();
  const auto version = here.api->core().version();
  const auto actors = here.sys.registry().running();
  here.run_for(1h);
  const auto heap = heap_in_use();
  here.run_for(23h);
  CHECK(heap_in_use() < heap + heap / 50);
  const auto after = here.vco.seen();
  CHECK(after.writes == before.writes);
  CHECK(after.probes == before.probes);
  CHECK(after.reads - before.reads <= 3 * (24 * 3600 / 270 + 24)); // resync at its shortest, sweeps
  CHECK(after.listings - before.listings <= 24 * 60 + 1);
  CHECK(here.api->core().version() == version);
  CHECK(here.sys.registry().running() == actors);
  CHECK(all_ready(here, names));
  check_manners(here);
}
