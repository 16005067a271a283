#include "tests/unit/protocol/velocloud/module.hpp"

using namespace weft;
using namespace weft::velocloud;

namespace {

std::int64_t at(const json::value& rule, std::initializer_list<std::string_view> path) {
  return rule.find_path(path)->as_int().value();
}

} // namespace

TEST_CASE_METHOD(module_of_101, "a new rule is the template with the managed paths set",
                 "[velocloud]") {
  const auto who = give("velokube1", velokube1);
  const auto what = planned();
  CHECK(said_of(what, who).first);
  CHECK(said_of(what, who).how_far == progress::intended);
  CHECK(as<placements>(said_of(what, who).evidence).at[0].state == "Intended");
  apply(what);
  CHECK(names() == names_of_rules{"velokube1", "human-1", "human-2", "human-3"});
  auto& made = rules()[0];
  CHECK(made.text_at({"match", "hostname"}) == "velokube1.vcn.cloud");
  CHECK(at(made, {"match", "dport_low"}) == 8080);
  CHECK(at(made, {"match", "dport_high"}) == 8080);
  CHECK(at(made, {"match", "proto"}) == 6);
  CHECK(made.text_at({"action", "QoS", "type"}) == "realtime");
  for (const auto* side : {"rxScheduler", "txScheduler"}) {
    CHECK(made.text_at({"action", "QoS", side, "priority"}) == "high");
    CHECK(at(made, {"action", "QoS", side, "bandwidthCapPct"}) == -1);
  }
  for (const auto* way :
       {"edge2EdgeRouteAction", "edge2DataCenterRouteAction", "edge2CloudRouteAction"}) {
    CHECK(made.text_at({"action", way, "linkPolicy"}) == "auto");
    CHECK(made.text_at({"action", way, "serviceGroup"}) == "ALL");
  }
  CHECK(made.text_at({"action", "sla", "lossPct"}) == "0.0");
  CHECK(id_of(made) == rule_id("cluster-1", "uid-velokube1"));
  const auto after = planned();
  CHECK_FALSE(after.work);
  CHECK(said_of(after, who).how_far == progress::placed);
  CHECK(as<placements>(said_of(after, who).evidence).at[0].position == 0);
}

TEST_CASE_METHOD(module_of_101, "two new rules take one write, the younger on top", "[velocloud]") {
  give("velokube2", velokube2);
  give("velokube1", velokube1);
  CHECK(settle() == 1);
  CHECK(names() == names_of_rules{"velokube2", "velokube1", "human-1", "human-2", "human-3"});
}

TEST_CASE_METHOD(module_of_101, "an edit changes exactly its paths, in place", "[velocloud]") {
  give("velokube1", velokube1);
  give("velokube2", velokube2);
  settle();
  auto before = data;
  const auto who = give("velokube2", velokube2_edited);
  const auto what = planned();
  CHECK(said_of(what, who).repairs.size() == 7);
  CHECK_FALSE(said_of(what, who).first);
  apply(what);
  std::swap(before, data);
  auto expected = *rule("velokube2");
  for (const auto* side : {"rxScheduler", "txScheduler"}) {
    expected.find_path({"action", "QoS", side})->set("priority", "low");
    expected.find_path({"action", "QoS", side})->set("bandwidthCapPct", 10);
  }
  for (const auto* way :
       {"edge2EdgeRouteAction", "edge2DataCenterRouteAction", "edge2CloudRouteAction"})
    expected.find_path({"action", way})->set("serviceGroup", "PRIVATE_WIRED");
  *rule("velokube2") = expected;
  CHECK(data == before);
}

TEST_CASE_METHOD(module_of_101, "identity survives whatever VCO does to ids", "[velocloud]") {
  mode = GENERATE(id_mode::preserve, id_mode::regenerate, id_mode::drop);
  give("velokube1", velokube1);
  CHECK(settle() == 1);
  give("velokube2", velokube2, late);
  CHECK(settle() == 1);
  auto edited = *json::parse(velokube2_edited);
  give("velokube2", json::write(edited), late);
  CHECK(settle() == 1);
  edited.set("name", "renamed");
  edited.set("fqdn", "other.vcn.cloud");
  give("velokube2", json::write(edited), late);
  CHECK(settle() == 1);
  CHECK(names() == names_of_rules{"renamed", "velokube1", "human-1", "human-2", "human-3"});
  rule("renamed")->find("match")->set("hostname", "by.hand");
  CHECK(settle() == 1);
  CHECK(rule("renamed")->text_at({"match", "hostname"}) == "other.vcn.cloud");
  take_away("velokube2");
  take_away("velokube1");
  CHECK(settle() == 1);
  CHECK(names() == names_of_rules{"human-1", "human-2", "human-3"});
}

