#include "adapters/aci/signer.hpp"
#include "tests/unit/actors/aci/one_session.hpp"

using namespace weft;
using namespace weft::aci;
using namespace weft::aci::testing;

namespace {

/// When log-ins arrived, in seconds since the first.
std::vector<std::int64_t> log_ins_of(const sim::core& apic) {
  std::vector<std::int64_t> all;
  std::optional<sim::instant> first;
  for (const auto& one : apic.requests()) {
    if (one.target.find("aaaLogin") == std::string::npos)
      continue;
    first = first.value_or(one.when);
    all.push_back(std::chrono::duration_cast<std::chrono::seconds>(one.when - *first).count());
  }
  return all;
}

const signing_identity& robot_identity() {
  static const auto made = make_signing_identity("weft");
  return made;
}

struct signing_session : one_session {
  signing_session()
    : one_session(
      {},
      {"robot", {}, {}, robot_identity().key_pem, "uni/userext/user-robot/usercert-robot.crt"}) {
    apic.add_user({"robot", "", {{"robot.crt", robot_identity().certificate_pem}}, false});
    begin();
  }
};

} // namespace

TEST_CASE_METHOD(running_session, "a session logs in, opens its socket and is live at once",
                 "[aci][session]") {
  CHECK(state() == "live");
  CHECK(apic.seen().logins == 1);
  CHECK(apic.live_sockets() == 1);
  CHECK(home.openings == 1);
  CHECK(home.versions == texts{"6.0(9c)"});
  CHECK(apic.seen().subscriptions == 0);
}

TEST_CASE_METHOD(one_session, "however many ask, one log-in is under way", "[aci][session]") {
  holding = true;
  begin();
  run("web", e, {"10.1.1.1/32"});
  auto one = begin_look();
  auto other = begin_look();
  advance(1s);
  CHECK(messages.size() == 1);
  holding = false;
  advance(1s);
  CHECK(apic.seen().logins == 1);
  CHECK(apic.seen().subscriptions == 1);
  std::size_t answers = 0;
  one.receive([&](observed&) { ++answers; }, [](caf::error&) {});
  other.receive([&](observed&) { ++answers; }, [](caf::error&) {});
  CHECK(answers == 2);
}

TEST_CASE_METHOD(running_session, "the token is refreshed in time, for a whole day of sessions",
                 "[aci][session]") {
  apic.settings.session_lifetime = 2h;
  run("web", e, {"10.1.1.1/32"});
  converge();
  advance(10min);
  CHECK(apic.seen().logins == 1);
  CHECK(apic.seen().refreshes >= 10);
  CHECK(state() == "live");
}

TEST_CASE("a session is begun anew before its longest life is over, and misses nothing",
          "[aci][session]") {
  one_session s;
  s.apic.settings.session_lifetime = 1h;
  s.begin();
  s.run("web", s.e, {"10.1.1.1/32"});
  s.converge();
  s.advance(56min);
  CHECK(s.apic.seen().logins == 2);
  CHECK(s.apic.seen().logouts == 1);
  CHECK(s.apic.seen().sockets == 2);
  CHECK(s.apic.seen().subscriptions == 2);
  CHECK(s.state() == "live");
  CHECK(s.home.stirs >= 1);
  s.remove(dn_of(s.e, "10.1.1.1/32"));
  s.converge();
  CHECK(s.has(dn_of(s.e, "10.1.1.1/32")));
}

TEST_CASE_METHOD(running_session, "a refresh that is refused leads to a new session",
                 "[aci][session]") {
  run("web", e, {});
  converge();
  apic.settings.refuse_refresh = true;
  advance(61s);
  CHECK(apic.seen().logins == 2);
  CHECK(apic.seen().subscriptions == 2);
  CHECK(state() == "live");
}

TEST_CASE_METHOD(running_session, "a refresh that is not answered is tried again in time",
                 "[aci][session]") {
  sim::disturbance lost;
  lost.how = sim::disturbance::way::reset_before;
  lost.part = "aaaRefresh";
  lost.times = 2;
  apic.inject(lost);
  advance(5min);
  CHECK(apic.seen().logins == 1);
  CHECK(state() == "live");
}

