#include "tests/chaos/rough_network.hpp"

#include <catch2/catch.hpp>

using namespace weft::tests;
using namespace std::chrono_literals;

TEST_CASE_METHOD(rough_network, "a cut connection is taken up where it was, without a snapshot",
                 "[chaos]") {
  place("second");
  const auto before = snapshots();
  REQUIRE(before > 0);
  const auto connections = wire.connections();
  for (int i = 0; i < 5; ++i) {
    wire.drop();
    here.edit("ns1", "second", R"({"dport":)" + std::to_string(8000 + i) + "}");
    here.await_ready("ns1", "second");
  }
  CHECK(snapshots() == before);
  CHECK(wire.connections() >= connections + 5);
}

TEST_CASE_METHOD(rough_network, "what goes while the connection is cut is made good", "[chaos]") {
  place("second");
  wire.refuse(true);
  wire.drop();
  here.erase("ns1", "first");
  here.create("ns1", "third");
  here.edit("ns1", "second", R"({"dport":8443})");
  wire.refuse(false);
  here.await_gone("ns1", "first");
  here.await_ready("ns1", "second");
  here.await_ready("ns1", "third");
  CHECK(here.vco.count("lostUpdates") == 0);
}

TEST_CASE_METHOD(rough_network, "a watch that only seems to be open is found and opened anew",
                 "[chaos]") {
  const auto before = snapshots();
  here.await("a watch is open", [&] { return wire.blacken("/velocloudbps") > 0; });
  place("second");
  CHECK(snapshots() == before);
}

TEST_CASE_METHOD(rough_network, "what a dead line held back is known once it lives", "[chaos]") {
  wire.hold(true);
  here.erase("ns1", "first");
  here.create("ns1", "second");
  here.await("the Lease runs out, and weft knows it", [&] { return !weft->leads(); });
  const auto calls = here.vco.count("writes");
  wire.hold(false);
  here.await_gone("ns1", "first");
  here.await_ready("ns1", "second");
  CHECK(here.vco.count("writes") > calls);
  CHECK(here.vco.count("lostUpdates") == 0);
}

TEST_CASE_METHOD(rough_network, "bytes that come one by one, or in heaps, say the same",
                 "[chaos]") {
  wire.shape(GENERATE(wire_shape{1, 0ms}, wire_shape{0, 200ms}));
  wire.drop();
  for (const auto* name : {"second", "third"})
    place(name);
  here.erase("ns1", "second");
  here.await_gone("ns1", "second");
}

TEST_CASE_METHOD(rough_network, "an event that arrives spoilt costs one snapshot and no object",
                 "[chaos]") {
  const auto all = [&] { // a bookmark of any kind may be the one that is spoilt
    return snapshots() + snapshots("velocloudpolicies") + snapshots("namespaces");
  };
  const auto before = all();
  wire.spoil_next_event();
  place("second");
  here.await("a snapshot is asked for", [&] { return all() > before; });
  here.edit("ns1", "first", R"({"dport":8443})");
  here.await_ready("ns1", "first");
  place("third");
  CHECK(all() == before + 1);
}

TEST_CASE_METHOD(
  rough_network,
  "a restarted API server is asked once for all of each kind, and nothing is written", "[chaos]") {
  const auto calls = here.vco.count("calls");
  const auto count = [&] {
    return std::vector{snapshots(), snapshots("velocloudpolicies"), snapshots("namespaces")};
  };
  const auto before = count();
  here.cluster.kill_server();
  here.cluster.start_server();
  place("second");
  here.await("weft is ready", [&] { return weft->get("/readyz").status == 200; });
  const auto after = count();
  for (std::size_t i = 0; i < after.size(); ++i) {
    CHECK(before[i] >= 1);
    CHECK(after[i] - before[i] <= 1);
  }
  CHECK(here.vco.count("writes") == 2);
  CHECK(here.vco.count("calls") > calls);
  CHECK(here.vco.count("lostUpdates") == 0);
}