TEST_CASE_METHOD(module_of_101, "a rename that is not recorded yet is found again", "[velocloud]") {
  mode = id_mode::drop;
  give("velokube1", velokube1);
  settle();
  auto spec = *json::parse(velokube1);
  spec.set("name", "renamed");
  give("velokube1", json::write(spec));
  const auto what = planned();
  data = as<module_write>(what.work->body).data; // the status was not written
  rule("renamed")->erase("ruleLogicalId");
  CHECK_FALSE(planned().work);
}

TEST_CASE_METHOD(module_of_101, "duplicates of ours go: one stays, none on delete", "[velocloud]") {
  give("velokube1", velokube1);
  settle();
  rules().insert(rules().begin() + 1, rules()[0]);
  CHECK(settle() == 1);
  CHECK(names() == names_of_rules{"velokube1", "human-1", "human-2", "human-3"});
  rules().insert(rules().begin() + 1, rules()[0]);
  const auto who = take_away("velokube1");
  const auto what = planned();
  CHECK(what.urgent);
  CHECK(said_of(what, who).changes);
  apply(what);
  CHECK(names() == names_of_rules{"human-1", "human-2", "human-3"});
  CHECK(said_of(planned(), who).how_far == progress::absent);
}

TEST_CASE_METHOD(module_of_101, "a rule that a human moved stays there", "[velocloud]") {
  give("velokube1", velokube1);
  settle();
  std::rotate(rules().begin(), rules().begin() + 1, rules().end());
  CHECK(settle() == 0);
  auto spec = *json::parse(velokube1);
  spec.set("dport", 81);
  give("velokube1", json::write(spec));
  settle();
  CHECK(names() == names_of_rules{"human-1", "human-2", "human-3", "velokube1"});
}

TEST_CASE_METHOD(module_of_101, "drift is repaired on managed paths only", "[velocloud]") {
  const auto who = give("velokube1", velokube1);
  settle();
  rule("velokube1")->find_path({"action", "QoS"})->set("type", "bulk");
  rule("velokube1")->find_path({"action", "sla"})->set("latencyMs", "9");
  CHECK(said_of(planned(), who).repairs == names_of_rules{"action.QoS.type"});
  settle();
  CHECK(rule("velokube1")->text_at({"action", "QoS", "type"}) == "realtime");
  CHECK(rule("velokube1")->text_at({"action", "sla", "latencyMs"}) == "9");
  rules().erase(rules().begin());
  CHECK(settle() == 1);
  CHECK(names().front() == "velokube1");
}

TEST_CASE_METHOD(module_of_101, "a human's rule of that name is left, unless it matches the same",
                 "[velocloud]") {
  auto spec = *json::parse(velokube1);
  spec.set("name", "human-2");
  const auto who = give("velokube1", json::write(spec));
  const auto what = planned();
  CHECK_FALSE(what.work);
  CHECK_FALSE(said_of(what, who).accepted);
  CHECK(said_of(what, who).reason == "AdoptionRefused");

  SECTION("annotated, it is taken over in place") {
    auto object = rule_object("velokube1", json::write(spec));
    (*object.find("metadata"))["annotations"].set("vcn.cloud/adopt", "true");
    put(object);
    contribute("velokube1");
    CHECK(settle() == 1);
    CHECK(names() == names_of_rules{"human-1", "human-2", "human-3"});
    CHECK(rules()[1].find("odd"));
    CHECK(id_of(rules()[1]) == rule_id("cluster-1", "uid-velokube1"));
  }
  SECTION("matching, it is taken over in place, whatever VCO does to ids") {
    mode = GENERATE(id_mode::preserve, id_mode::regenerate, id_mode::drop);
    mend(rules()[1], as<bp_record>(index.find(who.key)->body).spec);
    CHECK(settle() == 1);
    CHECK(names() == names_of_rules{"human-1", "human-2", "human-3"});
  }
  SECTION("switched off, not even that") {
    mend(rules()[1], as<bp_record>(index.find(who.key)->body).spec);
    how.adopt = adoption::never;
    CHECK_FALSE(planned().work);
  }
  SECTION("another cluster's mark is never adopted") {
    mend(rules()[1], as<bp_record>(index.find(who.key)->body).spec);
    rules()[1].set("ruleLogicalId", rule_id("cluster-2", "x"));
    how.adopt = adoption::always;
    CHECK_FALSE(planned().work);
    CHECK_THAT(said_of(planned(), who).message, Catch::Contains("another cluster"));
  }
}

