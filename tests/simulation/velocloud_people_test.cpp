#include "tests/simulation/scene.hpp"

#include <algorithm>

using namespace weft;
using namespace weft::simulation;

namespace {

using names = std::vector<std::string>;

std::string spec_of(const std::string& name, int port) {
  return "{profile: Quick Start Profile, name: velo-" + name + ", fqdn: " + name
         + ".vcn.cloud, dport: " + std::to_string(port) + "}";
}

/// Opens the scene with two Ready objects in it: till above shop above people's rules.
void open_with_shop_and_till(scene& here) {
  here.open();
  REQUIRE(here.apply_rule("shop", spec_of("shop", 443)) == 201);
  REQUIRE(here.apply_rule("till", spec_of("till", 8443)) == 201);
  REQUIRE(here.becomes_ready("shop"));
  REQUIRE(here.becomes_ready("till"));
  here.run_for(10s);
  here.count_anew();
}

/// Rules as no schema of ours knows them.
json::array odd_rules() {
  auto nulls = sim::make_rule("Nulls");
  nulls.set("ruleLogicalId", "11111111-0000-4000-8000-000000000001");
  nulls["action"].set("natV6", nullptr);
  nulls["action"].set("nat", json::parse(R"({"natIpVersion":null,"list":[null,[],{}]})").value());
  auto numbers = sim::make_rule("Numbers");
  numbers.set("ruleLogicalId", "11111111-0000-4000-8000-000000000002");
  numbers.set(
    "x_numbers",
    json::parse(R"([9007199254740993123,-0,1.50,1e3,0.1,123456789012345678901234567890,-1.0E-7])")
      .value());
  numbers["action"]["sla"].set("lossPct", "0.0");
  auto texts = sim::make_rule("Texts");
  texts.set("ruleLogicalId", "11111111-0000-4000-8000-000000000003");
  texts.set("x_texts",
            json::parse(R"(["0.0","","\u0000\u001f","</script>","🎈 עברית","a\/b\\\"c"])").value());
  auto minimal = json::parse(R"({"match":{},"name":"Minimal","action":{},
                                 "ruleLogicalId":"11111111-0000-4000-8000-000000000004"})")
                   .value();
  return {nulls, numbers, texts, minimal};
}

/// The module as it is without its user rules, to the letter.
std::string frame_of(const scene& here) {
  auto data = *here.vco.find_module(sim::quick_start_qos)->data;
  for (auto& segment : *data.find("segments")->as_array())
    segment.erase("rules");
  return json::write(data);
}

} // namespace

TEST_CASE("row 18: a rule of ours that a person has moved stays where it is", "[velocloud]") {
  for (const auto mode : every_id_mode) {
    INFO(to_string(mode));
    scene here{mode};
    open_with_shop_and_till(here);
    here.person_edits([](json::array& rules) {
      REQUIRE(*rules[1].find("name") == json::value{"velo-shop"});
      std::rotate(rules.begin() + 1, rules.begin() + 2, rules.begin() + 4);
    });
    const names moved{"velo-till", "Box for everybody", "Voice to HQ \"north\"", "velo-shop",
                      "gäste-wlan"};
    REQUIRE(here.vco.rule_names(sim::quick_start) == moved);
    here.run_for(15min);
    CHECK(here.vco.rule_names(sim::quick_start) == moved);
    CHECK(here.counted().writes == 0);

    REQUIRE(here.apply_rule("shop", spec_of("shop", 444)) == 200);
    REQUIRE(here.becomes_ready("shop"));
    CHECK(here.vco.rule_names(sim::quick_start) == moved);
    CHECK(*here.rule("velo-shop").find_path({"match", "dport_low"}) == json::value{444});

    REQUIRE(here.apply_rule("till", spec_of("till", 8444)) == 200);
    REQUIRE(here.becomes_ready("till"));
    CHECK(here.vco.rule_names(sim::quick_start) == moved);

    REQUIRE(here.apply_rule("desk", spec_of("desk", 22)) == 201);
    REQUIRE(here.becomes_ready("desk"));
    auto with_desk = moved;
    with_desk.insert(with_desk.begin(), "velo-desk");
    CHECK(here.vco.rule_names(sim::quick_start) == with_desk);

    here.restart();
    REQUIRE(here.patch(world::rule_path("shop"), R"({"spec":{"name":"velo-store"}})") == 200);
    REQUIRE(here.becomes_ready("shop"));
    with_desk[4] = "velo-store";
    CHECK(here.vco.rule_names(sim::quick_start) == with_desk);
    CHECK(here.counted().writes == 4);
    CHECK(here.blemishes() == names{});
  }
}

TEST_CASE("row 18: the status follows a moved rule at the next change", "[velocloud]") {
  scene here;
  open_with_shop_and_till(here);
  here.person_edits([](json::array& rules) { std::swap(rules.front(), rules.back()); });
  here.run_for(15min);
  const auto object = here.find(world::rule_path("till"));
  CHECK(*object.find_path({"status", "placements"})->as_array()->front().find("position")
        == json::value{4});
}

TEST_CASE("row 19: people's rules and everything around them survive any number of our writes",
          "[velocloud]") {
  for (const auto mode : every_id_mode) {
    INFO(to_string(mode));
    scene here{mode};
    here.person_edits([](json::array& rules) {
      for (auto& one : odd_rules())
        rules.insert(rules.begin() + 1, std::move(one));
    });
    here.vco.human_edit(
      sim::quick_start_qos,
      [](json::value& data) {
        data.set("qoe", json::parse(R"({"voice":{"latency":{"yellow":9.50,"red":null}}})").value());
        (*data.find("segments")->as_array())[0].set("x_future", json::value::list({nullptr, 1}));
      },
      here.vco_time());
    const auto people = here.rules_of_people();
    const auto frame = frame_of(here);
    REQUIRE(people.size() == 7);
    open_with_shop_and_till(here);
    for (int n = 0; n < 10; ++n) {
      REQUIRE(here.apply_rule("shop", spec_of("shop", 500 + n)) == 200);
      REQUIRE(here.apply_rule("desk" + std::to_string(n), spec_of("desk" + std::to_string(n), 22))
              == 201);
      REQUIRE(here.becomes_ready("shop"));
      REQUIRE(here.becomes_ready("desk" + std::to_string(n)));
    }
    REQUIRE(here.erase(world::rule_path("till")) == 200);
    REQUIRE(here.goes_away("till"));
    CHECK(here.counted().writes == 11);
    CHECK(here.rules_of_people() == people);
    CHECK(frame_of(here) == frame);
    CHECK(here.blemishes() == names{});
  }
}

TEST_CASE("row 19: so do the other segments and the refs of the module", "[velocloud]") {
  scene here;
  const auto other = [&] {
    const auto& data = *here.vco.find_module(sim::branch_gold_qos)->data;
    return json::write(data.find("segments")->as_array()->front());
  };
  here.person_edits(
    [](json::array& rules) {
      for (auto& one : odd_rules())
        rules.push_back(std::move(one));
    },
    sim::branch_gold_qos);
  const auto before = other();
  const auto refs = here.vco.find_module(sim::branch_gold_qos)->refs;
  here.open();
  REQUIRE(here.apply_rule("shop", "{profile: Branch Gold, name: velo-shop, fqdn: a.vcn.cloud, "
                                  "dport: 1}")
          == 201);
  REQUIRE(here.becomes_ready("shop"));
  CHECK(here.count_rules("velo-shop", sim::branch_gold) == 1);
  CHECK(other() == before);
  CHECK(here.vco.find_module(sim::branch_gold_qos)->refs == refs);
}
