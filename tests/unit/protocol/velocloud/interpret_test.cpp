#include "tests/unit/protocol/velocloud/world.hpp"

#include <algorithm>

using namespace weft;
using namespace weft::velocloud;

namespace {

const intent& body_of(const fragment& part) {
  return as<intent>(part.body);
}

json::value annotated(json::value object, const std::string& name) {
  (*object.find("metadata"))["annotations"].set(name, "true");
  return object;
}

json::value placed(json::value object, std::vector<std::int64_t> profiles = {101}) {
  json::array at;
  for (const auto profile : profiles)
    at.push_back(json::value::of({{"profileId", profile},
                                  {"segmentId", 0},
                                  {"ruleName", "velokube1"},
                                  {"state", "Programmed"}}));
  object.set("status", json::value::of({{"placements", at}}));
  return object;
}

json::value deleting(json::value object) {
  auto& meta = *object.find("metadata");
  meta.set("deletionTimestamp", "2026-02-01T00:00:00Z");
  meta.set("finalizers", json::value::list({"vcn.cloud/velocloud-rule"}));
  return object;
}

const auto plain = rule_object("velokube1", velokube1);

} // namespace

TEST_CASE("an object places one rule at the profile that bears the name", "[velocloud]") {
  world w;
  w.put(plain);
  const auto meaning = w.meaning_of("velokube1");
  REQUIRE(meaning.parts.size() == 1);
  CHECK(meaning.parts[0].target == "velocloud/vco/101");
  CHECK(meaning.parts[0].what == wish::place);
  CHECK_FALSE(meaning.parts[0].recorded);
  CHECK(body_of(meaning.parts[0]).id == rule_id("cluster-1", "uid-velokube1"));
}

TEST_CASE("a rule without a name is called after its object", "[velocloud]") {
  world w;
  w.put_rule("shop", R"({"profile":"Branch Gold","fqdn":"a.b","dport":1})");
  CHECK(body_of(w.meaning_of("shop").parts[0]).wanted.name == "ns1.shop");
}

TEST_CASE("an invalid spec is said in words and asks nothing of VCO", "[velocloud]") {
  world w;
  w.put_rule("bad", R"({"profile":"P","fqdn":"a.b","dport":70000,"priority":"High"})");
  const auto meaning = w.meaning_of("bad");
  CHECK_FALSE(meaning.accepted);
  CHECK(meaning.reason == "InvalidSpec");
  CHECK(meaning.message
        == "spec.dport is 70000; allowed: an integer from 1 to 65535; spec.priority is \"High\"; "
           "allowed: high, normal, low");
  CHECK(meaning.parts.empty());
}

TEST_CASE("profile names match exactly, and never a staging copy", "[velocloud]") {
  world w;
  const auto [name, reason]
    = GENERATE(table<std::string, std::string>({{"quick start profile", "ProfileNotFound"},
                                                {"Quick Start Profile ", "ProfileNotFound"},
                                                {"Nowhere", "ProfileNotFound"},
                                                {"Staged", "ProfileNotFound"},
                                                {"Old", "UnsupportedProfile"},
                                                {"Twice", "ProfileAmbiguous"}}));
  auto list = as<profile_inventory>(w.index.profiles);
  list.profiles.push_back({201, "", "Twice", "SEGMENT_BASED", false, 1});
  list.profiles.push_back({202, "", "Twice", "SEGMENT_BASED", false, 1});
  w.index.profiles = take_snapshot(list);
  w.put_rule("r", R"({"profile":")" + name + R"(","fqdn":"a.b","dport":1})");
  const auto meaning = w.meaning_of("r");
  CHECK(meaning.reason == reason);
  CHECK(meaning.accepted);
  CHECK(meaning.decided);
  CHECK(meaning.parts.empty());
  CHECK(meaning.wants_inventory == (reason == "ProfileNotFound"));
}