TEST_CASE_METHOD(module_of_101, "rules of the old operator are adopted though they share an id",
                 "[velocloud]") {
  for (const auto* spec : {velokube1, velokube2}) {
    auto old = shipped_template();
    mend(old, as<bp_record>(put_rule("x", spec)->body).spec);
    old.set("ruleLogicalId", "11111111-0000-4000-8000-000000000000");
    rules().insert(rules().begin() + 1, old);
  }
  index.objects.clear();
  give("velokube1", velokube1);
  give("velokube2", velokube2, late);
  const auto before = names();
  CHECK(settle() == 1);
  CHECK(names() == before);
  CHECK(id_of(*rule("velokube1")) != id_of(*rule("velokube2")));
}

TEST_CASE_METHOD(module_of_101, "a built-in rule's name is refused", "[velocloud]") {
  auto spec = *json::parse(velokube1);
  spec.set("name", "Default-Voice");
  const auto who = give("velokube1", json::write(spec));
  CHECK(said_of(planned(), who).reason == "InvalidSpec");
  CHECK_FALSE(said_of(planned(), who).accepted);
  CHECK_FALSE(planned().work);
}

TEST_CASE_METHOD(module_of_101, "a missing segment holds up only those who want it",
                 "[velocloud]") {
  auto spec = *json::parse(velokube2);
  spec.set("segment", "Nowhere");
  const auto lost = give("velokube2", json::write(spec));
  give("velokube1", velokube1);
  CHECK(settle() == 1);
  CHECK(said_of(planned(), lost).reason == "SegmentNotFound");
  CHECK(said_of(planned(), lost).accepted);
}

TEST_CASE_METHOD(module_of_101, "a change of segment leaves and arrives in one write",
                 "[velocloud]") {
  give("velokube1", velokube1);
  settle();
  auto spec = *json::parse(velokube1);
  spec.set("segment", "Voice");
  const auto who = give("velokube1", json::write(spec));
  const auto what = planned();
  CHECK(said_of(what, who).first);
  CHECK(as<placements>(said_of(what, who).evidence).at.size() == 2);
  REQUIRE(what.notices.size() == 1);
  CHECK(what.notices[0].reason == "TemplateFallback"); // Voice has no defaults
  apply(what);
  CHECK(names(1) == names_of_rules{"velokube1"});
  CHECK(names(0) == names_of_rules{"human-1", "human-2", "human-3"});
  CHECK_FALSE(planned().work);
}

TEST_CASE_METHOD(module_of_101, "the template's own id is not copied and not changed",
                 "[velocloud]") {
  auto& builtin = segment(0).find("defaults")->as_array()->front();
  builtin.set("ruleLogicalId", "22222222-0000-4000-8000-000000000000");
  builtin.set("fresh", true);
  give("velokube1", velokube1);
  give("velokube2", velokube2);
  settle();
  CHECK(id_of(*rule("velokube1")) != id_of(*rule("velokube2")));
  CHECK(id_of(*rule("velokube1")) == rule_id("cluster-1", "uid-velokube1"));
  CHECK(rule("velokube1")->find("fresh"));
  CHECK(id_of(segment(0).find("defaults")->as_array()->front())
        == "22222222-0000-4000-8000-000000000000");
}

TEST_CASE_METHOD(module_of_101, "nothing is removed from an incomplete view", "[velocloud]") {
  give("velokube1", velokube1);
  settle();
  may_remove = false;
  const auto gone = take_away("velokube1");
  const auto fresh = give("velokube2", velokube2);
  const auto what = planned();
  CHECK(said_of(what, gone).how_far == progress::pending);
  CHECK_FALSE(said_of(what, gone).changes);
  CHECK(said_of(what, fresh).changes);
  apply(what);
  CHECK(names().size() == 5);
}

TEST_CASE_METHOD(module_of_101, "a sweep removes what is marked ours and has no live owner",
                 "[velocloud]") {
  give("velokube1", velokube1);
  settle();
  auto orphan = rules()[0];
  orphan.set("name", "orphan");
  orphan.set("ruleLogicalId", rule_id("cluster-1", "dead"));
  auto elsewhere = orphan;
  elsewhere.set("ruleLogicalId", rule_id("cluster-1", "elsewhere"));
  auto theirs = orphan;
  theirs.set("ruleLogicalId", rule_id("cluster-2", "dead"));
  for (const auto& one : {orphan, elsewhere, theirs})
    rules().push_back(one);
  CHECK_FALSE(planned().work);
  CHECK(planned().ours == 3);
  sweep = true;
  live = {"uid-velokube1", "elsewhere"};
  const auto what = planned();
  CHECK(what.sweeps.size() == 1);
  apply(what);
  CHECK(names().size() == 6);
  CHECK_FALSE(planned().work);
}

