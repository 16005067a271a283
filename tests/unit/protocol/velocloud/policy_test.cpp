#include "protocol/velocloud/governance.hpp"
#include "protocol/velocloud/spec.hpp"
#include "tests/unit/protocol/velocloud/world.hpp"

using namespace weft;
using namespace weft::velocloud;

namespace {

/// What a policy with these limits says against velokube2 with one field changed.
std::string against(const std::string& limits, const std::string& field = "dport",
                    const std::string& value = "443") {
  auto spec = *json::parse(velokube2);
  spec.set(field, *json::parse(value));
  const auto read = read_spec(spec);
  rules_in_force force;
  force.policies.push_back({"p1", take_snapshot(read_policy(*json::parse(
                                    R"({"namespaceSelector":{},"limits":)" + limits + "}")))});
  const auto found = object_to(facts_of(read.spec, read.spec.name), force);
  return found ? found->text : "";
}

selector reads(const std::string& text) {
  const auto policy = read_policy(*json::parse(R"({"namespaceSelector":)" + text + "}"));
  CHECK(policy.fault.empty());
  return policy.where;
}

} // namespace

TEST_CASE("a verdict names policy, field, value and limit", "[velocloud]") {
  CHECK(against(R"({"maxBandwidthPct":30})")
        == "VelocloudPolicy p1: spec.bandwidth-limit 40 is not allowed by limits.maxBandwidthPct "
           "(at most 30)");
  CHECK(against(R"({"ports":[{"from":80,"to":80},{"from":8000,"to":8999}]})")
        == "VelocloudPolicy p1: spec.dport 443 is not allowed by limits.ports (80-80, 8000-8999)");
}

TEST_CASE("no cap is refused where a cap is set or unlimited is forbidden", "[velocloud]") {
  CHECK(against("{}", "bandwidth-limit", "-1").empty());
  CHECK_FALSE(against(R"({"maxBandwidthPct":30})", "bandwidth-limit", "-1").empty());
  CHECK_FALSE(against(R"({"allowUnlimitedBandwidth":false})", "bandwidth-limit", "-1").empty());
  CHECK(against(R"({"maxBandwidthPct":30,"allowUnlimitedBandwidth":true})", "bandwidth-limit", "-1")
          .empty());
  CHECK(against(R"({"allowUnlimitedBandwidth":false})").empty());
}

TEST_CASE("a suffix covers whole labels only", "[velocloud]") {
  CHECK(against(R"({"fqdnSuffixes":["vcn.cloud"]})").empty());
  CHECK_FALSE(against(R"({"fqdnSuffixes":["vcn.cloud"]})", "fqdn", "\"a.evilvcn.cloud\"").empty());
  CHECK(against(R"({"fqdnSuffixes":["velokube2.vcn.cloud"]})").empty());
}

TEST_CASE("an empty list allows nothing, an absent one everything", "[velocloud]") {
  CHECK_FALSE(against(R"({"profiles":[]})").empty());
  CHECK(against("{}").empty());
  CHECK_FALSE(against(R"({"segments":["Voice"]})").empty());
  CHECK_FALSE(against(R"({"serviceClasses":["bulk"]})").empty());
  CHECK_FALSE(against(R"({"priorities":["low"]})").empty());
  CHECK_FALSE(against(R"({"linkPolicies":["auto"]})").empty());
  CHECK_FALSE(against(R"({"serviceGroups":["ALL"]})").empty());
  CHECK_FALSE(against(R"({"namePattern":"^ns1-"})").empty());
  CHECK(against(R"({"namePattern":"^velo"})").empty());
}

TEST_CASE("a policy that is not understood allows nothing", "[velocloud]") {
  CHECK_THAT(against(R"({"namePattern":"(?=x"})"),
             Catch::Contains("namePattern (invalid perl operator: (?=) is not understood"));
  CHECK_THAT(against(R"({"maxBandwidthPct":"30"})"), Catch::Contains("not understood"));
  CHECK_THAT(against(R"({"ports":[{"from":80}]})"), Catch::Contains("not understood"));
}

TEST_CASE("selectors follow Kubernetes' rules", "[velocloud]") {
  const k8s::string_pairs labels{{"tier", "pre-prod"}, {"team", "a"}};
  CHECK(reads("{}").matches({}));
  CHECK(reads(R"({"matchLabels":{"tier":"pre-prod"}})").matches(labels));
  CHECK_FALSE(reads(R"({"matchLabels":{"tier":"prod"}})").matches(labels));
  auto one = [](const std::string& rest) {
    return reads(R"({"matchExpressions":[{"key":)" + rest + "}]}");
  };
  CHECK(one(R"("tier","operator":"In","values":["prod","pre-prod"])").matches(labels));
  CHECK_FALSE(one(R"("tier","operator":"NotIn","values":["pre-prod"])").matches(labels));
  CHECK(one(R"("zone","operator":"NotIn","values":["x"])").matches(labels));
  CHECK(one(R"("team","operator":"Exists")").matches(labels));
  CHECK_FALSE(one(R"("team","operator":"DoesNotExist")").matches(labels));
  CHECK_FALSE(selector{}.matches(labels));
}
