#include "protocol/velocloud/names.hpp"
#include "tests/simulation/scene.hpp"

#include <fstream>
#include <sstream>

using namespace weft;
using namespace weft::simulation;

namespace {

using names = std::vector<std::string>;
using clean = std::vector<std::string>;

std::string read_samples() {
  std::ifstream in{WEFT_SOURCE_DIR "/config/samples/velocloud.yaml"};
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

/// config/samples/velocloud.yaml, the file itself.
std::string_view samples() {
  static const auto text = read_samples();
  return text;
}

/// Its documents up to and including that of velokube1.
std::string_view first_sample() {
  return samples().substr(0, samples().rfind("---"));
}

/// Default-Any-Other with the managed paths of velokube1. @see velocloud.md 6
json::value rule_of_velokube1() {
  auto rule = sim::make_rule("velokube1");
  auto& match = rule["match"];
  match.set("hostname", "velokube1.vcn.cloud");
  match.set("dport_low", 8080);
  match.set("dport_high", 8080);
  match.set("proto", 6);
  auto& qos = rule["action"]["QoS"];
  qos.set("type", "realtime");
  for (const auto* direction : {"rxScheduler", "txScheduler"}) {
    qos[direction].set("priority", "high");
    qos[direction].set("bandwidthCapPct", -1);
  }
  for (const auto* route :
       {"edge2CloudRouteAction", "edge2DataCenterRouteAction", "edge2EdgeRouteAction"}) {
    rule["action"][route].set("linkPolicy", "auto");
    rule["action"][route].set("serviceGroup", "ALL");
  }
  return rule;
}

/// What one creation costs. An id that VCO makes is recorded, and with that the object asks anew.
scene::tally one_creation(sim::rule_ids mode) {
  return {1, mode == sim::rule_ids::regenerate ? 3U : 2U, 1};
}

/// Opens the scene and applies both samples.
void apply_samples(scene& here) {
  here.open();
  REQUIRE(here.apply(samples()) == 201);
  REQUIRE(here.becomes_ready("velokube1"));
  REQUIRE(here.becomes_ready("velokube2"));
}

} // namespace

TEST_CASE("row 1: the first sample becomes the only rule of an empty profile", "[velocloud]") {
  for (const auto mode : every_id_mode) {
    INFO(to_string(mode));
    world_shape how;
    how.fixture.human_rules = false;
    scene here{mode, how};
    here.open();
    REQUIRE(here.apply(first_sample()) == 201);
    REQUIRE(here.becomes_ready("velokube1"));
    here.run_for(30s);
    CHECK(here.vco.rule_names(sim::quick_start) == names{"velokube1"});
    CHECK(nameless(here.rule("velokube1")) == rule_of_velokube1());
    CHECK(here.counted() == one_creation(mode));
    here.run_for(1h);
    CHECK(here.counted().writes == 1);
    CHECK(here.blemishes() == clean{});
  }
}

TEST_CASE("row 1: the rule bears the mark of its object", "[velocloud]") {
  scene here;
  here.open();
  here.apply(first_sample());
  REQUIRE(here.becomes_ready("velokube1"));
  const auto cluster = here.find("/api/v1/namespaces/kube-system");
  const auto object = here.find(world::rule_path("velokube1"));
  const auto uid_of = [](const json::value& of) {
    return of.find_path({"metadata", "uid"})->text_or("");
  };
  CHECK(*here.rule("velokube1").find("ruleLogicalId")
        == json::value{velocloud::rule_id(uid_of(cluster), uid_of(object))});
}

TEST_CASE("row 2: both samples take one write, the newer above the older above people's",
          "[velocloud]") {
  for (const auto mode : every_id_mode) {
    INFO(to_string(mode));
    scene here{mode};
    const auto people = here.rules_of_people();
    REQUIRE(people.size() == 3);
    apply_samples(here);
    here.run_for(30s);
    CHECK(here.vco.rule_names(sim::quick_start)
          == names{"velokube2", "velokube1", "Box for everybody", "Voice to HQ \"north\"",
                   "gäste-wlan"});
    CHECK(here.rules_of_people() == people);
    CHECK(here.counted() == one_creation(mode));
    CHECK(here.blemishes() == clean{});
  }
}

TEST_CASE("row 2: of objects that waited for the start the newest stands on top, whatever its name",
          "[velocloud]") {
  scene here;
  const auto people = here.rules_of_people();
  for (const auto* name : {"middle", "zulu", "alpha"}) {
    REQUIRE(here.apply_rule(name, std::string{"{profile: Quick Start Profile, name: velo-"} + name
                                    + ", fqdn: a.vcn.cloud, dport: 1}")
            == 201);
    here.run_for(2s);
  }
  here.start();
  for (const auto* name : {"middle", "zulu", "alpha"})
    REQUIRE(here.becomes_ready(name));
  CHECK(here.vco.rule_names(sim::quick_start)
        == names{"velo-alpha", "velo-zulu", "velo-middle", "Box for everybody",
                 "Voice to HQ \"north\"", "gäste-wlan"});
  CHECK(here.rules_of_people() == people);
  CHECK(here.counted().writes == 1);
  CHECK(here.blemishes() == clean{});
}

TEST_CASE("row 3: an edit changes exactly its paths, in place, with one write", "[velocloud]") {
  for (const auto mode : every_id_mode) {
    INFO(to_string(mode));
    scene here{mode};
    const auto people = here.rules_of_people();
    apply_samples(here);
    here.run_for(10s);
    here.count_anew();
    const auto before = here.rule("velokube2");
    const auto neighbour = here.rule("velokube1");
    REQUIRE(here.patch(world::rule_path("velokube2"),
                       R"({"spec":{"service-group":"PRIVATE_WIRED","priority":"low",
                           "bandwidth-limit":10}})")
            == 200);
    REQUIRE(here.becomes_ready("velokube2"));
    here.run_for(30s);
    const auto after = here.rule("velokube2");
    CHECK(changed_paths(before, after)
          == names{"action.edge2EdgeRouteAction.serviceGroup",
                   "action.edge2DataCenterRouteAction.serviceGroup",
                   "action.edge2CloudRouteAction.serviceGroup",
                   "action.QoS.rxScheduler.bandwidthCapPct", "action.QoS.rxScheduler.priority",
                   "action.QoS.txScheduler.bandwidthCapPct", "action.QoS.txScheduler.priority"});
    CHECK(*after.find_path({"action", "edge2EdgeRouteAction", "serviceGroup"})
          == json::value{"PRIVATE_WIRED"});
    CHECK(*after.find_path({"action", "QoS", "rxScheduler", "priority"}) == json::value{"low"});
    CHECK(*after.find_path({"action", "QoS", "txScheduler", "bandwidthCapPct"}) == json::value{10});
    CHECK(here.index_of("velokube2") == 0);
    CHECK(here.rule("velokube1") == neighbour);
    CHECK(here.rules_of_people() == people);
    CHECK(here.counted() == scene::tally{1, 2, 1});
    CHECK(here.events("DriftRepaired") == 0);
    CHECK(here.blemishes() == clean{});
  }
}