TEST_CASE("whoever misses a profile learns which there are", "[velocloud]") {
  world w;
  w.put_rule("near", R"({"profile":"quick start profile","fqdn":"a.b","dport":1})");
  CHECK(w.meaning_of("near").message.find("; did you mean \"Quick Start Profile\"?")
        != std::string::npos);
  w.put_rule("far", R"({"profile":"Something Else","fqdn":"a.b","dport":1})");
  const auto said = w.meaning_of("far").message;
  CHECK(said.find("; there are \"Branch Gold\", ") != std::string::npos);
  CHECK(said.find("\"Quick Start Profile\"") != std::string::npos);
  CHECK(said.find("Staged") == std::string::npos);
}

TEST_CASE("an annotation of ours that says nothing to us is answered with a warning",
          "[velocloud]") {
  world w;
  const auto [name, value, why, note]
    = GENERATE(table<std::string, std::string, std::string, std::string>(
      {{"vcn.cloud/pausd", "true", "UnknownAnnotation",
        "annotation vcn.cloud/pausd is ignored; did you mean \"vcn.cloud/paused\"?"},
       {"vcn.cloud/dry-run", "yes", "InvalidAnnotation",
        "annotation vcn.cloud/dry-run is \"yes\" and ignored; allowed: true or false"},
       {"vcn.cloud/adopt", "false", "", ""},
       {"example.com/paused", "yes", "", ""}}));
  auto object = plain;
  object.find("metadata")->set("annotations", json::object{{name, value}});
  w.put(object);
  const auto meaning = w.meaning_of("velokube1");
  CHECK(meaning.reason.empty());
  REQUIRE(meaning.notices.size() == (why.empty() ? 0 : 1));
  if (why.empty())
    return;
  CHECK(meaning.notices[0].warning);
  CHECK(meaning.notices[0].reason == why);
  CHECK(meaning.notices[0].note == note);
}

TEST_CASE("before the profile list is read nothing is decided", "[velocloud]") {
  world w;
  w.index.profiles = nullptr;
  w.put(plain);
  const auto meaning = w.meaning_of("velokube1");
  CHECK_FALSE(meaning.decided);
  CHECK(meaning.reason == "Pending");
  CHECK(meaning.wants_inventory);
}

TEST_CASE("a changed profile places at the new one and removes at the old one", "[velocloud]") {
  world w;
  w.put(placed(plain, {102}));
  const auto meaning = w.meaning_of("velokube1");
  REQUIRE(meaning.parts.size() == 2);
  CHECK(meaning.parts[0].target == "velocloud/vco/101");
  CHECK(meaning.parts[0].what == wish::place);
  CHECK(meaning.parts[1].target == "velocloud/vco/102");
  CHECK(meaning.parts[1].what == wish::remove);
  CHECK_FALSE(meaning.parts[1].urgent);
}

TEST_CASE("a vanished profile name leaves the rule where it is", "[velocloud]") {
  world w;
  auto object = placed(plain, {102});
  object.find("spec")->set("profile", "Renamed");
  w.put(object);
  const auto meaning = w.meaning_of("velokube1");
  CHECK(meaning.reason == "ProfileNotFound");
  REQUIRE(meaning.parts.size() == 1);
  CHECK(meaning.parts[0].what == wish::leave_be);
}

TEST_CASE("a deleted object's rule goes from every recorded placement, by profile id",
          "[velocloud]") {
  world w;
  w.put(deleting(placed(plain, {101, 999})));
  const auto meaning = w.meaning_of("velokube1");
  REQUIRE(meaning.parts.size() == 2);
  for (const auto& part : meaning.parts) {
    CHECK(part.what == wish::remove);
    CHECK(part.urgent);
    CHECK(part.recorded);
  }
  CHECK(meaning.parts[1].target == "velocloud/vco/999");
}

