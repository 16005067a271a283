#include "protocol/velocloud/names.hpp"
#include "tests/simulation/scene.hpp"

#include <set>

using namespace weft;
using namespace weft::simulation;

namespace {

using names = std::vector<std::string>;

constexpr auto shop = "{profile: Quick Start Profile, name: velo-shop, fqdn: shop.vcn.cloud, "
                      "dport: 443}";
constexpr auto till = "{profile: Quick Start Profile, name: velo-till, fqdn: till.vcn.cloud, "
                      "dport: 8443}";
constexpr auto adopt = R"({"metadata":{"annotations":{"vcn.cloud/adopt":"true"}}})";

/// A rule as the original operator made it of an object that asks for nothing but a match.
json::value old_rule(const std::string& name, const std::string& host, int port) {
  auto rule = sim::make_rule(name);
  rule["match"].set("hostname", host);
  rule["match"].set("dport_low", port);
  rule["match"].set("dport_high", port);
  rule["match"].set("proto", 6);
  return rule;
}

/// A person's rule of our name for other traffic, with a member that nobody knows.
json::value stranger() {
  auto rule = old_rule("velo-shop", "legacy.example.com", 80);
  rule["action"].set("x_kept", json::value::list({nullptr, 1}));
  return rule;
}

/// Puts a rule where the person wants it.
void put(scene& here, std::ptrdiff_t index, const json::value& rule) {
  here.person_edits([&](json::array& rules) { rules.insert(rules.begin() + index, rule); });
}

std::string id_of(const json::value& rule) {
  return text_at(rule, {"ruleLogicalId"});
}

} // namespace

TEST_CASE("row 20: a person's rule of our name for other traffic is not touched", "[velocloud]") {
  for (const auto mode : every_id_mode) {
    INFO(to_string(mode));
    scene here{mode};
    put(here, 2, stranger());
    const auto before = json::write(here.rule("velo-shop"));
    here.open();
    REQUIRE(here.apply_rule("shop", shop) == 201);
    CHECK(here.becomes("shop", "False/AdoptionRefused"));
    const auto object = here.find(world::rule_path("shop"));
    CHECK(here.condition_of(object, "Accepted") == "False/AdoptionRefused");
    CHECK(here.condition_of(object, "Programmed") == "False/Pending");
    here.run_for(15min);
    CHECK(here.counted().writes == 0);
    REQUIRE(here.erase(world::rule_path("shop")) == 200);
    REQUIRE(here.goes_away("shop"));
    CHECK(here.counted().writes == 0);
    CHECK(json::write(here.rule("velo-shop")) == before);
  }
}

TEST_CASE("row 20: with vcn.cloud/adopt it is replaced in place", "[velocloud]") {
  for (const auto mode : every_id_mode) {
    INFO(to_string(mode));
    scene here{mode};
    const auto people = here.rules_of_people();
    put(here, 2, stranger());
    const auto before = here.rule("velo-shop");
    here.open();
    REQUIRE(here.apply_rule("shop", shop) == 201);
    REQUIRE(here.becomes("shop", "False/AdoptionRefused"));
    REQUIRE(here.patch(world::rule_path("shop"), adopt) == 200);
    REQUIRE(here.becomes_ready("shop"));
    CHECK(here.index_of("velo-shop") == 2);
    CHECK(changed_paths(nameless(before), nameless(here.rule("velo-shop")))
          == names{"match.hostname", "match.dport_low", "match.dport_high"});
    CHECK(here.rules_of_people() == people);
    here.run_for(10s);
    CHECK(here.events("Adopted") == 1);
    CHECK(here.events("DriftRepaired") == 0);
    here.run_for(15min);
    CHECK(here.counted().writes == 1);
    CHECK(here.blemishes() == names{});
  }
}

TEST_CASE("row 20: a rule marked by another cluster is never taken over", "[velocloud]") {
  scene here;
  auto theirs = old_rule("velo-shop", "shop.vcn.cloud", 443);
  theirs.set("ruleLogicalId", velocloud::rule_id("another cluster", "another object"));
  put(here, 0, theirs);
  here.open();
  REQUIRE(here.apply_rule("shop", shop) == 201);
  REQUIRE(here.patch(world::rule_path("shop"), adopt) == 200);
  CHECK(here.becomes("shop", "False/AdoptionRefused"));
  here.run_for(3h);
  CHECK(here.counted().writes == 0);
  CHECK(here.rule("velo-shop") == theirs);
}

