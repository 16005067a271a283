#include "tests/chaos/measured.hpp"
#include "tests/chaos/one_weft.hpp"
#include "tests/cluster/expectation.hpp"

#include <catch2/catch.hpp>

#include <chrono>

using namespace weft::tests;

namespace {

constexpr auto flow_control = "/apis/flowcontrol.apiserver.k8s.io/v1/";
constexpr const char* few_at_a_time = R"({"metadata":{"name":"narrow"},"spec":{"type":"Limited",
  "limited":{"nominalConcurrencyShares":400,"lendablePercent":0,"borrowingLimitPercent":0,
  "limitResponse":{"type":"Reject"}}}})";
constexpr const char* all_of_weft = R"({"metadata":{"name":"narrow"},"spec":{
  "priorityLevelConfiguration":{"name":"narrow"},"matchingPrecedence":300,
  "rules":[{"subjects":[{"kind":"ServiceAccount",
                         "serviceAccount":{"name":"weft","namespace":"weft"}}],
            "resourceRules":[{"apiGroups":["*"],"resources":["*"],"namespaces":["*"],
                              "clusterScope":true,"verbs":["*"]}]}]}})";

/// An API server that takes few requests, and of weft's, but for its Lease, four at a time at most:
/// the others it sends away for a second.
struct narrow_server {
  narrow_server() {
    const std::string base{flow_control};
    REQUIRE(here.ask("POST", base + "prioritylevelconfigurations", few_at_a_time).status == 201);
    REQUIRE(here.ask("POST", base + "flowschemas", all_of_weft).status == 201);
    here.make_namespace("ns1");
  }

  /// How often weft has been sent away.
  double refusals() {
    return measured(here.ask("GET", "/metrics").body,
                    "apiserver_flowcontrol_rejected_requests_total", R"(priority_level="narrow")");
  }

  installation here{
    {true, true, {false, {"--max-requests-inflight=4", "--max-mutating-requests-inflight=2"}, {}}}};
};

} // namespace

TEST_CASE_METHOD(one_weft,
                 "an API server that restarts again and again, its history compacted, is "
                 "asked at most once for all of each kind each time",
                 "[chaos]") {
  constexpr int restarts = 4;
  for (int i = 0; i < restarts; ++i) {
    here.create("ns1", "app-" + std::to_string(i));
    here.cluster.compact();
    here.cluster.kill_server();
    here.cluster.start_server();
    here.await("the kind is served", [&] {
      return here.ask("GET", installation::path_of("ns1", "first")).status == 200;
    });
    here.edit("ns1", "first", R"({"dport":)" + std::to_string(8000 + i) + "}");
  }
  here.await_ready("ns1", "first");
  for (int i = 0; i < restarts; ++i)
    here.await_ready("ns1", "app-" + std::to_string(i));
  CHECK(held_rules(here) == wanted_rules(here));
  for (const auto* kind : {"VelocloudBP", "VelocloudPolicy", "Namespace"}) {
    CAPTURE(kind);
    CHECK(measured(*weft, "reflector_relists_total", kind) <= restarts);
  }
  CHECK(measured(*weft, "reflector_relists_total", "VelocloudBP") >= 1);
  CHECK(here.vco.count("lostUpdates") == 0);
}

TEST_CASE_METHOD(narrow_server,
                 "an API server that sends weft away is asked again when it said, "
                 "and the Lease is kept",
                 "[chaos]") {
  constexpr int objects = 12;
  const auto begin = std::chrono::steady_clock::now();
  auto& weft = here.start();
  for (int i = 0; i < objects; ++i)
    here.create("ns1", "app-" + std::to_string(i));
  for (int i = 0; i < objects; ++i)
    here.await_ready("ns1", "app-" + std::to_string(i));
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  CAPTURE(took.count(), refusals());
  CHECK(held_rules(here) == wanted_rules(here));
  CHECK(refusals() > 0);
  CHECK(refusals() < 10 * (took.count() + 5));
  CHECK(weft.leads());
  for (const auto* word : {"Lease out of reach", "Stopped leading"})
    CHECK_THAT(weft.log(), !Catch::Contains(word));
}
