#include "tests/cluster/installation.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <csignal>

using weft::tests::installation;
using namespace std::chrono_literals;

namespace {

bool holds(const std::vector<std::string>& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

} // namespace

TEST_CASE("rows 6 and 7: an object goes only after a read has shown its rule gone",
          "[installation]") {
  installation here;
  const auto human = here.vco.names();
  auto& weft = here.start();
  here.apply({"config/samples/velocloud.yaml"});
  here.await_ready("ns1", "velokube1");
  here.await_ready("ns1", "velokube2");

  // The write counts as soon as it arrives; its answer and the read after it take this long each.
  here.vco.turn(R"({"latencyMs":[3000,3000]})");
  const auto reads = here.vco.count("reads");
  here.erase("ns1", "velokube1");
  here.await("the rule has left the VCO", [&] { return !holds(here.vco.names(), "velokube1"); });
  const auto waiting = here.read("ns1", "velokube1");
  REQUIRE(waiting.is_object());
  CHECK(waiting.find_path({"metadata", "finalizers"})->as_array()->size() == 1);

  // Once that answer is there, the read is under way and shows nothing for a while.
  here.vco.turn(R"({"latencyMs":[10000,10000]})");
  here.await("weft reads what it has written",
             [&] { return here.vco.count("reads") == reads + 2; });
  REQUIRE(here
            .ask("PATCH", installation::path_of("ns1", "velokube2"),
                 R"({"metadata":{"labels":{"seen":"yes"}}})", "application/merge-patch+json")
            .status
          == 200);
  here.await_heard(weft, "ns1", "velokube2");
  CHECK_FALSE(here.gone("ns1", "velokube1"));
  here.await_gone("ns1", "velokube1");
  CHECK(here.vco.count("reads") == reads + 2);

  here.vco.turn(R"({"latencyMs":[0,0]})");
  weft.end_by(SIGTERM);
  REQUIRE(weft.process().wait(60s));
  here.erase("ns1", "velokube2");
  CHECK_FALSE(here.gone("ns1", "velokube2"));
  CHECK(holds(here.vco.names(), "velokube2"));
  here.start();
  here.await_gone("ns1", "velokube2");
  CHECK(here.vco.names() == human);
  CHECK(here.vco.count("lostUpdates") == 0);
}
