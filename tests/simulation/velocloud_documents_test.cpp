#include "tests/simulation/claims.hpp"
#include "tests/simulation/scene.hpp"

#include <algorithm>
#include <set>

/// Rows 23 to 27: what VCO's documents may look like.
using namespace weft;
using namespace weft::simulation;
using namespace std::chrono_literals;

namespace {

const json::value* segment_of(const json::value& data, std::int64_t id) {
  for (const auto& one : *data.find("segments")->as_array())
    if (one.find_path({"segment", "segmentId"})->int_or(-1) == id)
      return &one;
  return nullptr;
}

std::size_t line_of(const world& here, std::string_view text, std::size_t from = 0) {
  while (from < here.trace.size() && here.trace[from].find(text) == std::string::npos)
    ++from;
  return from;
}

const std::vector<std::string> human_rules{"Box for everybody", "Voice to HQ \"north\"",
                                           "gäste-wlan"};

std::vector<std::string> above_human_rules(std::initializer_list<std::string> ours) {
  std::vector<std::string> out{ours};
  out.insert(out.end(), human_rules.begin(), human_rules.end());
  return out;
}

} // namespace

TEST_CASE("row 23: a template with an id of its own shares it with no rule", "[velocloud]") {
  auto shape = with_trace();
  shape.fixture.template_id = true;
  world here{23, shape};
  const auto defaults
    = *segment_of(*here.vco.find_module(sim::quick_start_qos)->data, 0)->find("defaults");
  here.start();
  here.apply_rule("velokube1", velokube1);
  here.apply_rule("velokube2", velokube2);
  REQUIRE(here.run_until([&] { return all_ready(here, {"velokube1", "velokube2"}); }, 1min));
  const auto ids = ids_in(here, sim::quick_start_qos);
  CHECK(ids.size() == 5); // two of ours, two of people, the template's
  CHECK(std::set<std::string>(ids.begin(), ids.end()).size() == ids.size());
  CHECK(*segment_of(*here.vco.find_module(sim::quick_start_qos)->data, 0)->find("defaults")
        == defaults);
  CHECK(here.vco.seen().writes <= 2);
  check_manners(here);
}

TEST_CASE("row 24: with ids that VCO regenerates or drops, rules are made, edited, renamed and "
          "removed in place",
          "[velocloud]") {
  auto shape = with_trace();
  world here{24, shape};
  here.vco.settings.ids = GENERATE(sim::rule_ids::regenerate, sim::rule_ids::drop);
  here.start();
  here.apply_rule("velokube2", velokube2);
  REQUIRE(here.run_until([&] { return all_ready(here, {"velokube2"}); }, 1min));
  here.apply_rule("velokube1", velokube1);
  REQUIRE(here.run_until([&] { return all_ready(here, {"velokube1"}); }, 1min));

  // row 1
  CHECK(here.vco.rule_names(sim::quick_start) == above_human_rules({"velokube1", "velokube2"}));
  const auto made = *here.vco.rule(sim::quick_start, "velokube1");
  auto fresh = sim::make_rule("velokube1");
  fresh.erase("ruleLogicalId");
  auto paths = changed_paths(fresh, made);
  std::erase(paths, "ruleLogicalId");
  CHECK(paths
        == std::vector<std::string>{
          "match.hostname", "match.dport_low", "match.dport_high", "match.proto", "action.QoS.type",
          "action.QoS.rxScheduler.priority", "action.QoS.txScheduler.priority"});
  CHECK(at(made, {"match", "hostname"}) == "velokube1.vcn.cloud");
  CHECK(at(made, {"match", "dport_low"}) == "8080");
  CHECK(at(made, {"match", "dport_high"}) == "8080");
  CHECK(at(made, {"match", "proto"}) == "6");
  CHECK(at(made, {"action", "QoS", "type"}) == "realtime");
  CHECK(at(made, {"action", "QoS", "rxScheduler", "priority"}) == "high");
  CHECK(at(made, {"action", "QoS", "rxScheduler", "bandwidthCapPct"}) == "-1");

  // an untouched system writes nothing, whatever became of the ids
  here.run_for(11min);
  CHECK(here.vco.seen().writes == 2);

  // row 3
  const auto before = *here.vco.rule(sim::quick_start, "velokube2");
  here.patch(world::rule_path("velokube2"), R"({"spec":{"service-group":"PRIVATE_WIRED",
             "priority":"low","bandwidth-limit":10}})");
  REQUIRE(here.run_until([&] { return all_ready(here, {"velokube2"}); }, 1min));
  CHECK(here.vco.rule_names(sim::quick_start) == above_human_rules({"velokube1", "velokube2"}));
  CHECK(changed_paths(before, *here.vco.rule(sim::quick_start, "velokube2"))
        == std::vector<std::string>{
          "action.edge2EdgeRouteAction.serviceGroup",
          "action.edge2DataCenterRouteAction.serviceGroup",
          "action.edge2CloudRouteAction.serviceGroup", "action.QoS.rxScheduler.bandwidthCapPct",
          "action.QoS.rxScheduler.priority", "action.QoS.txScheduler.bandwidthCapPct",
          "action.QoS.txScheduler.priority"});
  CHECK(here.vco.seen().writes == 3);

  // row 9: one journal entry takes the old name away and brings the new one
  here.patch(world::rule_path("velokube2"), R"({"spec":{"name":"renamed"}})");
  REQUIRE(here.run_until([&] { return all_ready(here, {"velokube2"}); }, 1min));
  CHECK(here.vco.rule_names(sim::quick_start) == above_human_rules({"velokube1", "renamed"}));
  CHECK(here.vco.seen().writes == 4);

  // row 6
  here.erase(world::rule_path("velokube2"));
  const auto asked = here.trace.size();
  REQUIRE(here.run_until([&] { return here.find(world::rule_path("velokube2")).is_null(); }, 1min));
  here.run_for(1s);
  CHECK(here.vco.rule_names(sim::quick_start) == above_human_rules({"velokube1"}));
  CHECK(here.vco.seen().writes == 5);
  const auto written = line_of(here, "updateConfigurationModule done", asked);
  const auto shown = line_of(here, "getConfigurationModules done", written);
  const auto released = line_of(here, "PATCH " + world::rule_path("velokube2") + "?", asked);
  CHECK(written < shown);
  CHECK(shown < released);
  CHECK(released < here.trace.size());
  check_manners(here);
}

