#include "adapters/yaml/reader.hpp"
#include "tests/simulation/claims.hpp"

#include <set>

/// Rows 37 and 38: limits set by infra admins.
using namespace weft;
using namespace weft::simulation;
using namespace std::chrono_literals;

namespace {

constexpr auto policy_path = "/apis/vcn.cloud/v1alpha1/velocloudpolicies/";

json::value policy(const std::string& name, const std::string& limits,
                   const std::string& selector = "{}") {
  const auto text
    = "{apiVersion: vcn.cloud/v1alpha1, kind: VelocloudPolicy, metadata: {name: " + name
      + "}, spec: {namespaceSelector: " + selector + ", limits: " + limits + "}}";
  return yaml::read(text).value();
}

/// Whether the object is where a policy forbids it, says so and names policy, field and limit.
bool refused(world& here, const std::string& name) {
  return here.ready(name) == "False/PolicyViolation"
         && here.condition_of(here.find(world::rule_path(name)), "Accepted")
              == "False/PolicyViolation"
         && here.condition_of(here.find(world::rule_path(name)), "Programmed") == "False/Pending";
}

bool gone(world& here, const std::string& name) {
  return here.find(world::rule_path(name)).is_null();
}

} // namespace

TEST_CASE("row 37: what a policy does not allow is not written and the object says why",
          "[velocloud]") {
  world here{37, with_trace()};
  here.apply(policy("modest", "{maxBandwidthPct: 30}"));
  here.start();
  here.apply_rule("greedy", spec_of("greedy", ", bandwidth-limit: 40"));
  here.apply_rule("boundless", spec_of("boundless", ", bandwidth-limit: -1"));
  here.apply_rule("silent", spec_of("silent")); // no word about bandwidth means no cap
  here.apply_rule("modest", spec_of("modest", ", bandwidth-limit: 30"));
  REQUIRE(here.run_until(
    [&] {
      return all_ready(here, {"modest"}) && refused(here, "greedy") && refused(here, "boundless")
             && refused(here, "silent");
    },
    1min));
  CHECK_THAT(message_of(here, "greedy"),
             Catch::Contains("modest") && Catch::Contains("spec.bandwidth-limit 40")
               && Catch::Contains("limits.maxBandwidthPct") && Catch::Contains("30"));
  CHECK_THAT(message_of(here, "boundless"), Catch::Contains("modest")
                                              && Catch::Contains("spec.bandwidth-limit -1")
                                              && Catch::Contains("limits.allowUnlimitedBandwidth"));
  here.run_for(11min);
  CHECK(here.vco.rule_names(sim::quick_start).size() == 4);
  CHECK(here.vco.seen().writes == 1);

  SECTION("until the policy allows it") {
    here.apply(policy("modest", "{maxBandwidthPct: 40, allowUnlimitedBandwidth: true}"));
    CHECK(here.run_until(
      [&] {
        return all_ready(here, {"modest", "greedy", "boundless", "silent"});
      },
      1min));
    CHECK(here.vco.seen().writes <= 3);
  }
  SECTION("until the policy goes") {
    here.erase(policy_path + std::string{"modest"});
    CHECK(here.run_until(
      [&] {
        return all_ready(here, {"modest", "greedy", "boundless", "silent"});
      },
      1min));
  }
  SECTION("until it selects the namespace no more") {
    here.apply(policy("modest", "{maxBandwidthPct: 30}", "{matchLabels: {tier: prod}}"));
    CHECK(here.run_until(
      [&] {
        return all_ready(here, {"modest", "greedy", "boundless", "silent"});
      },
      1min));
    here.patch("/api/v1/namespaces/ns1", R"({"metadata":{"labels":{"tier":"prod"}}})");
    CHECK(
      here.run_until([&] { return refused(here, "greedy") && refused(here, "boundless"); }, 1min));
    CHECK(here.run_until([&] { return here.vco.rule_names(sim::quick_start).size() == 4; }, 1min));
  }
  SECTION("until the object asks for less") {
    here.patch(world::rule_path("greedy"), R"({"spec":{"bandwidth-limit":5}})");
    CHECK(here.run_until([&] { return all_ready(here, {"greedy"}); }, 1min));
    CHECK(refused(here, "boundless"));
  }
  SECTION("and may go at any time") {
    here.erase(world::rule_path("greedy"));
    CHECK(here.run_until([&] { return gone(here, "greedy"); }, 10s));
    CHECK(here.vco.seen().writes == 1);
  }
  check_manners(here);
}

