#include "tests/chaos/held_line.hpp"
#include "tests/chaos/measured.hpp"
#include "tests/chaos/rough_network.hpp"
#include "tests/cluster/expectation.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <csignal>

using namespace weft::tests;

namespace {

/// weft behind a network that leads it to one of two API servers on one etcd, of which the second
/// can be left behind.
struct two_servers : rough_network {
  two_servers()
    : line(endpoint_of(here.cluster.etcd_url()).port),
      second(endpoint_of(here.cluster.start_peer(line.url())).port) {
    place("second");
  }

  /// Leads weft to the second server, which it asks for its objects.
  void lead_to_second() {
    wire.lead_to(second);
    const auto before = wire.count({"/velocloudbps"});
    wire.drop();
    here.await("weft asks there", [&] { return wire.count({"/velocloudbps"}) > before; });
  }

  /// Leaves the second server behind and has users change everything; all of it is in place.
  void leave_second_behind() {
    line.hold(true);
    for (int port = 8000; port < 8003; ++port) {
      here.edit("ns1", "first", R"({"dport":)" + std::to_string(port) + "}");
      here.await_ready("ns1", "first");
    }
    here.erase("ns1", "second");
    here.await_gone("ns1", "second");
    place("third");
  }

  /// The second server hears of everything; who waits for it asks again.
  void catch_up() {
    line.hold(false);
    wire.drop();
  }

  /// How often a rule of that name was added or removed.
  std::pair<std::size_t, std::size_t> history(const std::string& name) {
    std::pair<std::size_t, std::size_t> out;
    for (const auto& one : here.vco.journal()) {
      out.first += static_cast<std::size_t>(std::count(one.added.begin(), one.added.end(), name));
      out.second
        += static_cast<std::size_t>(std::count(one.removed.begin(), one.removed.end(), name));
    }
    return out;
  }

  void check_never_back() {
    using once = std::pair<std::size_t, std::size_t>;
    CHECK(history("ns1.first") == once{1, 0});
    CHECK(history("ns1.second") == once{1, 1});
    CHECK(history("ns1.third") == once{1, 0});
    CHECK(held_rules(here) == wanted_rules(here));
    CHECK(here.vco.count("lostUpdates") == 0);
  }

  held_line line;
  std::uint16_t second = 0;
};

} // namespace

TEST_CASE_METHOD(two_servers, "weft that is led to an API server left behind stays where it was",
                 "[chaos]") {
  leave_second_behind();
  const auto writes = here.vco.count("writes");
  const auto reached = measured(*weft, "reflector_last_resource_version", "VelocloudBP");
  lead_to_second();
  CHECK(here.vco.count("writes") == writes);
  CHECK(measured(*weft, "reflector_last_resource_version", "VelocloudBP") >= reached);
  catch_up();
  here.edit("ns1", "first", R"({"dport":9000})");
  here.await_ready("ns1", "first");
  CHECK(here.vco.count("writes") == writes + 1);
  check_never_back();
}

TEST_CASE_METHOD(two_servers,
                 "weft that starts before an API server left behind waits until that "
                 "has caught up",
                 "[chaos]") {
  leave_second_behind();
  const auto writes = here.vco.count("writes");
  weft->end_by(SIGTERM);
  REQUIRE(weft->process().wait(std::chrono::seconds{20}));
  const auto asked = snapshots();
  wire.lead_to(second);
  weft = &start();
  here.await("weft asks for its objects", [&] { return snapshots() > asked; });
  CHECK(here.vco.count("writes") == writes);
  catch_up();
  here.edit("ns1", "first", R"({"dport":9000})");
  here.await_ready("ns1", "first");
  CHECK(here.vco.count("writes") == writes + 1);
  check_never_back();
}