TEST_CASE("row 25: the rule lands in the global segment wherever that stands", "[velocloud]") {
  world here{25, with_trace()};
  const auto other = *segment_of(*here.vco.find_module(sim::branch_gold_qos)->data, 7);
  here.start();
  here.apply_rule("velokube1", spec_of("velokube1", "", "Branch Gold"));
  here.apply_rule("velokube2", spec_of("velokube2", "", "Branch Gold"));
  REQUIRE(here.run_until([&] { return all_ready(here, {"velokube1", "velokube2"}); }, 1min));
  CHECK(here.vco.rule_names(sim::branch_gold, 0)
        == std::vector<std::string>{"velokube2", "velokube1"});
  CHECK(here.vco.rule_names(sim::branch_gold, 7).empty());
  const auto& data = *here.vco.find_module(sim::branch_gold_qos)->data;
  CHECK(*segment_of(data, 7) == other);
  CHECK(data.find("segments")->as_array()->front() == other);

  SECTION("and in the named one when a segment is named") {
    const auto global = *segment_of(data, 0);
    here.apply_rule("velokube3", spec_of("velokube3", ", segment: pos", "Branch Gold"));
    REQUIRE(here.run_until([&] { return all_ready(here, {"velokube3"}); }, 1min));
    CHECK(here.vco.rule_names(sim::branch_gold, 7) == std::vector<std::string>{"velokube3"});
    CHECK(*segment_of(*here.vco.find_module(sim::branch_gold_qos)->data, 0) == global);
  }
  SECTION("and says so when there is none of that name") {
    here.apply_rule("velokube3", spec_of("velokube3", ", segment: Pos", "Branch Gold"));
    REQUIRE(here.run_until([&] { return !here.ready("velokube3").empty(); }, 1min));
    CHECK(here.ready("velokube3") == "False/SegmentNotFound");
    CHECK_THAT(message_of(here, "velokube3"), Catch::Contains("Pos"));
  }
  check_manners(here);
}

TEST_CASE("row 26: without Default-Any-Other the built-in template serves", "[velocloud]") {
  auto shape = with_trace();
  shape.fixture.template_missing = true;
  world here{26, shape};
  here.start();
  here.apply_rule("velokube1", velokube1);
  REQUIRE(here.run_until([&] { return all_ready(here, {"velokube1"}); }, 1min));
  const auto made = *here.vco.rule(sim::quick_start, "velokube1");
  for (const auto& path : changed_paths(sim::make_rule("velokube1"), made))
    CHECK_THAT(path, Catch::StartsWith("match.") || Catch::StartsWith("action.QoS.")
                       || Catch::Equals("ruleLogicalId"));
  here.run_for(1min);
  const auto told = here.event_reasons();
  CHECK(std::count(told.begin(), told.end(), "TemplateFallback") == 1);
  CHECK(here.vco.seen().writes == 1);
  check_manners(here);
}

TEST_CASE("row 27: a profile that cannot hold rules is named and hinders no other", "[velocloud]") {
  world here{27, with_trace()};
  here.start();
  here.apply_rule("bare", spec_of("bare", "", "Bare Profile"));
  here.apply_rule("old", spec_of("old", "", "Legacy Branch"));
  here.apply_rule("velokube1", velokube1);
  REQUIRE(here.run_until(
    [&] {
      return here.ready("bare") == "False/ModuleMissing"
             && here.ready("old") == "False/UnsupportedProfile"
             && here.ready("velokube1") == "True";
    },
    1min));
  CHECK_THAT(message_of(here, "old"),
             Catch::Contains("Legacy Branch") && Catch::Contains("NETWORK_BASED"));
  CHECK_THAT(message_of(here, "bare"), Catch::Contains("QOS"));
  here.run_for(11min);
  CHECK(here.vco.seen().writes == 1);
  CHECK(here.vco.find_profile(sim::bare)->modules.empty());
  for (const auto* name : {"bare", "old", "velokube1"})
    here.erase(world::rule_path(name));
  CHECK(here.run_until(
    [&] { return here.list("/apis/vcn.cloud/v1/namespaces/ns1/velocloudbps").empty(); }, 2min));
  CHECK(here.vco.rule_names(sim::quick_start) == human_rules);
  check_manners(here);
}

TEST_CASE("row 27: a module is made where settings say so", "[velocloud]") {
  auto shape = with_trace();
  shape.how.create_module = true;
  world here{27, shape};
  here.start();
  here.apply_rule("bare", spec_of("bare", "", "Bare Profile"));
  REQUIRE(here.run_until([&] { return all_ready(here, {"bare"}); }, 1min));
  CHECK(here.vco.rule_names(sim::bare) == std::vector<std::string>{"bare"});
  CHECK(here.vco.find_profile(sim::bare)->modules.size() == 1);
  check_manners(here);
}