TEST_CASE_METHOD(module_of_101, "a dead object's rule that another takes over is not swept",
                 "[velocloud]") {
  auto orphan = shipped_template();
  mend(orphan, as<bp_record>(put_rule("x", velokube1)->body).spec);
  orphan.set("ruleLogicalId", rule_id("cluster-1", "dead"));
  rules().insert(rules().begin() + 1, orphan);
  index.objects.clear();
  sweep = true;
  live = {"uid-velokube1"};
  give("velokube1", velokube1);
  CHECK(planned().sweeps.empty());
  CHECK(settle() == 1);
  CHECK(names() == names_of_rules{"human-1", "velokube1", "human-2", "human-3"});
  CHECK(id_of(*rule("velokube1")) == rule_id("cluster-1", "uid-velokube1"));
}

TEST_CASE_METHOD(module_of_101, "a rule that stands against a tightened policy is removed",
                 "[velocloud]") {
  give("velokube2", velokube2);
  settle();
  SECTION("the rule as it stands is allowed, only the wish is not") {
    put_policy("p", R"({"namespaceSelector":{},"limits":{"maxBandwidthPct":50}})");
    auto spec = *json::parse(velokube2);
    spec.set("bandwidth-limit", 60);
    const auto who = give("velokube2", json::write(spec));
    CHECK_FALSE(planned().work);
    CHECK(said_of(planned(), who).how_far == progress::declined);
  }
  SECTION("the rule as it stands is not allowed either") {
    put_policy("p", R"({"namespaceSelector":{},"limits":{"maxBandwidthPct":30}})");
    const auto who = contribute("velokube2");
    CHECK(settle() == 1);
    CHECK(names() == names_of_rules{"human-1", "human-2", "human-3"});
    CHECK_FALSE(parts.contains(who)); // nothing is recorded any more, so nothing is asked
  }
}

TEST_CASE_METHOD(module_of_101, "a paused object's rule is ours and is left alone", "[velocloud]") {
  give("velokube1", velokube1);
  settle();
  rule("velokube1")->find("match")->set("hostname", "by.hand");
  auto object = rule_object("velokube1", velokube1);
  (*object.find("metadata"))["annotations"].set("vcn.cloud/paused", "true");
  object.set("status", status["velokube1"]);
  put(object);
  contribute("velokube1");
  CHECK_FALSE(planned().work);
  CHECK(planned().ours == 1);
}

TEST_CASE_METHOD(module_of_101, "a dry run says what would be written and writes nothing",
                 "[velocloud]") {
  auto object = rule_object("velokube1", velokube1);
  (*object.find("metadata"))["annotations"].set("vcn.cloud/dry-run", "true");
  put(object);
  contribute("velokube1");
  const auto what = planned();
  CHECK_FALSE(what.work);
  REQUIRE(what.notices.size() == 1);
  CHECK(what.notices[0].reason == "DryRun");
  CHECK(what.notices[0].note.starts_with(
    R"(would make "velokube1" at the top of "Global Segment": hostname velokube1.vcn.cloud, )"));
}

TEST_CASE_METHOD(module_of_101, "a dry run of an edit says what was and what would be",
                 "[velocloud]") {
  give("velokube1", velokube1);
  settle();
  auto object = rule_object("velokube1", velokube1);
  object.find("spec")->set("dport", 9090);
  (*object.find("metadata"))["annotations"].set("vcn.cloud/dry-run", "true");
  object.set("status", status["velokube1"]);
  put(object);
  contribute("velokube1");
  const auto what = planned();
  CHECK_FALSE(what.work);
  REQUIRE(what.notices.size() == 1);
  CHECK(what.notices[0].note
        == "would change match.dport_low: 8080 -> 9090, match.dport_high: 8080 -> 9090");
}

TEST_CASE_METHOD(module_of_101, "a dry run of a move says where the rule would go and leave",
                 "[velocloud]") {
  give("velokube1", velokube1);
  settle();
  auto object = rule_object("velokube1", velokube1);
  object.find("spec")->set("segment", "Voice");
  (*object.find("metadata"))["annotations"].set("vcn.cloud/dry-run", "true");
  object.set("status", status["velokube1"]);
  put(object);
  contribute("velokube1");
  const auto what = planned();
  REQUIRE(what.notices.size() == 1);
  CHECK(what.notices[0].note.starts_with(R"(would make "velokube1" at the top of "Voice": )"));
  CHECK(what.notices[0].note.ends_with(R"(; would remove "velokube1" from "Global Segment")"));
}

