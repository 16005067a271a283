#include "tests/simulation/scene.hpp"

#include <algorithm>

using namespace weft;
using namespace weft::simulation;

namespace {

using names = std::vector<std::string>;

constexpr auto shop = "{profile: Quick Start Profile, name: velo-shop, fqdn: shop.vcn.cloud, "
                      "dport: 443, service-class: bulk}";
constexpr auto till = "{profile: Quick Start Profile, name: velo-till, fqdn: till.vcn.cloud, "
                      "dport: 8443, priority: high}";
constexpr auto to_branch_gold = R"({"spec":{"profile":"Branch Gold"}})";

/// Opens the scene with two Ready objects in it: till above shop.
void open_with_two(scene& here) {
  here.open();
  REQUIRE(here.apply_rule("shop", shop) == 201);
  REQUIRE(here.apply_rule("till", till) == 201);
  REQUIRE(here.becomes_ready("shop"));
  REQUIRE(here.becomes_ready("till"));
  here.run_for(10s);
  here.count_anew();
}

bool has_moved(scene& here) {
  return here.ready("shop") == "True" && here.count_rules("velo-shop") == 0
         && here.count_rules("velo-shop", sim::branch_gold) == 1
         && here.find(world::rule_path("shop"))
                .find_path({"status", "placements"})
                ->as_array()
                ->size()
              == 1;
}

} // namespace

TEST_CASE("row 9: a new spec.name renames the rule in place", "[velocloud]") {
  for (const auto mode : every_id_mode) {
    INFO(to_string(mode));
    scene here{mode};
    open_with_two(here);
    const auto before = here.rule("velo-shop");
    REQUIRE(here.index_of("velo-shop") == 1);
    REQUIRE(here.patch(world::rule_path("shop"), R"({"spec":{"name":"velo-store"}})") == 200);
    REQUIRE(here.becomes_ready("shop"));
    here.run_for(30s);
    CHECK(changed_paths(before, here.rule("velo-store")) == names{"name"});
    CHECK(here.index_of("velo-store") == 1);
    CHECK(here.count_rules("velo-shop") == 0);
    // One write took the old name away and brought the new one: there was no second rule ever.
    REQUIRE(here.changes().size() == 1);
    CHECK(here.changes().front().added == names{"velo-store"});
    CHECK(here.changes().front().removed == names{"velo-shop"});
    CHECK(here.counted().writes == 1);
    here.run_for(15min);
    CHECK(here.counted().writes == 1);
    CHECK(here.blemishes() == names{});
  }
}

TEST_CASE("row 9: a name changed while the controller is down is changed in place too",
          "[velocloud]") {
  for (const auto mode : every_id_mode) {
    INFO(to_string(mode));
    scene here{mode};
    open_with_two(here);
    here.kill(here.newest());
    REQUIRE(here.patch(world::rule_path("shop"), R"({"spec":{"name":"velo-store"}})") == 200);
    here.start();
    REQUIRE(here.becomes_ready("shop"));
    CHECK(here.index_of("velo-store") == 1);
    CHECK(here.count_rules("velo-shop") == 0);
    CHECK(here.counted().writes == 1);
    CHECK(here.blemishes() == names{});
  }
}

TEST_CASE("row 10: a new spec.profile makes the rule there before it goes here", "[velocloud]") {
  for (const auto mode : every_id_mode) {
    INFO(to_string(mode));
    scene here{mode};
    open_with_two(here);
    const auto people = here.rules_of_people();
    const auto before = here.rule("velo-shop");
    REQUIRE(here.patch(world::rule_path("shop"), to_branch_gold) == 200);
    REQUIRE(here.run_until([&] { return has_moved(here); }, 1min));
    const auto made = here.changes(sim::branch_gold_qos);
    const auto gone = here.changes(sim::quick_start_qos);
    REQUIRE(made.size() == 1);
    REQUIRE(gone.size() == 1);
    CHECK(made.front().added == names{"velo-shop"});
    CHECK(gone.front().removed == names{"velo-shop"});
    CHECK(made.front().when < gone.front().when);
    CHECK(nameless(here.rule("velo-shop", sim::branch_gold)) == nameless(before));
    CHECK(here.rules_of_people() == people);
    CHECK(here.vco.rules(sim::branch_gold, 7).empty());
    here.run_for(15min);
    CHECK(here.counted().writes == 2);
    CHECK(here.blemishes() == names{});
  }
}