TEST_CASE("row 4: what is applied again, or only relabelled, writes nothing", "[velocloud]") {
  for (const auto mode : every_id_mode) {
    INFO(to_string(mode));
    scene here{mode};
    apply_samples(here);
    here.run_for(10s);
    here.count_anew();
    const auto status = *here.find(world::rule_path("velokube1")).find("status");
    CHECK(here.apply(samples()) == 200);
    here.run_for(10s);
    CHECK(here.patch(world::rule_path("velokube1"),
                     R"({"metadata":{"labels":{"team":"shop"},"annotations":{"note":"x"}}})")
          == 200);
    here.run_for(10s);
    CHECK(here.patch(world::rule_path("velokube1"),
                     R"({"metadata":{"labels":null,"annotations":{"note":"y"}}})")
          == 200);
    here.run_for(10s);
    CHECK(here.counted() == scene::tally{});
    CHECK(*here.find(world::rule_path("velokube1")).find("status") == status);
    here.run_for(15min);
    CHECK(here.counted().writes == 0);
    CHECK(here.ready("velokube1") == "True");
    CHECK(here.ready("velokube2") == "True");
  }
}

TEST_CASE("row 5: a status that anybody patches costs no call of VCO and is put right",
          "[velocloud]") {
  const auto* foul = GENERATE(
    R"({"status":{"lastSyncTime":"2020-01-01T00:00:00Z"}})",
    R"({"status":{"observedGeneration":7}})", R"({"status":{"conditions":[]}})",
    R"({"status":{"conditions":[{"type":"Ready","status":"False","reason":"Nonsense",
        "message":"","observedGeneration":1,"lastTransitionTime":"2020-01-01T00:00:00Z"}]}})",
    R"({"status":{"placements":[]}})", R"({"status":{"placements":null,"conditions":null}})",
    R"({"status":{"placements":[{"profileId":102,"ruleName":"velokube1","state":"Programmed"}]}})");
  INFO(foul);
  for (const auto mode : every_id_mode) {
    INFO(to_string(mode));
    scene here{mode};
    apply_samples(here);
    const auto status = *here.find(world::rule_path("velokube1")).find("status");
    // Profiles are listed once a minute, and one without a module is read again then.
    const auto listings = here.vco.seen().listings;
    REQUIRE(here.run_until([&] { return here.vco.seen().listings > listings; }, 2min));
    here.run_for(5s);
    const auto calls = here.vco.seen().calls;
    REQUIRE(here.patch(world::rule_path("velokube1") + "/status", foul) == 200);
    here.run_for(40s);
    CHECK(here.vco.seen().calls == calls);
    auto after = *here.find(world::rule_path("velokube1")).find("status");
    for (const auto* member : {"observedGeneration", "conditions", "placements"})
      CHECK(*after.find(member) == *status.find(member));
    here.run_for(15min);
    CHECK(here.counted().writes == 1);
    CHECK(here.blemishes() == clean{});
  }
}

TEST_CASE("row 5: a status wiped while nobody runs costs at most one write", "[velocloud]") {
  for (const auto mode : every_id_mode) {
    INFO(to_string(mode));
    scene here{mode};
    apply_samples(here);
    here.kill(here.newest());
    const auto before = here.rule("velokube1");
    REQUIRE(here.patch(world::rule_path("velokube1"), R"({"status":null})") == 200);
    REQUIRE(here.patch(world::rule_path("velokube1") + "/status", R"({"status":null})") == 200);
    here.count_anew();
    here.start();
    REQUIRE(here.becomes_ready("velokube1"));
    here.run_for(15min);
    CHECK(here.counted().writes <= 1);
    CHECK(nameless(here.rule("velokube1")) == nameless(before));
    CHECK(here.index_of("velokube1") == 1);
    CHECK(here.blemishes() == clean{});
  }
}