TEST_CASE_METHOD(running_session, "after a dead socket the same node comes first, then the next",
                 "[aci][session]") {
  run("web", e, {"10.1.1.1/32", "10.1.1.2/32", "10.1.1.3/32", "10.1.1.4/32", "10.1.1.5/32"});
  converge();
  advance(2min);
  holding = true;
  apic.disturb_sockets(sim::delivery::kind::drop, apic_time());
  advance(1s);
  for (const auto* prefix : {"10.1.1.1/32", "10.1.1.2/32", "10.1.1.3/32"})
    remove(dn_of(e, prefix));
  edit("POST", dn_of(e, "10.1.1.4/32"),
       R"({"l3extSubnet":{"attributes":{"scope":"export-rtctrl"}}})");
  holding = false;
  const auto stirs = home.stirs;
  advance(1s);
  CHECK(state() == "live");
  CHECK(home.stirs == stirs + 1);
  CHECK(requests_with("aaaLogin") == texts{"node 0: 200", "node 0: 200"});
  const auto posts = apic.seen().posts;
  converge();
  CHECK(apic.seen().posts == posts + 1);
  for (const auto* prefix : {"10.1.1.1/32", "10.1.1.2/32", "10.1.1.3/32"})
    CHECK(has(dn_of(e, prefix)));
  CHECK(apic.attribute(dn_of(e, "10.1.1.4/32"), "scope") == "export-rtctrl,import-security");
}

TEST_CASE_METHOD(running_session, "when a node is down the next one is used within ten seconds",
                 "[aci][session]") {
  run("web", e, {"10.1.1.1/32"});
  converge();
  apic.set_up(0, false, apic_time());
  advance(10s);
  CHECK(state() == "live");
  CHECK(detail("apic") == "apic2");
  const auto before = apic.requests().size();
  remove(dn_of(e, "10.1.1.1/32"));
  converge();
  CHECK(has(dn_of(e, "10.1.1.1/32")));
  for (auto i = before; i < apic.requests().size(); ++i)
    CHECK(apic.requests()[i].node == 1);
}

TEST_CASE_METHOD(running_session, "a half-open socket is noticed within ninety seconds",
                 "[aci][session]") {
  run("web", e, {"10.1.1.1/32"});
  converge();
  apic.disturb_sockets(sim::delivery::kind::freeze, apic_time());
  remove(dn_of(e, "10.1.1.1/32"));
  advance(90s);
  CHECK(state() == "live");
  CHECK(apic.seen().sockets == 2);
  converge();
  CHECK(has(dn_of(e, "10.1.1.1/32")));
}

TEST_CASE_METHOD(running_session, "through a minute of 503 less and less is asked",
                 "[aci][session]") {
  run("web", e, {"10.1.1.1/32"});
  converge();
  world.spread = [] { return 1.0; };
  apic.forget_counts();
  apic.settings.unavailable_until = apic_time() + 60s;
  apic.disturb_sockets(sim::delivery::kind::drop, apic_time());
  remove(dn_of(e, "10.1.1.1/32"));
  advance(30s);
  const auto first_half = apic.seen().requests;
  CHECK(look() == errc::unreachable);
  advance(27s);
  CHECK(apic.seen().requests - first_half < first_half);
  CHECK(apic.seen().logins <= 8);
  const auto times = log_ins_of(apic);
  CHECK(std::ranges::adjacent_find(times) == times.end());
  advance(31s);
  CHECK(state() == "live");
  converge();
  CHECK(has(dn_of(e, "10.1.1.1/32")));
}

TEST_CASE_METHOD(running_session, "a flapping socket causes no more than one log-in a second",
                 "[aci][session]") {
  for (int i = 0; i < 100; ++i) {
    apic.disturb_sockets(sim::delivery::kind::close, apic_time());
    advance(100ms);
  }
  CHECK(apic.seen().logins <= 11);
}

TEST_CASE("a refused credential is tried less and less, and a new one at once", "[aci][session]") {
  one_session s{{}, {"weft", {}, "wrong", {}, {}}};
  s.begin();
  CHECK(s.state() == "locked out");
  CHECK(s.look() == errc::expired);
  s.advance(25s);
  CHECK(s.apic.seen().logins == 1);
  s.advance(2s);
  CHECK(s.apic.seen().logins == 2);
  s.advance(1h);
  CHECK(s.apic.seen().logins == 10);
  CHECK_FALSE(s.told_of_itself().reason.empty());
  s.io->change_credential({"weft", {}, "secret", {}, {}});
  s.settle();
  CHECK(s.state() == "live");
  CHECK(s.look() == errc::none);
}

TEST_CASE_METHOD(signing_session, "who signs never logs in, and hears of events all the same",
                 "[aci][session]") {
  CHECK(state() == "live");
  CHECK(home.versions == texts{"6.0(9c)"});
  run("web", e, {"10.1.1.1/32"});
  converge();
  const auto stirs = home.stirs;
  remove(dn_of(e, "10.1.1.1/32"));
  advance(1s);
  CHECK(home.stirs == stirs + 1);
  converge();
  CHECK(has(dn_of(e, "10.1.1.1/32")));
  advance(30min);
  CHECK(state() == "live");
  self->send_exit(subject, caf::exit_reason::user_shutdown);
  advance(1s);
  CHECK(apic.seen().logins == 0);
  CHECK(apic.seen().refreshes == 0);
  CHECK(apic.seen().logouts == 0);
  CHECK(apic.seen().unauthenticated == 0);
}