TEST_CASE_METHOD(module_of_101, "an owner held back keeps its rule as observed", "[velocloud]") {
  const auto first = give("velokube1", velokube1);
  settle();
  auto spec = *json::parse(velokube1);
  spec.set("dport", 1);
  give("velokube1", json::write(spec));
  const auto second = give("velokube2", velokube2);
  held = {unit{first, {}}};
  const auto what = planned();
  CHECK_FALSE(said_of(what, first).changes);
  CHECK(said_of(what, second).changes);
  CHECK(what.work->changes == 1);
  apply(what);
  CHECK(at(*rule("velokube1"), {"match", "dport_low"}) == 8080);
}

TEST_CASE_METHOD(module_of_101,
                 "without a module nothing is there, and one is made only on request",
                 "[velocloud]") {
  const auto wants = give("velokube1", velokube1);
  const auto gone = take_away("velokube2");
  observation seen;
  seen.trouble = "ModuleMissing";
  seen.message = "the profile has no QOS module";
  auto what = plan(how, {target, parts, seen, held, refused, true, false, live});
  CHECK_FALSE(what.work);
  CHECK(said_of(what, wants).reason == "ModuleMissing");
  CHECK(said_of(what, gone).how_far == progress::absent);
  how.create_module = true;
  what = plan(how, {target, parts, seen, held, refused, true, false, live});
  REQUIRE(what.work);
  const auto& body = as<module_write>(what.work->body);
  CHECK(body.create);
  CHECK(body.profile_id == 101);
  CHECK(body.data.find("segments")->as_array()->front().find("rules")->as_array()->size() == 1);
}

TEST_CASE_METHOD(module_of_101, "a recorded name gives no right to a rule that bears another id",
                 "[velocloud]") {
  const auto who = give("velokube1", velokube1);
  settle();
  const auto id = GENERATE(std::string{"99999999-0000-4000-8000-000000000000"},
                           rule_id("cluster-2", "uid-velokube1"));
  auto theirs = shipped_template(); // in place of ours, made by somebody else
  theirs.set("name", "velokube1");
  theirs.set("ruleLogicalId", id);
  rules().front() = theirs;
  CHECK_FALSE(planned().work);
  CHECK(said_of(planned(), who).reason == "AdoptionRefused");
  take_away("velokube1");
  CHECK_FALSE(planned().work);
  CHECK(said_of(planned(), who).how_far == progress::absent);
}

TEST_CASE_METHOD(module_of_101, "a recorded id gives no right to a rule that bears another's mark",
                 "[velocloud]") {
  const auto id = GENERATE(rule_id("cluster-1", "x"), rule_id("cluster-2", "x"));
  status["velokube1"] = *json::parse(R"({"placements":[{"profileId":101,"segmentId":0,
    "ruleName":"theirs","state":"Programmed","ruleLogicalId":")"
                                     + id + R"("}]})");
  auto theirs = shipped_template();
  theirs.set("name", "theirs");
  theirs.set("ruleLogicalId", id);
  rules().push_back(theirs);
  give("velokube1", velokube1);
  settle();
  CHECK(rules().back() == theirs);
  CHECK(rule("velokube1"));
}

TEST_CASE_METHOD(module_of_101,
                 "a copy of ours under a name of its own stays, and ours gets its id",
                 "[velocloud]") {
  mode = id_mode::regenerate;
  give("velokube1", velokube1);
  settle();
  auto copy = *rule("velokube1");
  copy.set("name", "human-4");
  rules().insert(rules().begin(), copy);
  auto spec = *json::parse(velokube1);
  spec.set("dport", 8081);
  give("velokube1", json::write(spec));
  CHECK(settle() == 1);
  CHECK(rules()[0] == copy);
  CHECK(names()[1] == "velokube1");
  CHECK(rules()[1].int_at({"match", "dport_low"}, 0) == 8081);
  CHECK(id_of(rules()[1]) != id_of(copy));
}

TEST_CASE_METHOD(module_of_101, "an intended record gives no right to a marked rule",
                 "[velocloud]") {
  status["velokube1"] = *json::parse(R"({"placements":[{"profileId":101,"segmentId":0,
    "ruleName":"velokube1","state":"Intended"}]})");
  auto theirs = shipped_template();
  theirs.set("name", "velokube1");
  theirs.set("ruleLogicalId", rule_id("cluster-2", "x"));
  rules().insert(rules().begin(), theirs);
  give("velokube1", velokube1);
  CHECK_FALSE(planned().work);
}