TEST_CASE("a deleted object without records is looked for where it would be", "[velocloud]") {
  world w;
  w.put(deleting(plain));
  const auto meaning = w.meaning_of("velokube1");
  REQUIRE(meaning.parts.size() == 1);
  CHECK(meaning.parts[0].what == wish::remove);
  CHECK_FALSE(meaning.parts[0].recorded);
  w.put(annotated(deleting(placed(plain)), "vcn.cloud/orphan-on-delete"));
  CHECK(w.meaning_of("velokube1").orphan);
  CHECK(w.meaning_of("velokube1").parts.empty());
}

TEST_CASE("a paused object's rule is left be, and still held against policies", "[velocloud]") {
  world w;
  w.put_policy("all", R"({"namespaceSelector":{},"limits":{"maxRules":9}})");
  w.put(annotated(placed(plain), "vcn.cloud/paused"));
  const auto meaning = w.meaning_of("velokube1");
  CHECK(meaning.reason == "Paused");
  REQUIRE(meaning.parts.size() == 1);
  CHECK(meaning.parts[0].what == wish::leave_be);
  CHECK(body_of(meaning.parts[0]).limits.policies.size() == 1);
}

TEST_CASE("a dry run asks for words only", "[velocloud]") {
  world w;
  w.put(annotated(plain, "vcn.cloud/dry-run"));
  const auto meaning = w.meaning_of("velokube1");
  CHECK(meaning.reason == "DryRun");
  REQUIRE(meaning.parts.size() == 1);
  CHECK(meaning.parts[0].what == wish::leave_be);
  CHECK(body_of(meaning.parts[0]).dry_run);
}

TEST_CASE("all policies that select the namespace must agree", "[velocloud]") {
  world w;
  w.put(placed(plain));
  w.put_policy("a", R"({"namespaceSelector":{},"limits":{"allowUnlimitedBandwidth":true}})");
  CHECK(w.meaning_of("velokube1").accepted);
  w.put_policy("b", R"({"namespaceSelector":{"matchLabels":{"tier":"pre-prod"}},
                        "limits":{"ports":[{"from":443,"to":443}]}})");
  const auto meaning = w.meaning_of("velokube1");
  CHECK(meaning.reason == "PolicyViolation");
  CHECK_THAT(meaning.message, Catch::StartsWith("VelocloudPolicy b: spec.dport 8080"));
  REQUIRE(meaning.parts.size() == 1);
  CHECK(meaning.parts[0].what == wish::leave_be);
  CHECK(body_of(meaning.parts[0]).limits.policies.size() == 2);
}

TEST_CASE("while a policy asks for labels of a namespace not yet seen nothing is decided",
          "[velocloud]") {
  world w;
  w.put(plain);
  w.index.objects.erase({"Namespace", "", "ns1"});
  w.put_policy("a", R"({"namespaceSelector":{},"limits":{"maxRules":9}})");
  CHECK(w.meaning_of("velokube1").decided);
  w.put_policy("b", R"({"namespaceSelector":{"matchLabels":{"tier":"pre-prod"}},
                        "limits":{"ports":[{"from":443,"to":443}]}})");
  const auto meaning = w.meaning_of("velokube1");
  CHECK_FALSE(meaning.decided);
  CHECK(meaning.reason == "Pending");
  CHECK(meaning.parts.empty());
}

TEST_CASE("where no policy selects the namespace the default decides", "[velocloud]") {
  world w;
  w.put(plain);
  w.put_policy("b", R"({"namespaceSelector":{"matchLabels":{"tier":"prod"}},
                        "limits":{"profiles":[]}})");
  CHECK(w.meaning_of("velokube1").accepted);
  w.how.default_policy = unselected::deny;
  CHECK(w.meaning_of("velokube1").reason == "PolicyViolation");
}