TEST_CASE_METHOD(running_session, "every request has one cookie, and every body is in order",
                 "[aci][session]") {
  run("web", e, {"10.1.1.1/32", "10.1.1.2/32"});
  converge();
  run("web", e, {"10.1.1.2/32"});
  converge();
  advance(10min);
  CHECK(apic.seen().doubled_cookies == 0);
  CHECK(apic.seen().refused == 0);
}

TEST_CASE_METHOD(running_session, "a session tells how it is, and no secret", "[aci][session]") {
  run("web", e, {"10.1.1.1/32"});
  converge();
  advance(2min);
  const auto shown = told_of_itself();
  CHECK(shown.key == "apic");
  CHECK(detail("version") == "6.0(9c)");
  CHECK(detail("subscriptions") == "1 of 1 L3Outs");
  CHECK(detail("holds") == "T/O/E: 1 prefixes");
  const auto& cookie = apic.requests().back().cookies;
  const auto token = cookie.substr(cookie.find('=') + 1);
  REQUIRE(token.size() > 10);
  for (const auto& [key, text] : shown.details)
    CHECK(text.find(token) == std::string::npos);
  CHECK(shown.last_error.find(token) == std::string::npos);
}

TEST_CASE_METHOD(running_session, "told to stop, a session logs out and ends", "[aci][session]") {
  self->monitor(subject);
  self->send_exit(subject, caf::exit_reason::user_shutdown);
  settle();
  bool ended = false;
  self->receive([&](caf::down_msg&) { ended = true; }, caf::after(0s) >> [] {});
  CHECK(ended);
  CHECK(apic.seen().logouts == 1);
  CHECK(apic.live_sessions(apic_time()) == 0);
  CHECK(apic.live_sockets() == 0);
}

TEST_CASE_METHOD(running_session, "a session that hangs at its end ends with its grace",
                 "[aci][session]") {
  self->monitor(subject);
  holding = true;
  self->send_exit(subject, caf::exit_reason::user_shutdown);
  advance(8s);
  bool ended = false;
  self->receive([&](caf::down_msg&) { ended = true; }, caf::after(0s) >> [] {});
  CHECK(ended);
  holding = false;
}

TEST_CASE("a token that is granted once the session has been told to stop is logged out",
          "[aci][session]") {
  one_session s;
  s.holding = true;
  s.begin();
  REQUIRE(s.state() == "logging in");
  s.self->monitor(s.subject);
  s.self->send_exit(s.subject, caf::exit_reason::user_shutdown);
  s.advance(1s);
  s.holding = false;
  s.advance(1s);
  bool ended = false;
  s.self->receive([&](caf::down_msg&) { ended = true; }, caf::after(0s) >> [] {});
  CHECK(ended);
  CHECK(s.apic.seen().logins == 1);
  CHECK(s.apic.seen().logouts == 1);
  CHECK(s.apic.live_sessions(s.apic_time()) == 0);
}

TEST_CASE("an APIC that never grants a token does not hold up the end", "[aci][session]") {
  one_session s;
  s.holding = true;
  s.begin();
  s.self->monitor(s.subject);
  s.self->send_exit(s.subject, caf::exit_reason::user_shutdown);
  s.advance(8s);
  bool ended = false;
  s.self->receive([&](caf::down_msg&) { ended = true; }, caf::after(0s) >> [] {});
  CHECK(ended);
}

TEST_CASE_METHOD(running_session, "a trouble that is over is not shown any more",
                 "[aci][session]") {
  run("web", e, {});
  converge();
  advance(2min);
  SECTION("of a read") {
    sim::disturbance page;
    page.part = "out-O.json";
    apic.inject(page);
    CHECK(look(true, 200ms) == errc::unreachable);
  }
  SECTION("of a write") {
    sim::disturbance page;
    page.part = "/api/mo/";
    page.method = "POST";
    apic.inject(page);
    run("web", e, {"10.1.1.1/32"});
    REQUIRE(look() == errc::none);
    CHECK(write().code == errc::unreachable);
  }
  SECTION("of a refresh") {
    sim::disturbance lost;
    lost.how = sim::disturbance::way::reset_before;
    lost.part = "aaaRefresh";
    apic.inject(lost);
    for (int i = 0; i < 600 && told_of_itself().last_error.empty(); ++i)
      advance(100ms);
  }
  CHECK_FALSE(told_of_itself().last_error.empty());
  converge();
  advance(10s);
  CHECK(told_of_itself().last_error.empty());
}
