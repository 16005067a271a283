#include "tests/simulation/scene.hpp"

#include <algorithm>

using namespace weft;
using namespace weft::simulation;

namespace {

using clean = std::vector<std::string>;

constexpr auto spec = "{profile: Quick Start Profile, name: velo-shop, fqdn: shop.vcn.cloud, "
                      "dport: 443, service-class: bulk}";

/// Opens the scene with one Ready object in it.
void open_with_shop(scene& here) {
  here.open();
  REQUIRE(here.apply_rule("shop", spec) == 201);
  REQUIRE(here.becomes_ready("shop"));
  here.run_for(10s);
  here.count_anew();
}

/// Puts copies of our rule right below it, as a person does who knows no better, each with a mark
/// of the person's own.
void copy_rule(scene& here, int copies) {
  here.person_edits([copies](json::array& rules) {
    const auto ours = std::find_if(rules.begin(), rules.end(), [](const json::value& one) {
      return *one.find("name") == json::value{"velo-shop"};
    });
    auto copy = *ours;
    copy.set("x_copy", true);
    rules.insert(ours + 1, static_cast<std::size_t>(copies), copy);
  });
}

} // namespace

TEST_CASE("row 6: a deleted object takes its rule along with one write", "[velocloud]") {
  for (const auto mode : every_id_mode) {
    INFO(to_string(mode));
    scene here{mode};
    const auto people = here.rules_of_people();
    open_with_shop(here);
    REQUIRE(here.erase(world::rule_path("shop")) == 200);
    REQUIRE(here.goes_away("shop"));
    CHECK(here.count_rules("velo-shop") == 0);
    CHECK(here.rules_of_people() == people);
    here.run_for(30s);
    // The third read is for whoever may have waited for the name.
    CHECK(here.counted() == scene::tally{1, 3, 1});
    here.run_for(3h);
    CHECK(here.counted().writes == 1);
    CHECK(here.blemishes() == clean{});
  }
}

TEST_CASE("row 6: the finalizer stays until a read has shown that the rule is gone",
          "[velocloud]") {
  for (const auto mode : every_id_mode) {
    INFO(to_string(mode));
    scene here{mode};
    open_with_shop(here);
    here.wire.least = here.wire.most = 250ms; // so that a look falls between write and read
    REQUIRE(here.erase(world::rule_path("shop")) == 200);
    REQUIRE(here.run_until([&] { return here.counted().writes == 1; }, 1min));
    here.vco.inject("configuration/getConfigurationModules", sim::misbehaviour::http500, 1000);
    here.run_for(5min);
    CHECK(here.count_rules("velo-shop") == 0);
    const auto object = here.find(world::rule_path("shop"));
    REQUIRE(object.find_path({"metadata", "deletionTimestamp"}));
    CHECK(*object.find_path({"metadata", "finalizers"})
          == json::value::list({"vcn.cloud/velocloud-rule"}));
    here.vco.relent();
    CHECK(here.goes_away("shop", 6min));
    CHECK(here.counted().writes == 1);
    CHECK(here.blemishes() == clean{});
  }
}

TEST_CASE("row 6: somebody who puts the rule back right after the write keeps the object",
          "[velocloud]") {
  scene here;
  open_with_shop(here);
  const auto ours = here.rule("velo-shop");
  here.wire.least = here.wire.most = 250ms;
  REQUIRE(here.erase(world::rule_path("shop")) == 200);
  REQUIRE(here.run_until([&] { return here.counted().writes == 1; }, 1min));
  here.person_edits([&](json::array& rules) { rules.push_back(ours); });
  std::size_t writes = 0;
  REQUIRE(here.run_until(
    [&] {
      if (!here.is_gone("shop"))
        writes = here.counted().writes;
      return here.is_gone("shop");
    },
    1min));
  CHECK(writes == 2);
  CHECK(here.count_rules("velo-shop") == 0);
  CHECK(here.events("ConcurrentWriter") == 1);
  CHECK(here.blemishes() == clean{});
}

TEST_CASE("row 7: an object deleted while the controller is down goes after the start, its rule "
          "first",
          "[velocloud]") {
  for (const auto mode : every_id_mode) {
    INFO(to_string(mode));
    scene here{mode};
    const auto people = here.rules_of_people();
    open_with_shop(here);
    here.kill(here.newest());
    REQUIRE(here.erase(world::rule_path("shop")) == 200);
    here.run_for(1h);
    REQUIRE(here.find(world::rule_path("shop")).find_path({"metadata", "deletionTimestamp"}));
    CHECK(here.count_rules("velo-shop") == 1);
    here.start();
    bool rule_first = true;
    REQUIRE(here.run_until(
      [&] {
        rule_first = rule_first && (!here.is_gone("shop") || here.count_rules("velo-shop") == 0);
        return here.is_gone("shop");
      },
      1min));
    CHECK(rule_first);
    CHECK(here.count_rules("velo-shop") == 0);
    CHECK(here.rules_of_people() == people);
    CHECK(here.counted().writes == 1);
    CHECK(here.blemishes() == clean{});
  }
}