TEST_CASE("row 37: every kind of limit is held and named", "[velocloud]") {
  struct limited {
    std::string limits;
    std::string spec;
    std::string field;
    std::string limit;
  };
  const auto [limits, spec, field, limit] = GENERATE(values<limited>({
    {"{profiles: [Branch Gold]}", "", "spec.profile", "limits.profiles"},
    {"{profiles: []}", "", "spec.profile", "limits.profiles"},
    {"{segments: [pos]}", "", "spec.segment", "limits.segments"},
    {"{fqdnSuffixes: [cn.cloud]}", "", "spec.fqdn", "limits.fqdnSuffixes"},
    {"{ports: [{from: 80, to: 442}]}", "", "spec.dport", "limits.ports"},
    {"{serviceClasses: [bulk]}", ", service-class: realtime", "spec.service-class",
     "limits.serviceClasses"},
    {"{priorities: [low, normal]}", ", priority: high", "spec.priority", "limits.priorities"},
    {"{linkPolicies: [auto]}", ", link-policy: fixed", "spec.link-policy", "limits.linkPolicies"},
    {"{serviceGroups: [ALL]}", ", service-group: PUBLIC_WIRED", "spec.service-group",
     "limits.serviceGroups"},
    {"{allowUnlimitedBandwidth: false}", "", "spec.bandwidth-limit",
     "limits.allowUnlimitedBandwidth"},
    {"{namePattern: \"^ns1-\"}", "", "spec.name", "limits.namePattern"},
  }));
  CAPTURE(limits);
  world here{37, with_trace()};
  here.apply(policy("strict", limits));
  here.apply(policy("lax", "{}"));
  here.start();
  here.apply_rule("tried", spec_of("tried", spec));
  REQUIRE(here.run_until([&] { return refused(here, "tried"); }, 1min));
  CHECK_THAT(message_of(here, "tried"), Catch::Contains("strict") && Catch::Contains(field)
                                          && Catch::Contains(limit) && !Catch::Contains("lax"));
  here.run_for(6min);
  CHECK(here.vco.seen().writes == 0);
  check_manners(here);
}

TEST_CASE("row 38: a rule that a tightened policy forbids leaves VCO, the others stay",
          "[velocloud]") {
  world here{38, with_trace()};
  here.start();
  here.apply_rule("greedy", spec_of("greedy", ", bandwidth-limit: 40"));
  here.apply_rule("modest", spec_of("modest", ", bandwidth-limit: 20"));
  here.apply_rule("elsewhere", spec_of("elsewhere", ", bandwidth-limit: 40"), "ns2");
  REQUIRE(here.run_until(
    [&] {
      return all_ready(here, {"greedy", "modest"}) && here.ready("elsewhere", "ns2") == "True";
    },
    1min));
  const auto human = here.vco.rules(sim::quick_start);
  here.run_for(3s);
  const auto writes = here.vco.seen().writes;
  here.apply(
    policy("modest", "{maxBandwidthPct: 30}", "{matchLabels: {kubernetes.io/metadata.name: ns1}}"));
  REQUIRE(here.run_until(
    [&] { return refused(here, "greedy") && !here.vco.rule(sim::quick_start, "greedy"); }, 1min));
  CHECK_THAT(message_of(here, "greedy"),
             Catch::Contains("modest") && Catch::Contains("limits.maxBandwidthPct"));
  CHECK(here.vco.seen().writes == writes + 1);
  CHECK(all_ready(here, {"modest"}));
  CHECK(here.ready("elsewhere", "ns2") == "True");
  const auto left = here.vco.rules(sim::quick_start);
  CHECK(left.size() == 5);
  CHECK(std::equal(human.end() - 3, human.end(), left.end() - 3, left.end()));
  here.run_for(11min);
  CHECK(here.vco.seen().writes == writes + 1);

  SECTION("deletion still works") {
    here.erase(world::rule_path("greedy"));
    CHECK(here.run_until([&] { return gone(here, "greedy"); }, 30s));
    CHECK(here.vco.seen().writes == writes + 1);
  }
  SECTION("it comes back when the policy is loosened") {
    here.erase(policy_path + std::string{"modest"});
    CHECK(here.run_until([&] { return all_ready(here, {"greedy"}); }, 1min));
    CHECK(here.vco.seen().writes == writes + 2);
  }
  SECTION("a restart changes nothing") {
    here.restart();
    here.run_for(11min);
    CHECK(refused(here, "greedy"));
    CHECK(here.vco.seen().writes == writes + 1);
  }
  check_manners(here);
}

