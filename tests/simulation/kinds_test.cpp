#include "tests/simulation/claims.hpp"

#include <algorithm>

/// CRDs that go and come back: what was made by their objects stays where it is, and whoever comes
/// back finds it. @see kubernetes.md 3.1, 20 row 17
using namespace weft;
using namespace weft::simulation;
using namespace std::chrono_literals;

namespace {

constexpr auto definition_path
  = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/velocloudbps.vcn.cloud";
constexpr std::size_t many = 24;
constexpr std::size_t not_ours = 3; ///< rules that people have made

std::string name_of(std::size_t number) {
  return "app-" + std::to_string(number);
}

/// A definition as its author wrote it.
json::value as_written(json::value definition) {
  definition.erase("status");
  for (const auto* name : {"uid", "resourceVersion", "creationTimestamp", "generation",
                           "managedFields", "deletionTimestamp", "finalizers"})
    definition["metadata"].erase(name);
  return definition;
}

/// A world with many rules in place.
struct crowded : world {
  explicit crowded(std::uint64_t seed) : world(seed, with_trace()) {
    start();
    make_all();
    REQUIRE(run_until([this] { return all_are_ready(); }, 5min));
    definition = as_written(find(definition_path));
    writes = vco.seen().writes;
  }

  void make_all() {
    for (std::size_t i = 0; i < many; ++i)
      apply_rule(name_of(i), spec_of(name_of(i)));
  }
  bool all_are_ready() {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < many; ++i)
      names.push_back(name_of(i));
    return all_ready(*this, names);
  }
  std::size_t rules() { return vco.rule_names(sim::quick_start).size(); }
  bool each_is_there_once() {
    auto names = vco.rule_names(sim::quick_start);
    std::sort(names.begin(), names.end());
    return names.size() == many + not_ours
           && std::adjacent_find(names.begin(), names.end()) == names.end();
  }
  /// Deletes the CRD, and sees it gone with all its objects.
  void delete_kind() {
    erase(definition_path);
    REQUIRE(run_until([this] { return find(definition_path).is_null(); }, 1min));
  }

  json::value definition;
  std::size_t writes = 0;
};

} // namespace

TEST_CASE("kubernetes row 17: a CRD that is deleted goes, and takes no rule along", "[velocloud]") {
  crowded here{81};
  here.delete_kind();
  here.run_for(3h);
  CHECK(here.rules() == many + not_ours);
  CHECK(here.vco.seen().writes == here.writes);
  CHECK(traced(here, "is left in place"));
  const auto reasons = here.event_reasons();
  CHECK(std::count(reasons.begin(), reasons.end(), "LeftInPlace") > 0);
  check_manners(here);
}

TEST_CASE("kubernetes row 17: a CRD that comes back finds its rules, and what nobody wishes for "
          "any more goes an hour later",
          "[velocloud]") {
  crowded here{82};
  here.delete_kind();
  here.run_for(10min);
  REQUIRE(here.apply(here.definition) == 201);
  const bool made_again = GENERATE(true, false);
  if (made_again) {
    here.make_all();
    CHECK(here.run_until([&] { return here.all_are_ready(); }, 5min));
  }
  here.run_for(45min);
  CHECK(here.rules() >= many + not_ours);
  here.run_for(3h);
  if (made_again)
    CHECK(here.each_is_there_once());
  else
    CHECK(here.rules() == not_ours);
  check_manners(here);
}

TEST_CASE("kubernetes row 17: a restart while a CRD is being deleted takes no rule along",
          "[velocloud]") {
  crowded here{83};
  here.patch(world::rule_path(name_of(0)),
             R"({"metadata":{"finalizers":["vcn.cloud/velocloud-rule","others.io/slow"]}})");
  here.erase(definition_path);
  here.run_for(GENERATE(100ms, 5s, 1min));
  here.restart();
  here.run_for(3h);
  CHECK(here.rules() == many + not_ours);
  CHECK_FALSE(here.find(definition_path).is_null()); // for the sake of the other finalizer
  check_manners(here);
}

TEST_CASE("kubernetes row 17: a CRD that was replaced behind our back takes no rule along at once",
          "[velocloud]") {
  crowded here{84};
  here.kill(here.newest());
  here.erase(definition_path);
  for (std::size_t i = 0; i < many; ++i)
    here.patch(world::rule_path(name_of(i)), R"({"metadata":{"finalizers":null}})");
  REQUIRE(here.find(definition_path).is_null());
  here.start();
  here.run_for(10min);
  REQUIRE(here.apply(here.definition) == 201);
  here.make_all();
  CHECK(here.run_until([&] { return here.all_are_ready(); }, 5min));
  CHECK(here.rules() >= many + not_ours);
  here.run_for(3h);
  CHECK(here.each_is_there_once());
  check_manners(here);
}

TEST_CASE("kubernetes row 17: a version that is not served for a while takes no rule along",
          "[velocloud]") {
  crowded here{85};
  const auto ours = here.definition.find_path({"spec", "versions"})->as_array()->front();
  const auto serve_ours = [&](bool is) {
    auto mine = ours;
    mine.set("served", is);
    auto older = ours;
    older.set("name", "v1alpha1");
    older.set("storage", false);
    const auto versions = json::value::of({{"versions", json::array{mine, older}}});
    REQUIRE(here.patch(definition_path, json::write(json::value::of({{"spec", versions}}))) == 200);
  };
  serve_ours(false);
  here.run_for(10min);
  REQUIRE(here.find(world::rule_path(name_of(0))).is_null());
  CHECK(traced(here, "is its CRD installed?"));
  CHECK(here.rules() == many + not_ours);
  serve_ours(true);
  here.apply_rule("late", spec_of("late"));
  CHECK(here.run_until([&] { return here.all_are_ready() && all_ready(here, {"late"}); }, 5min));
  here.run_for(3h);
  CHECK(here.rules() == many + 1 + not_ours);
  CHECK(here.vco.seen().writes == here.writes + 1);
  const auto reasons = here.event_reasons();
  CHECK(std::count(reasons.begin(), reasons.end(), "LeftInPlace") == 0); // none of them was gone
  check_manners(here);
}
