#include "tests/simulation/scene.hpp"

#include <algorithm>

using namespace weft;
using namespace weft::simulation;

namespace {

using names = std::vector<std::string>;

constexpr auto shop = "{profile: Quick Start Profile, name: velo-shop, fqdn: shop.vcn.cloud, "
                      "dport: 443, service-class: bulk, bandwidth-limit: 20}";
constexpr auto one_resync = 330s; ///< and the tenth that it is spread by

/// What an Event of that reason says, oldest first.
names notes(world& here, std::string_view reason) {
  names out;
  for (const auto& one : here.list("/apis/events.k8s.io/v1/events"))
    if (one.find("reason")->text_or("") == reason)
      out.emplace_back(one.find("note")->text_or(""));
  return out;
}

void open_with_own_shop(scene& here) {
  here.open();
  REQUIRE(here.apply_rule("shop", shop) == 201);
  REQUIRE(here.becomes_ready("shop"));
  here.run_for(10s);
  here.count_anew();
}

json::value* find_rule(json::array& rules, std::string_view name) {
  const auto found = std::find_if(rules.begin(), rules.end(), [&](const json::value& one) {
    return one.find("name")->text_or("") == name;
  });
  return found == rules.end() ? nullptr : &*found;
}

void erase_rule(json::array& rules, std::string_view name) {
  std::erase_if(rules,
                [&](const json::value& one) { return one.find("name")->text_or("") == name; });
}

} // namespace

TEST_CASE("row 15: a rule that a person adds between our read and our write survives",
          "[velocloud]") {
  for (const auto mode : every_id_mode)
    for (const std::size_t place : {0U, 1U, 3U}) {
      INFO(to_string(mode) << ", at " << place);
      scene here{mode};
      here.open();
      auto theirs = sim::make_rule("Printers");
      theirs.set("x_odd", json::parse(R"({"n":null,"big":12345678901234567890,"d":1.0})").value());
      here.vco.on_next_read(sim::quick_start_qos, scene::as_change([=](json::array& rules) {
                              rules.insert(rules.begin() + static_cast<std::ptrdiff_t>(place),
                                           theirs);
                            }));
      REQUIRE(here.apply_rule("shop", shop) == 201);
      REQUIRE(here.becomes_ready("shop"));
      names wanted{"velo-shop", "Box for everybody", "Voice to HQ \"north\"", "gäste-wlan"};
      wanted.insert(wanted.begin() + 1 + static_cast<std::ptrdiff_t>(place), "Printers");
      CHECK(here.vco.rule_names(sim::quick_start) == wanted);
      CHECK(nameless(here.rule("Printers")) == theirs);
      // A probe showed the change, so there was another read and another probe, and one write.
      const auto learnt = mode == sim::rule_ids::regenerate ? 1U : 0U;
      here.run_for(10s);
      CHECK(here.counted() == scene::tally{1, 3 + learnt, 2});
      CHECK(here.events("ConcurrentWriter") == 0);
      CHECK(here.blemishes() == names{});
    }
}

TEST_CASE("row 15: a person who edits during each of our reads loses nothing", "[velocloud]") {
  for (const auto mode : every_id_mode) {
    INFO(to_string(mode));
    scene here{mode};
    here.open();
    for (int n = 0; n < 9; ++n)
      here.vco.on_next_read(sim::quick_start_qos, scene::as_change([n](json::array& rules) {
                              rules.push_back(sim::make_rule("Printer " + std::to_string(n)));
                            }));
    REQUIRE(here.apply_rule("shop", shop) == 201);
    REQUIRE(here.becomes_ready("shop"));
    here.run_for(1min);
    for (int n = 0; n < 9; ++n)
      CHECK(here.count_rules("Printer " + std::to_string(n)) == 1);
    CHECK(here.index_of("velo-shop") == 0);
    CHECK(here.counted().writes == 1);
    CHECK(here.blemishes() == names{});
  }
}

