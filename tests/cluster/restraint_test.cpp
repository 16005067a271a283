#include "tests/cluster/installation.hpp"

#include <catch2/catch.hpp>

using weft::tests::installation;

namespace {

/// A Lease that lasts for as long as an API server may take to start: a leader that has lost it
/// reads everything anew.
const std::vector<std::string> long_lease{"--lease-duration=10m", "--lease-renew-deadline=9m"};

constexpr const char* merge_patch = "application/merge-patch+json";

/// What a rule that nobody else waits for costs: read, probe, write, read.
constexpr int calls_of_one_rule = 4;

/// Calls about modules. The list of profiles is read by the clock, and the audit log after a write
/// when nobody waits for anything else.
std::int64_t calls_so_far(installation& here) {
  return here.vco.count("reads") + here.vco.count("probes") + here.vco.count("writes");
}

} // namespace

TEST_CASE("rows 4 and 5: labels, a re-apply and a foreign status cost no call to the VCO",
          "[installation]") {
  installation here;
  auto& weft = here.start();
  here.apply({"config/samples/velocloud.yaml"});
  here.await_ready("ns1", "velokube1");
  here.await_ready("ns1", "velokube2");
  const auto path = installation::path_of("ns1", "velokube1");
  const auto calls = calls_so_far(here);
  const auto writes = here.vco.count("writes");

  here.apply({"config/samples/velocloud.yaml"});
  REQUIRE(here
            .ask("PATCH", path, R"({"metadata":{"labels":{"a":"b"},"annotations":{"c":"d"}}})",
                 merge_patch)
            .status
          == 200);
  here.await_heard(weft, "ns1", "velokube1");
  REQUIRE(here
            .ask("PATCH", path + "/status",
                 R"({"status":{"observedGeneration":0,"conditions":[],"placements":[]}})",
                 merge_patch)
            .status
          == 200);
  here.await_ready("ns1", "velokube1");
  here.await_heard(weft, "ns1", "velokube1");

  // The order of events is that of the stream, so whatever the above led to comes before this.
  here.make_namespace("ns2");
  here.create("ns2", "last", R"({"profile":"Branch Gold"})");
  here.await_ready("ns2", "last");
  CHECK(calls_so_far(here) == calls + calls_of_one_rule);
  CHECK(here.vco.count("writes") == writes + 1);
  CHECK(here.vco.journal().back().added == std::vector<std::string>{"ns2.last"});
  CHECK(here.vco.count("noopWrites") == 0);
}

TEST_CASE("row 39: a restarted API server is listed again and the VCO hears nothing of it",
          "[installation]") {
  installation here;
  auto& weft = here.start(long_lease);
  here.apply({"config/samples/velocloud.yaml"});
  here.await_ready("ns1", "velokube1");
  here.await_ready("ns1", "velokube2");
  const auto calls = calls_so_far(here);
  const auto rules = here.vco.names();
  const auto watches = weft.detail("watch.stream", "VelocloudBP", "watches");
  const auto is_watching = [&] {
    const auto stream = weft.actor("watch.stream", "VelocloudBP");
    return weft::tests::text_at(stream, {"state"}) == "watching"
           && weft.detail("watch.stream", "VelocloudBP", "watches") != watches;
  };

  SECTION("politely") {
    here.cluster.stop_server();
  }
  SECTION("at once") {
    here.cluster.kill_server();
  }
  here.cluster.start_server();
  here.await("the watch is open again", is_watching);
  here.make_namespace("ns2");
  here.create("ns2", "last", R"({"profile":"Branch Gold"})");
  here.await_ready("ns2", "last");
  CHECK(calls_so_far(here) == calls + calls_of_one_rule);
  CHECK(here.vco.names() == rules);
  CHECK(here.vco.count("noopWrites") == 0);
}
