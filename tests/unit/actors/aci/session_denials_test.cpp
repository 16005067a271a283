#include "tests/unit/actors/aci/one_session.hpp"

using namespace weft;
using namespace weft::aci;
using namespace weft::aci::testing;

namespace {

/// Two L3Outs of one tenant, one of which may be closed to us.
struct half_denied : running_session {
  half_denied() {
    apic.make_out("T", "P", apic_time());
    run("web", e, {"10.1.1.1/32"});
    run("shop", p, {"10.1.1.2/32"});
  }

  void close_out(std::size_t times = 0) {
    sim::disturbance closed;
    closed.part = "/api/mo/uni/tn-T/out-O.json";
    closed.times = times;
    closed.status = 403;
    closed.code = "403";
    closed.text = "Access denied: no privilege to access uni/tn-T/out-O";
    apic.inject(closed);
  }

  const eepg_name p{"T", "P", "E"};
};

} // namespace

TEST_CASE_METHOD(half_denied,
                 "an L3Out we may not read costs no log-in, however often it is compared",
                 "[aci][session]") {
  close_out();
  converge();
  CHECK(verdict_on("shop").how_far == progress::placed);
  CHECK(verdict_on("web").reason == "ApicRejected");
  const auto gaps = detail("gaps");
  advance(1h);
  CHECK(apic.seen().logins == 1);
  CHECK(detail("gaps") == gaps);
  CHECK(requests_with("out-O.json").size() >= 6);
  apic.relent();
  advance(11min);
  converge();
  CHECK(verdict_on("web").how_far == progress::placed);
}

TEST_CASE_METHOD(half_denied, "a right that is lost later costs one log-in at most",
                 "[aci][session]") {
  converge();
  advance(10s);
  close_out();
  advance(1h);
  CHECK(apic.seen().logins <= 2);
  REQUIRE(look() == errc::none);
  CHECK(verdict_on("web").reason == "ApicRejected");
  CHECK(verdict_on("shop").how_far == progress::placed);
}

TEST_CASE_METHOD(half_denied,
                 "a 403 of unknown words to a token that has rested costs one log-in and nothing",
                 "[aci][session]") {
  converge();
  advance(10s);
  const auto stirs = home.stirs;
  close_out(1);
  advance(11min);
  CHECK(apic.seen().logins == 2);
  CHECK(home.stirs > stirs);
  converge();
  CHECK(verdict_on("web").how_far == progress::placed);
}

TEST_CASE_METHOD(half_denied, "a tenant closed to our writes is still read, and that costs nothing",
                 "[aci][session]") {
  converge();
  apic.settings.read_only_tenants = {"T"};
  run("web", e, {"10.1.1.3/32"});
  advance(10s);
  REQUIRE(look(true) == errc::none);
  CHECK(write().code == errc::conflict);
  CHECK(apic.seen().logins == 1);
  for (int i = 0; i < 6; ++i) {
    advance(10min);
    converge();
  }
  CHECK(apic.seen().logins == 1);
  CHECK(verdict_on("web").reason == "ApicRejected");
}

TEST_CASE_METHOD(half_denied,
                 "what goes from an L3Out we may not read is let go, and removed with the right",
                 "[aci][session]") {
  converge();
  advance(10s);
  close_out();
  advance(11min);
  stop("web");
  REQUIRE(look() == errc::none);
  CHECK(verdict_on("web").how_far == progress::absent);
  const auto told = plan().notices;
  REQUIRE(told.size() == 1);
  CHECK(told.front().about == deployment("web"));
  CHECK(told.front().reason == "LeftBehind");
  vanish("web");
  REQUIRE(look() == errc::none);
  CHECK_FALSE(plan().work);
  CHECK(plan().notices.empty());
  CHECK(has(dn_of(e, "10.1.1.1/32")));
  apic.relent();
  advance(11min);
  converge();
  CHECK_FALSE(has(dn_of(e)));
  CHECK(has(dn_of(p, "10.1.1.2/32")));
}

TEST_CASE_METHOD(half_denied, "what goes from a tenant closed to our writes is let go",
                 "[aci][session]") {
  converge();
  apic.settings.read_only_tenants = {"T"};
  stop("web");
  REQUIRE(look() == errc::none);
  CHECK(write().code == errc::conflict);
  REQUIRE(look() == errc::none);
  CHECK(verdict_on("web").how_far == progress::absent);
  CHECK(plan().notices.size() == 1);
  vanish("web");
  REQUIRE(look() == errc::none);
  apic.settings.read_only_tenants.clear();
  advance(11min);
  converge();
  CHECK_FALSE(has(dn_of(e)));
}