TEST_CASE("row 16: what another client drops right after our write is put back and told",
          "[velocloud]") {
  for (const auto mode : every_id_mode) {
    INFO(to_string(mode));
    scene here{mode};
    const auto people = here.rules_of_people();
    here.open();
    here.wire.least = here.wire.most = 250ms; // so that a look falls between write and read
    const auto stale = *here.vco.find_module(sim::quick_start_qos)->data;
    REQUIRE(here.apply_rule("shop", shop) == 201);
    REQUIRE(here.run_until([&] { return here.counted().writes == 1; }, 1min));
    here.vco.human_edit(
      sim::quick_start_qos, [&](json::value& data) { data = stale; }, here.vco_time());
    REQUIRE(here.count_rules("velo-shop") == 0);
    CHECK(here.ready("shop") != "True");
    REQUIRE(here.becomes_ready("shop"));
    CHECK(here.index_of("velo-shop") == 0);
    CHECK(here.rules_of_people() == people);
    here.run_for(10s);
    CHECK(here.events("ConcurrentWriter") == 1);
    here.run_for(15min);
    CHECK(here.counted().writes == 2);
    CHECK(here.blemishes() == names{});
  }
}

TEST_CASE("row 16: Ready waits for as long as another client keeps dropping our rule",
          "[velocloud]") {
  scene here;
  here.open();
  here.wire.least = here.wire.most = 250ms;
  REQUIRE(here.apply_rule("shop", shop) == 201);
  for (std::size_t n = 1; n <= 5; ++n) {
    REQUIRE(here.run_until([&] { return here.counted().writes == n; }, 1min));
    here.person_edits([](json::array& rules) { erase_rule(rules, "velo-shop"); });
    CHECK(here.ready("shop") != "True");
  }
  REQUIRE(here.becomes_ready("shop"));
  CHECK(here.count_rules("velo-shop") == 1);
  CHECK(here.counted().writes == 6);
  CHECK(here.blemishes() == names{});
}

TEST_CASE("a person whose edit ours has overwritten unseen is named in an event", "[velocloud]") {
  for (const auto mode : every_id_mode) {
    INFO(to_string(mode));
    scene here{mode};
    open_with_own_shop(here);
    here.vco.on_next_probe(sim::quick_start_qos, scene::as_change([](json::array& rules) {
                             rules.push_back(sim::make_rule("Printers"));
                           }));
    REQUIRE(here.patch(world::rule_path("shop"), R"({"spec":{"dport":444}})") == 200);
    REQUIRE(here.becomes_ready("shop"));
    here.run_for(10s);
    REQUIRE(here.count_rules("Printers") == 0); // no client can help that
    REQUIRE(here.events("ConcurrentWriter") == 1);
    CHECK_THAT(notes(here, "ConcurrentWriter").front(),
               Catch::StartsWith("human wrote velocloud/vco/101"));
    CHECK(here.counted().writes == 1);
    CHECK(here.ready("shop") == "True");
  }
}

TEST_CASE("an audit log that fails in every way makes nobody unready", "[velocloud]") {
  using enum sim::misbehaviour;
  const auto how_badly
    = GENERATE(http400, http401, http403, http500, html200, token_error200, truncated, hang);
  scene here;
  here.vco.inject("event/getEnterpriseEvents", how_badly, 1000);
  open_with_own_shop(here);
  for (const auto* spec : {R"({"spec":{"dport":444}})", R"({"spec":{"dport":445}})"}) {
    REQUIRE(here.patch(world::rule_path("shop"), spec) == 200);
    REQUIRE(here.becomes_ready("shop"));
  }
  here.run_for(15min);
  CHECK(here.ready("shop") == "True");
  CHECK(here.counted().writes == 2);
  CHECK(here.events("ConcurrentWriter") == 0);
  CHECK(here.blemishes() == names{});
}