TEST_CASE("row 10: the old profile keeps the rule until a read has shown it in the new one",
          "[velocloud]") {
  for (const auto mode : every_id_mode) {
    INFO(to_string(mode));
    scene here{mode};
    open_with_two(here);
    here.wire.least = here.wire.most = 250ms; // so that a look falls between write and read
    REQUIRE(here.patch(world::rule_path("shop"), to_branch_gold) == 200);
    REQUIRE(
      here.run_until([&] { return here.count_rules("velo-shop", sim::branch_gold) == 1; }, 1min));
    here.vco.human_edit(
      sim::branch_gold_qos,
      [](json::value& data) {
        for (auto& segment : *data.find("segments")->as_array())
          segment.find("rules")->as_array()->clear();
      },
      here.vco_time());
    bool always_somewhere = true;
    REQUIRE(here.run_until(
      [&] {
        always_somewhere = always_somewhere
                           && (here.count_rules("velo-shop") == 1
                               || here.count_rules("velo-shop", sim::branch_gold) == 1);
        return has_moved(here);
      },
      1min));
    CHECK(always_somewhere);
    const auto made = here.changes(sim::branch_gold_qos);
    REQUIRE(made.size() == 3); // ours, the person's, ours
    CHECK(made.back().when < here.changes(sim::quick_start_qos).front().when);
    CHECK(here.blemishes() == names{});
  }
}

TEST_CASE("row 10: a crash at any moment of a move leaves no orphan", "[velocloud]") {
  for (const auto mode : every_id_mode) {
    span at = 0ms;
    for (bool moved = false; !moved; at += 20ms) {
      scene here{mode};
      open_with_two(here);
      REQUIRE(here.patch(world::rule_path("shop"), to_branch_gold) == 200);
      here.run_for(at);
      INFO(to_string(mode) << ", killed after " << at / 1ms << " ms");
      moved = has_moved(here);
      here.restart();
      CHECK(here.run_until([&] { return has_moved(here); }, 2min));
      here.run_for(1min);
      CHECK(has_moved(here));
      CHECK(here.vco.rule_names(sim::branch_gold) == names{"velo-shop"});
      CHECK(here.vco.rule_names(sim::quick_start).front() == "velo-till");
      CHECK(here.vco.rule_names(sim::quick_start).size() == 4);
      CHECK(here.vco.seen().lost_updates == 0);
    }
    CHECK(at > 500ms);
  }
}

TEST_CASE("row 10: a move taken back during a crash leaves no orphan either", "[velocloud]") {
  for (const auto mode : every_id_mode)
    for (span at = 0ms; at < 2s; at += 50ms) {
      INFO(to_string(mode) << ", killed after " << at / 1ms << " ms");
      scene here{mode};
      open_with_two(here);
      REQUIRE(here.patch(world::rule_path("shop"), to_branch_gold) == 200);
      here.run_for(at);
      here.kill(here.newest());
      REQUIRE(here.patch(world::rule_path("shop"), R"({"spec":{"profile":"Quick Start Profile"}})")
              == 200);
      here.start();
      const auto is_back = [&] {
        return here.ready("shop") == "True" && here.count_rules("velo-shop") == 1
               && here.vco.rule_names(sim::branch_gold).empty();
      };
      CHECK(here.run_until(is_back, 2min));
      here.run_for(1min);
      CHECK(is_back());
      CHECK(here.vco.seen().lost_updates == 0);
    }
}

TEST_CASE("row 11: an unknown profile stops nobody else", "[velocloud]") {
  for (const auto mode : every_id_mode) {
    INFO(to_string(mode));
    scene here{mode};
    here.open();
    REQUIRE(here.apply_rule("lost", "{profile: Nowhere, name: velo-lost, fqdn: lost.vcn.cloud, "
                                    "dport: 80}")
            == 201);
    REQUIRE(here.apply_rule("shop", shop) == 201);
    REQUIRE(here.apply_rule("till", till) == 201);
    CHECK(here.becomes_ready("shop"));
    CHECK(here.becomes_ready("till"));
    CHECK(here.becomes("lost", "False/ProfileNotFound"));
    here.run_for(15min);
    CHECK(here.counted().writes == 1);
    CHECK(here.ready("shop") == "True");
    CHECK(here.ready("lost") == "False/ProfileNotFound");
    CHECK(here.processes.size() == 1);
    CHECK(here.blemishes() == names{});
  }
}

TEST_CASE("row 11: a profile that is made later has the rule within 65 seconds", "[velocloud]") {
  for (span at = 0s; at < 60s; at += 7s) {
    INFO("made after " << at / 1s << " s");
    scene here;
    here.open();
    REQUIRE(here.apply_rule("lost", "{profile: Nowhere, name: velo-lost, fqdn: lost.vcn.cloud, "
                                    "dport: 80}")
            == 201);
    REQUIRE(here.becomes("lost", "False/ProfileNotFound"));
    here.run_for(2min + at);
    auto made = sim::make_profiles().front();
    made.id = 201;
    made.name = "Nowhere";
    made.modules.front().id = 2011;
    here.vco.profiles.push_back(made);
    CHECK(here.becomes("lost", "True", 65s));
    CHECK(here.index_of("velo-lost", 201) == 0);
    CHECK(here.counted().writes == 1);
    CHECK(here.blemishes() == names{});
  }
}
