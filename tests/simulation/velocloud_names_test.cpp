#include "tests/simulation/scene.hpp"

#include <algorithm>

using namespace weft;
using namespace weft::simulation;

namespace {

using names = std::vector<std::string>;

std::string spec_for(const std::string& host, const std::string& name = "velo-web") {
  return "{profile: Quick Start Profile, name: " + name + ", fqdn: " + host
         + ".vcn.cloud, dport: 443}";
}

/// The hostname of the only rule velo-web; empty: there is none, or more than one.
std::string host(const scene& here) {
  return text_at(here.rule("velo-web"), {"match", "hostname"});
}

/// Opens the scene with an older and a younger object that want one name.
void open_with_rivals(scene& here) {
  here.open();
  REQUIRE(here.apply_rule("older", spec_for("older")) == 201);
  here.run_for(3s); // creationTimestamp has whole seconds
  REQUIRE(here.apply_rule("a-younger", spec_for("younger")) == 201);
  REQUIRE(here.becomes_ready("older"));
  REQUIRE(here.becomes("a-younger", "False/NameConflict"));
  here.run_for(10s);
}

/// Runs until the younger is Ready. @returns the most rules of the name there were meanwhile.
std::size_t most_until_handed_over(scene& here) {
  std::size_t most = 0;
  CHECK(here.run_until(
    [&] {
      most = std::max(most, here.count_rules("velo-web"));
      return here.ready("a-younger") == "True";
    },
    1min));
  return most;
}

} // namespace

TEST_CASE("row 22: of two objects with one spec.name the older is programmed", "[velocloud]") {
  for (const auto mode : every_id_mode) {
    INFO(to_string(mode));
    scene here{mode};
    open_with_rivals(here);
    CHECK(host(here) == "older.vcn.cloud");
    CHECK(here.condition_of(here.find(world::rule_path("a-younger")), "Accepted")
          == "False/NameConflict");
    here.restart();
    here.run_for(15min);
    CHECK(here.ready("older") == "True");
    CHECK(here.ready("a-younger") == "False/NameConflict");
    CHECK(host(here) == "older.vcn.cloud");
    CHECK(here.counted().writes == 1);
    CHECK(here.blemishes() == names{});
  }
}

TEST_CASE("row 22: when the older is deleted the younger takes the name", "[velocloud]") {
  for (const auto mode : every_id_mode) {
    INFO(to_string(mode));
    scene here{mode};
    const auto people = here.rules_of_people();
    open_with_rivals(here);
    here.count_anew();
    REQUIRE(here.erase(world::rule_path("older")) == 200);
    CHECK(most_until_handed_over(here) == 1);
    CHECK(host(here) == "younger.vcn.cloud");
    CHECK(here.goes_away("older"));
    CHECK(here.rules_of_people() == people);
    here.run_for(15min);
    CHECK(host(here) == "younger.vcn.cloud");
    CHECK(here.counted().writes <= 2);
    CHECK(here.blemishes() == names{});
  }
}

TEST_CASE("row 22: when the older is deleted while the controller is down, too", "[velocloud]") {
  for (const auto mode : every_id_mode) {
    INFO(to_string(mode));
    scene here{mode};
    open_with_rivals(here);
    here.kill(here.newest());
    REQUIRE(here.erase(world::rule_path("older")) == 200);
    here.start();
    CHECK(most_until_handed_over(here) == 1);
    CHECK(here.goes_away("older"));
    here.run_for(15min);
    CHECK(host(here) == "younger.vcn.cloud");
    CHECK(here.ready("a-younger") == "True");
    CHECK(here.blemishes() == names{});
  }
}

TEST_CASE("row 22: when the older takes another name the younger takes the old one",
          "[velocloud]") {
  for (const auto mode : every_id_mode) {
    INFO(to_string(mode));
    scene here{mode};
    open_with_rivals(here);
    here.count_anew();
    REQUIRE(here.patch(world::rule_path("older"), R"({"spec":{"name":"velo-app"}})") == 200);
    CHECK(most_until_handed_over(here) == 1);
    REQUIRE(here.becomes_ready("older"));
    here.run_for(15min);
    CHECK(host(here) == "younger.vcn.cloud");
    CHECK(*here.rule("velo-app").find_path({"match", "hostname"})
          == json::value{"older.vcn.cloud"});
    CHECK(here.counted().writes <= 2);
    CHECK(here.blemishes() == names{});
  }
}

TEST_CASE("row 22: the younger's going costs the older nothing", "[velocloud]") {
  for (const auto mode : every_id_mode) {
    INFO(to_string(mode));
    scene here{mode};
    open_with_rivals(here);
    here.count_anew();
    REQUIRE(here.erase(world::rule_path("a-younger")) == 200);
    CHECK(here.goes_away("a-younger"));
    here.run_for(15min);
    CHECK(host(here) == "older.vcn.cloud");
    CHECK(here.ready("older") == "True");
    CHECK(here.counted().writes == 0);
  }
}

TEST_CASE("row 22: of two objects of one second namespace and name decide", "[velocloud]") {
  for (const auto mode : every_id_mode) {
    INFO(to_string(mode));
    scene here{mode};
    here.open();
    REQUIRE(here.apply_rule("web", spec_for("second"), "ns2") == 201);
    REQUIRE(here.apply_rule("web", spec_for("first"), "ns1") == 201);
    CHECK(here.becomes_ready("web", "ns1"));
    CHECK(here.becomes("web", "False/NameConflict", 1min, "ns2"));
    CHECK(host(here) == "first.vcn.cloud");
    CHECK(here.counted().writes == 1);
    CHECK(here.blemishes() == names{});
  }
}

TEST_CASE("row 22: one name in two profiles is no conflict", "[velocloud]") {
  scene here;
  here.open();
  REQUIRE(here.apply_rule("one", spec_for("one")) == 201);
  REQUIRE(here.apply_rule("two", "{profile: Branch Gold, name: velo-web, fqdn: two.vcn.cloud, "
                                 "dport: 443}")
          == 201);
  CHECK(here.becomes_ready("one"));
  CHECK(here.becomes_ready("two"));
  CHECK(here.count_rules("velo-web") == 1);
  CHECK(here.count_rules("velo-web", sim::branch_gold) == 1);
}

TEST_CASE("an older object that comes back ousts the younger, and nobody calls that drift",
          "[velocloud]") {
  for (const auto mode : every_id_mode) {
    INFO(to_string(mode));
    scene here{mode};
    open_with_rivals(here);
    const auto away = spec_for("older").replace(10, 19, "Branch Gold");
    REQUIRE(here.apply_rule("older", away) == 200);
    REQUIRE(here.becomes_ready("a-younger"));
    here.run_for(1min);
    here.count_anew();
    REQUIRE(here.apply_rule("older", spec_for("older")) == 200);
    CHECK(here.becomes("a-younger", "False/NameConflict"));
    CHECK(here.becomes_ready("older"));
    CHECK(host(here) == "older.vcn.cloud");
    here.run_for(10min);
    CHECK(here.events("DriftRepaired") == 0);
    CHECK(here.blemishes() == names{});
  }
}