TEST_CASE(
  "row 7: so does one whose rule a person has moved and whose profile was renamed meanwhile",
  "[velocloud]") {
  for (const auto mode : every_id_mode) {
    INFO(to_string(mode));
    scene here{mode};
    open_with_shop(here);
    here.kill(here.newest());
    REQUIRE(here.erase(world::rule_path("shop")) == 200);
    here.person_edits([](json::array& rules) { std::swap(rules.front(), rules.back()); });
    here.vco.find_profile(sim::quick_start)->name = "Slow Start Profile";
    here.start();
    REQUIRE(here.goes_away("shop"));
    CHECK(here.vco.rule_names(sim::quick_start)
          == std::vector<std::string>{"gäste-wlan", "Box for everybody", "Voice to HQ \"north\""});
    CHECK(here.counted().writes == 1);
    CHECK(here.blemishes() == clean{});
  }
}

TEST_CASE("row 7: so does one whose status was wiped, once the profiles are known", "[velocloud]") {
  scene here;
  open_with_shop(here);
  here.kill(here.newest());
  REQUIRE(here.erase(world::rule_path("shop")) == 200);
  REQUIRE(here.patch(world::rule_path("shop"), R"({"status":null})") == 200);
  REQUIRE(here.patch(world::rule_path("shop") + "/status", R"({"status":null})") == 200);
  here.start();
  bool rule_first = true;
  REQUIRE(here.run_until(
    [&] {
      rule_first = rule_first && (!here.is_gone("shop") || here.count_rules("velo-shop") == 0);
      return here.is_gone("shop");
    },
    1min));
  CHECK(rule_first);
  CHECK(here.count_rules("velo-shop") == 0);
  CHECK(here.counted().writes == 1);
  CHECK(here.blemishes() == clean{});
}

TEST_CASE("row 8: of adjacent rules with one identity the first stays", "[velocloud]") {
  for (const auto mode : {sim::rule_ids::preserve, sim::rule_ids::drop})
    for (const auto copies : {1, 2}) {
      INFO(to_string(mode) << ", copies: " << copies);
      scene here{mode};
      const auto people = here.rules_of_people();
      open_with_shop(here);
      const auto ours = here.rule("velo-shop");
      copy_rule(here, copies);
      CHECK(here.run_until([&] { return here.count_rules("velo-shop") == 1; }, 330s));
      CHECK(here.rule("velo-shop") == ours);
      CHECK(here.index_of("velo-shop") == 0);
      CHECK(here.rules_of_people() == people);
      here.run_for(15min);
      CHECK(here.count_rules("velo-shop") == 1);
      CHECK(here.ready("shop") == "True");
      CHECK(here.counted().writes == 1);
      CHECK(here.blemishes() == clean{});
    }
}

TEST_CASE("row 8: adjacent rules with one identity all go with their object", "[velocloud]") {
  for (const auto mode : {sim::rule_ids::preserve, sim::rule_ids::drop})
    for (const auto copies : {1, 2}) {
      INFO(to_string(mode) << ", copies: " << copies);
      scene here{mode};
      const auto people = here.rules_of_people();
      open_with_shop(here);
      copy_rule(here, copies);
      REQUIRE(here.erase(world::rule_path("shop")) == 200);
      REQUIRE(here.goes_away("shop"));
      CHECK(here.count_rules("velo-shop") == 0);
      CHECK(here.rules_of_people() == people);
      CHECK(here.counted().writes == 1);
      CHECK(here.blemishes() == clean{});
    }
}

TEST_CASE("row 8: a copy that VCO gives an id of its own is a person's rule", "[velocloud]") {
  scene here{sim::rule_ids::regenerate};
  open_with_shop(here);
  copy_rule(here, 1);
  here.run_for(15min);
  CHECK(here.count_rules("velo-shop") == 2);
  CHECK(here.counted().writes == 0);
  REQUIRE(here.erase(world::rule_path("shop")) == 200);
  REQUIRE(here.goes_away("shop"));
  CHECK(here.count_rules("velo-shop") == 1);
  CHECK(here.blemishes() == clean{});
}