TEST_CASE("row 38: a wish that a policy forbids leaves the rule that complies as it is",
          "[velocloud]") {
  world here{38, with_trace()};
  here.apply(policy("modest", "{maxBandwidthPct: 30}"));
  here.start();
  here.apply_rule("rule", spec_of("rule", ", bandwidth-limit: 20"));
  REQUIRE(here.run_until([&] { return all_ready(here, {"rule"}); }, 1min));
  const auto before = here.vco.rules(sim::quick_start);
  here.patch(world::rule_path("rule"), R"({"spec":{"bandwidth-limit":60}})");
  REQUIRE(here.run_until([&] { return refused(here, "rule"); }, 1min));
  here.run_for(11min);
  CHECK(here.vco.rules(sim::quick_start) == before);
  CHECK(here.vco.seen().writes == 1);
  SECTION("until that does not comply either") {
    here.apply(policy("modest", "{maxBandwidthPct: 10}"));
    CHECK(here.run_until([&] { return !here.vco.rule(sim::quick_start, "rule"); }, 1min));
    CHECK(refused(here, "rule"));
  }
  SECTION("and its deletion removes it") {
    here.erase(world::rule_path("rule"));
    CHECK(here.run_until([&] { return gone(here, "rule"); }, 30s));
    CHECK(here.vco.rule_names(sim::quick_start).size() == 3);
  }
  check_manners(here);
}

TEST_CASE("row 38: of more objects than a policy allows the oldest win", "[velocloud]") {
  world here{38, with_trace()};
  here.start();
  // Neither in the order of their names nor against it.
  for (const auto* name : {"middle", "zulu", "alpha"}) {
    here.apply_rule(name, spec_of(name));
    here.run_for(5s);
  }
  REQUIRE(all_ready(here, {"middle", "zulu", "alpha"}));
  here.apply(policy("two", "{maxRules: 2}"));
  REQUIRE(here.run_until([&] { return !here.vco.rule(sim::quick_start, "alpha"); }, 1min));
  CHECK(here.run_until([&] { return here.ready("alpha") == "False/QuotaExceeded"; }, 10s));
  CHECK_THAT(message_of(here, "alpha"), Catch::Contains("two") && Catch::Contains("2"));
  CHECK(all_ready(here, {"middle", "zulu"}));
  here.erase(world::rule_path("middle"));
  CHECK(here.run_until([&] { return all_ready(here, {"zulu", "alpha"}); }, 1min));
  check_manners(here);
}

TEST_CASE("row 38: an older object that a policy refuses takes no place from a younger one",
          "[velocloud]") {
  world here{38, with_trace()};
  here.apply(policy("two", "{maxRules: 2, priorities: [normal, high]}"));
  here.start();
  here.apply_rule("greedy", spec_of("greedy", ", priority: low"));
  here.run_for(5s);
  for (const auto* name : {"second", "third", "fourth"}) {
    here.apply_rule(name, spec_of(name));
    here.run_for(5s);
  }
  CHECK(refused(here, "greedy"));
  CHECK(all_ready(here, {"second", "third"}));
  CHECK(here.ready("fourth") == "False/QuotaExceeded");
  check_manners(here);
}
