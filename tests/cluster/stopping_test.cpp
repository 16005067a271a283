#include "tests/cluster/installation.hpp"

#include <catch2/catch.hpp>

#include <csignal>

using weft::tests::installation;
using namespace std::chrono_literals;

namespace {

constexpr int crowd = 200;
constexpr auto generous_end = 60s; ///< of a process that was asked to stop

/// So that it is not this that ends a process.
const std::vector<std::string> long_grace{"--runtime-shutdown-grace=10m"};

std::string holder(installation& here) {
  const auto lease
    = here.ask("GET", "/apis/coordination.k8s.io/v1/namespaces/weft/leases/weft").document();
  return weft::tests::text_at(lease, {"spec", "holderIdentity"});
}

} // namespace

TEST_CASE("SIGTERM under load ends the process in order, and its successor finds nothing half done",
          "[installation]") {
  installation here;
  here.make_namespace("ns1");
  here.vco.turn(R"({"latencyMs":[200,200]})");
  auto& first = here.start(long_grace);
  here.await("the first leads", [&] { return first.leads(); });
  CHECK(holder(here) == first.identity());
  for (int i = 0; i < crowd; ++i)
    here.create("ns1", "app-" + std::to_string(i));
  here.await("rules are being written", [&] { return here.vco.count("writes") > 0; });

  first.end_by(SIGTERM);
  CHECK(first.process().wait(generous_end));
  CHECK(first.process().report().code == 0);
  CHECK(holder(here).empty());
  CHECK_THAT(first.log(), Catch::Contains("weft has stopped."));

  auto& second = here.start(long_grace);
  here.await("all rules are there", [&] {
    std::size_t ours = 0;
    for (const auto& rule : here.vco.rules())
      ours += rule.ours() ? 1 : 0;
    return ours == crowd;
  });
  here.await_ready("ns1", "app-" + std::to_string(crowd - 1));
  CHECK(here.vco.count("lostUpdates") == 0);
  CHECK(here.vco.count("noopWrites") == 0);
  CHECK(here.vco.count("mostWritesInFlight") == 1);

  second.end_by(SIGINT);
  CHECK(second.process().wait(generous_end));
  CHECK(second.process().report().code == 0);
}

TEST_CASE("a second SIGTERM ends the process at once", "[installation]") {
  installation here;
  auto& weft = here.start();
  here.await("it leads", [&] { return weft.leads(); });
  here.cluster.freeze_server();
  weft.end_by(SIGTERM);
  here.await("it is stopping", [&] { return weft.log().find("weft stops.") != std::string::npos; });
  CHECK_FALSE(weft.process().wait(0ms));
  weft.end_by(SIGTERM);
  CHECK(weft.process().wait(generous_end));
  CHECK(weft.process().report().code == 1);
  here.cluster.thaw_server();
}