TEST_CASE("row 20: with adoption switched off not even the same match is taken over",
          "[velocloud]") {
  world_shape how;
  how.how.adopt = velocloud::adoption::never;
  scene here{sim::rule_ids::preserve, how};
  put(here, 1, old_rule("velo-shop", "shop.vcn.cloud", 443));
  here.open();
  REQUIRE(here.apply_rule("shop", shop) == 201);
  REQUIRE(here.patch(world::rule_path("shop"), adopt) == 200);
  CHECK(here.becomes("shop", "False/AdoptionRefused"));
  here.run_for(15min);
  CHECK(here.counted().writes == 0);
}

TEST_CASE("row 21: rules of the original operator are adopted where they are", "[velocloud]") {
  for (const auto mode : every_id_mode)
    for (const auto* shared_id : {"", "d1f1c0de-0000-4000-8000-000000000001"}) {
      INFO(to_string(mode) << (*shared_id ? ", with the template's id" : ", without ids"));
      scene here{mode};
      const auto people = here.rules_of_people();
      auto first = old_rule("velo-till", "till.vcn.cloud", 8443);
      auto second = old_rule("velo-shop", "shop.vcn.cloud", 443);
      for (auto* one : {&first, &second})
        if (*shared_id)
          one->set("ruleLogicalId", shared_id);
      put(here, 0, first);
      put(here, 2, second);
      const auto before = here.vco.rule_names(sim::quick_start);
      REQUIRE(here.apply_rule("shop", shop) == 201);
      REQUIRE(here.apply_rule("till", till) == 201);
      here.count_anew();
      here.start();
      REQUIRE(here.becomes_ready("shop"));
      REQUIRE(here.becomes_ready("till"));
      here.run_for(3h);
      CHECK(here.counted().writes <= 1);
      CHECK(here.vco.rule_names(sim::quick_start) == before);
      CHECK(nameless(here.rule("velo-till")) == nameless(first));
      CHECK(nameless(here.rule("velo-shop")) == nameless(second));
      CHECK(here.rules_of_people() == people);
      CHECK(here.events("Adopted") == 2);
      if (mode != sim::rule_ids::drop)
        CHECK(std::set{id_of(here.rule("velo-till")), id_of(here.rule("velo-shop")),
                       std::string{shared_id}, std::string{}}
                .size()
              == (*shared_id ? 4U : 3U));
      CHECK(here.blemishes() == names{});

      // From now on they are ours.
      here.count_anew();
      REQUIRE(here.patch(world::rule_path("shop"), R"({"spec":{"dport":444}})") == 200);
      REQUIRE(here.becomes_ready("shop"));
      CHECK(here.index_of("velo-shop") == 2);
      REQUIRE(here.erase(world::rule_path("till")) == 200);
      REQUIRE(here.goes_away("till"));
      CHECK(here.count_rules("velo-till") == 0);
      CHECK(here.counted().writes == 2);
      CHECK(here.blemishes() == names{});
    }
}

TEST_CASE("row 21: what differs in an old rule is put right with the adoption", "[velocloud]") {
  for (const auto mode : every_id_mode) {
    INFO(to_string(mode));
    scene here{mode};
    auto rule = old_rule("velo-shop", "shop.vcn.cloud", 443);
    rule["action"]["QoS"].set("type", "bulk");
    rule["action"]["edge2CloudRouteAction"].set("routePolicy", "direct");
    put(here, 3, rule);
    here.open();
    REQUIRE(here.apply_rule("shop", shop) == 201);
    REQUIRE(here.becomes_ready("shop"));
    CHECK(here.index_of("velo-shop") == 3);
    CHECK(changed_paths(rule, nameless(here.rule("velo-shop"))) == names{"action.QoS.type"});
    here.run_for(15min);
    CHECK(here.counted().writes == 1);
    CHECK(here.events("DriftRepaired") == 0);
    CHECK(here.blemishes() == names{});
  }
}