TEST_CASE("the oldest objects keep the quota, and one at fault frees its room", "[velocloud]") {
  world w;
  w.put_policy("two", R"({"namespaceSelector":{},"limits":{"maxRules":2}})");
  const std::string spec = R"({"profile":"Branch Gold","fqdn":"a.b","dport":1})";
  w.put_rule("c", spec, "2026-01-03T00:00:00Z");
  w.put_rule("a", spec, "2026-01-01T00:00:00Z");
  w.put_rule("b", spec, "2026-01-02T00:00:00Z");
  CHECK(w.meaning_of("a").accepted);
  CHECK(w.meaning_of("b").accepted);
  CHECK(w.meaning_of("c").reason == "QuotaExceeded");
  CHECK_THAT(w.meaning_of("c").message, Catch::Contains("limits.maxRules allows 2"));

  auto at_fault = rule_object("a", spec, "2026-01-01T00:00:00Z");
  for (const auto* why : {"NameConflict", "AdoptionRefused"}) {
    const auto said = json::value::of({{"type", "Accepted"}, {"status", "False"}, {"reason", why}});
    at_fault.set("status", json::value::of({{"conditions", json::value::list({said})}}));
    w.put(at_fault);
    CHECK(w.meaning_of("c").accepted);
  }
  w.put_rule("a", R"({"profile":"Branch Gold","fqdn":"a.b","dport":0})", "2026-01-01T00:00:00Z");
  CHECK(w.meaning_of("c").accepted);
}

TEST_CASE("a rule beyond the quota is taken away", "[velocloud]") {
  world w;
  w.put_policy("none", R"({"namespaceSelector":{},"limits":{"maxRules":0}})");
  w.put(placed(plain));
  const auto meaning = w.meaning_of("velokube1");
  REQUIRE(meaning.parts.size() == 1);
  CHECK(meaning.parts[0].what == wish::remove);
}

TEST_CASE("what makes no difference to the wish keeps the digest", "[velocloud]") {
  world w;
  w.put(placed(plain));
  const auto digest = w.meaning_of("velokube1").parts[0].digest;
  auto moved = placed(plain);
  auto& first = moved.find_path({"status", "placements"})->as_array()->front();
  first.set("position", 7);
  first.set("moduleVersion", "9");
  moved.find("metadata")->set("labels", *json::parse(R"({"x":"y"})"));
  w.put(moved);
  CHECK(w.meaning_of("velokube1").parts[0].digest == digest);
  first.set("ruleName", "older");
  w.put(moved);
  CHECK(w.meaning_of("velokube1").parts[0].digest != digest);
}

TEST_CASE("steering that VCO's page does not offer is passed on with a word", "[velocloud]") {
  world w;
  w.put_rule("r", R"({"profile":"Branch Gold","fqdn":"a.b","dport":1,"link-policy":"fixed"})");
  const auto meaning = w.meaning_of("r");
  REQUIRE(meaning.notices.size() == 1);
  CHECK(meaning.notices[0].reason == "SteeringAmbiguous");
  CHECK(meaning.parts.size() == 1);
}

TEST_CASE("policies and labels concern the namespaces they select, siblings only under a quota",
          "[velocloud]") {
  world w;
  const auto filling = make_domain(w.how);
  const auto concerned = [&](const k8s::projection* before, const k8s::projection* after) {
    return filling.affects(before, after, w.index, nullptr).namespaces;
  };
  const auto rule = w.put(plain);
  CHECK(concerned(nullptr, rule.get()).empty());
  w.put_policy("q", R"({"namespaceSelector":{},"limits":{"maxRules":2}})");
  const auto policy = w.index.find({"VelocloudPolicy", "", "q"});
  CHECK(concerned(nullptr, policy.get()) == std::set<std::string>{"ns1"});
  CHECK(concerned(policy.get(), policy.get()).empty());
  CHECK(concerned(nullptr, rule.get()) == std::set<std::string>{"ns1"});
  CHECK(concerned(rule.get(), rule.get()).empty());
  const auto home = w.index.find({"Namespace", "", "ns1"});
  CHECK(concerned(nullptr, home.get()) == std::set<std::string>{"ns1"});
  CHECK(concerned(home.get(), home.get()).empty());
}