TEST_CASE("row 17: a rule of ours that a person deletes is back within one resync", "[velocloud]") {
  for (const auto mode : every_id_mode) {
    INFO(to_string(mode));
    scene here{mode};
    const auto people = here.rules_of_people();
    open_with_own_shop(here);
    const auto before = here.rule("velo-shop");
    here.person_edits([](json::array& rules) { erase_rule(rules, "velo-shop"); });
    REQUIRE(here.run_until([&] { return here.count_rules("velo-shop") == 1; }, one_resync));
    CHECK(nameless(here.rule("velo-shop")) == nameless(before));
    CHECK(here.index_of("velo-shop") == 0);
    CHECK(here.rules_of_people() == people);
    here.run_for(10s);
    CHECK(here.ready("shop") == "True");
    CHECK(here.events("DriftRepaired") == 1);
    CHECK(here.counted().writes == 1);
    CHECK(here.blemishes() == names{});
  }
}

TEST_CASE("row 17: managed paths that a person edits are repaired, others left alone",
          "[velocloud]") {
  for (const auto mode : every_id_mode) {
    INFO(to_string(mode));
    scene here{mode};
    const auto people = here.rules_of_people();
    open_with_own_shop(here);
    const auto before = here.rule("velo-shop");
    here.person_edits([](json::array& rules) {
      auto& rule = *find_rule(rules, "velo-shop");
      rule["match"].set("dport_high", 444);
      rule["action"]["QoS"]["txScheduler"].set("priority", "high");
      rule["action"]["sla"].set("latencyMs", "150");
      rule.set("x_note", "checked by Ada");
    });
    REQUIRE(here.run_until([&] { return here.counted().writes == 1; }, one_resync));
    CHECK(changed_paths(before, here.rule("velo-shop")) == names{"action.sla.latencyMs", "x_note"});
    CHECK(here.rules_of_people() == people);
    here.run_for(10s);
    REQUIRE(here.events("DriftRepaired") == 1);
    CHECK(notes(here, "DriftRepaired").front()
          == "repaired match.dport_high, action.QoS.txScheduler.priority");
    here.run_for(15min);
    CHECK(here.counted().writes == 1);
    CHECK(here.ready("shop") == "True");
    CHECK(here.blemishes() == names{});
  }
}

TEST_CASE("row 17: a person's edit beside the managed paths is no drift", "[velocloud]") {
  for (const auto mode : every_id_mode) {
    INFO(to_string(mode));
    scene here{mode};
    open_with_own_shop(here);
    here.person_edits([](json::array& rules) {
      auto& rule = *find_rule(rules, "velo-shop");
      rule["action"]["edge2CloudRouteAction"].set("routePolicy", "direct");
    });
    here.run_for(15min);
    CHECK(*here.rule("velo-shop").find_path({"action", "edge2CloudRouteAction", "routePolicy"})
          == json::value{"direct"});
    CHECK(here.counted().writes == 0);
    CHECK(here.events("DriftRepaired") == 0);
  }
}

TEST_CASE("row 17: a rule that a person has renamed gets its name back", "[velocloud]") {
  for (const auto mode : {sim::rule_ids::preserve, sim::rule_ids::regenerate}) {
    INFO(to_string(mode));
    scene here{mode};
    open_with_own_shop(here);
    const auto before = here.rule("velo-shop");
    here.person_edits([](json::array& rules) { rules.front().set("name", "velo-mine"); });
    REQUIRE(here.run_until([&] { return here.count_rules("velo-shop") == 1; }, one_resync));
    CHECK(here.rule("velo-shop") == before);
    CHECK(here.count_rules("velo-mine") == 0);
    here.run_for(10s);
    REQUIRE(here.events("DriftRepaired") == 1);
    CHECK(notes(here, "DriftRepaired").front() == "repaired name");
    CHECK(here.counted().writes == 1);
    CHECK(here.blemishes() == names{});
  }
}

TEST_CASE("row 17: where VCO drops ids a renamed rule is a person's, and ours is made again",
          "[velocloud]") {
  scene here{sim::rule_ids::drop};
  open_with_own_shop(here);
  here.person_edits([](json::array& rules) { rules.front().set("name", "velo-mine"); });
  REQUIRE(here.run_until([&] { return here.count_rules("velo-shop") == 1; }, one_resync));
  here.run_for(15min);
  CHECK(here.index_of("velo-shop") == 0);
  CHECK(here.index_of("velo-mine") == 1);
  CHECK(here.counted().writes == 1);
  CHECK(here.blemishes() == names{});
}
