#include "tests/unit/actors/aci/one_session.hpp"

using namespace weft;
using namespace weft::aci;
using namespace weft::aci::testing;

namespace {

texts addresses(int count) {
  texts all;
  for (int i = 0; i < count; ++i)
    all.push_back("10.1." + std::to_string(i / 250) + "." + std::to_string(i % 250) + "/32");
  return all;
}

/// What was committed by us.
std::size_t commits_of(const sim::core& apic) {
  return static_cast<std::size_t>(
    std::ranges::count(apic.transactions(), "weft", &sim::transaction_entry::who));
}

} // namespace

TEST_CASE_METHOD(running_session, "a write shows in the next look, before any event of it",
                 "[aci][session]") {
  apic.settings.events.drop = 1;
  run("web", e, {"10.1.1.1/32"});
  REQUIRE(look() == errc::none);
  REQUIRE(write().code == errc::none);
  REQUIRE(look() == errc::none);
  CHECK(verdict_on("web").how_far == progress::placed);
}

TEST_CASE_METHOD(running_session, "our own writes do not stir the target", "[aci][session]") {
  run("web", e, {"10.1.1.1/32"});
  converge();
  const auto stirs = home.stirs;
  run("web", e, {"10.1.1.1/32", "10.1.1.2/32"});
  converge();
  advance(1min);
  CHECK(home.stirs == stirs);
}

TEST_CASE_METHOD(running_session,
                 "a token that expires during a write costs one log-in, and the write comes once",
                 "[aci][session]") {
  run("web", e, {});
  converge();
  advance(10s);
  run("web", e, {"10.1.1.1/32"});
  REQUIRE(look() == errc::none);
  apic.invalidate_tokens();
  CHECK(write().code == errc::none);
  CHECK(apic.seen().logins == 2);
  CHECK(commits_of(apic) == 2);
  CHECK(requests_with("/api/mo/uni/tn-T/out-O/instP-E").size() >= 2);
  advance(5s);
  CHECK(state() == "live");
  CHECK(apic.seen().logins == 2);
  converge();
  CHECK(commits_of(apic) == 2);
}

TEST_CASE_METHOD(running_session, "a tenant we have no right to is parked and disturbs no other",
                 "[aci][session]") {
  apic.make_out("U", "O", apic_time());
  run("web", e, {"10.1.1.1/32"});
  run("shop", {"U", "O", "E"}, {"10.1.1.2/32"});
  REQUIRE(look() == errc::none);
  advance(10s);
  apic.settings.denied_tenants = {"T"};
  converge();
  CHECK(has(dn_of(eepg_name{"U", "O", "E"}, "10.1.1.2/32")));
  CHECK(verdict_on("web").reason == "ApicRejected");
  CHECK(verdict_on("shop").how_far == progress::placed);
  CHECK(apic.seen().logins == 2);
  advance(8min);
  CHECK(look() == errc::none);
  CHECK(apic.seen().logins == 2);
  SECTION("until the next comparison finds it open") {
    apic.settings.denied_tenants.clear();
    CHECK(look() == errc::none);
    CHECK(verdict_on("web").reason == "ApicRejected");
    CHECK(look(true) == errc::none);
    converge();
    CHECK(has(dn_of(e, "10.1.1.1/32")));
  }
  SECTION("and a comparison that finds it closed costs no further log-in") {
    CHECK(look(true) == errc::none);
    CHECK(verdict_on("web").reason == "ApicRejected");
    CHECK(apic.seen().logins == 2);
  }
}

TEST_CASE_METHOD(running_session, "a body that is too large makes all that come smaller",
                 "[aci][session]") {
  apic.settings.max_body_bytes = 8000;
  run("web", e, addresses(200));
  REQUIRE(look() == errc::none);
  CHECK(as<sight>(seen->body).limits.children == 500);
  CHECK(write().code == errc::conflict);
  REQUIRE(look() == errc::none);
  CHECK(as<sight>(seen->body).limits.children <= 101);
  converge();
  CHECK(verdict_on("web").how_far == progress::placed);
  CHECK(apic.seen().logins == 1);
}

TEST_CASE_METHOD(running_session, "a single object that is too large is refused",
                 "[aci][session]") {
  run("web", e, {});
  converge();
  apic.settings.max_body_bytes = 20;
  run("web", e, {"10.1.1.1/32"});
  REQUIRE(look() == errc::none);
  CHECK(write().code == errc::refused);
}

TEST_CASE_METHOD(running_session, "what the APIC will never take is refused, in its own words",
                 "[aci][session]") {
  apic.settings.reject
    = [](std::string_view dn) { return dn.ends_with("instP-E") ? "not this one" : ""; };
  run("web", e, {});
  REQUIRE(look() == errc::none);
  const auto why = write();
  CHECK(why.code == errc::refused);
  CHECK(why.what.find("not this one") != std::string::npos);
  CHECK(state() == "live");
}

TEST_CASE_METHOD(running_session, "an answer that is lost leaves no double effect",
                 "[aci][session]") {
  run("web", e, {"10.1.1.1/32"});
  REQUIRE(look() == errc::none);
  sim::disturbance lost;
  lost.how = sim::disturbance::way::reset_after;
  lost.method = "POST";
  apic.inject(lost);
  CHECK(write().code == errc::unreachable);
  CHECK(commits_of(apic) == 1);
  converge();
  CHECK(commits_of(apic) == 1);
  CHECK(apic.seen().posts == 1);
}

TEST_CASE_METHOD(running_session, "a parent that went unseen is noticed by the write",
                 "[aci][session]") {
  run("web", e, {});
  REQUIRE(look() == errc::none);
  apic.settings.events.drop = 1;
  remove(dn_of(l3out_name{"T", "O"}));
  CHECK(write().code == errc::conflict);
  REQUIRE(look() == errc::none);
  CHECK(verdict_on("web").reason == "WaitingForL3Out");
}

TEST_CASE("no more is written than the rate and the burst allow", "[aci][session]") {
  settings how;
  how.rate = 1;
  how.burst = 2;
  how.batch_children = 1;
  one_session s{how, {"weft", {}, "secret", {}, {}}};
  s.begin();
  s.run("web", s.e, addresses(20));
  REQUIRE(s.look() == errc::none);
  const auto began = s.now();
  int writes = 0;
  while (s.now() - began < 10s) {
    const auto next = s.plan();
    REQUIRE(next.work);
    auto pending = s.begin_write(next);
    const auto sent = s.apic.seen().posts;
    while (s.apic.seen().posts == sent)
      s.advance(100ms);
    s.settle();
    CHECK(s.outcome_of(pending).code == errc::none);
    ++writes;
    auto look = s.begin_look();
    s.advance(150ms);
    look.receive([&](observed& got) { s.seen = got.what; }, [](caf::error&) {});
  }
  CHECK(writes >= 10);
  CHECK(writes <= 13);
}

TEST_CASE_METHOD(running_session, "nothing is written without permission, or with too little left",
                 "[aci][session]") {
  run("web", e, {"10.1.1.1/32"});
  REQUIRE(look() == errc::none);
  world.permit.permit(now() + 900ms);
  CHECK(write().code == errc::unreachable);
  world.permit.revoke();
  CHECK(write().code == errc::unreachable);
  CHECK(apic.seen().posts == 0);
  world.permit.permit(now() + 8s);
  sim::disturbance silent;
  silent.how = sim::disturbance::way::hang;
  silent.method = "POST";
  apic.inject(silent);
  auto pending = begin_write(plan());
  advance(8s);
  CHECK(outcome_of(pending).code == errc::unreachable);
}

TEST_CASE_METHOD(running_session, "told to stop, a session lets the write under way end first",
                 "[aci][session]") {
  run("web", e, {"10.1.1.1/32"});
  REQUIRE(look() == errc::none);
  self->monitor(subject);
  holding = true;
  auto pending = begin_write(plan());
  settle();
  self->send_exit(subject, caf::exit_reason::user_shutdown);
  advance(2s);
  CHECK(apic.seen().logouts == 0);
  holding = false;
  settle();
  CHECK(outcome_of(pending).code == errc::none);
  bool ended = false;
  self->receive([&](caf::down_msg&) { ended = true; }, caf::after(0s) >> [] {});
  CHECK(ended);
  CHECK(apic.seen().logouts == 1);
  CHECK(has(dn_of(e, "10.1.1.1/32")));
}

TEST_CASE_METHOD(running_session, "while there is no session a write is not sent",
                 "[aci][session]") {
  run("web", e, {"10.1.1.1/32"});
  REQUIRE(look() == errc::none);
  for (std::size_t i = 0; i < apic.nodes(); ++i)
    apic.set_up(i, false, apic_time());
  advance(1s);
  CHECK(write().code == errc::unreachable);
  CHECK(look() == errc::unreachable);
  CHECK(apic.seen().posts == 0);
}

TEST_CASE_METHOD(running_session, "a server that answers nothing usable is left for another",
                 "[aci][session]") {
  run("web", e, {});
  REQUIRE(look() == errc::none);
  sim::disturbance page;
  page.method = "POST";
  page.part = "/api/mo/";
  page.times = 3;
  apic.inject(page);
  for (int i = 0; i < 3; ++i) {
    CHECK(write().code == errc::unreachable);
    CHECK(look() == errc::none);
  }
  CHECK(detail("apic") == "apic2");
  converge();
  CHECK(has(dn_of(e)));
}

TEST_CASE_METHOD(running_session,
                 "tenants we may only read are parked, without log-in after log-in",
                 "[aci][session]") {
  apic.make_out("U", "O", apic_time());
  apic.make_out("V", "O", apic_time());
  apic.settings.read_only_tenants = {"T", "U"};
  run("web", e, {"10.1.1.1/32"});
  run("shop", {"U", "O", "E"}, {"10.1.1.2/32"});
  run("api", {"V", "O", "E"}, {"10.1.1.3/32"});
  converge();
  CHECK(has(dn_of(eepg_name{"V", "O", "E"}, "10.1.1.3/32")));
  CHECK(apic.seen().logins == 2); // the token had rested when U refused
  for (const auto* name : {"web", "shop"})
    CHECK(verdict_on(name).reason == "ApicRejected");
  for (int i = 0; i < 8; ++i) {
    advance(20s);
    CHECK(look(true) == errc::none); // however often a comparison is wanted
    converge();
  }
  CHECK(apic.seen().logins == 2);
  CHECK(detail("closed") == "T");
  CHECK(verdict_on("web").message
        == "tenant T: Access denied: no privilege to access uni/tn-T/out-O/instP-E");
  SECTION("until a later comparison finds them open") {
    apic.settings.read_only_tenants.clear();
    const auto stirs = home.stirs;
    advance(10min);
    CHECK(home.stirs > stirs);
    converge();
    CHECK(has(dn_of(e, "10.1.1.1/32")));
    CHECK(has(dn_of(eepg_name{"U", "O", "E"}, "10.1.1.2/32")));
    CHECK(apic.seen().logins == 2);
  }
  SECTION("and a session that is begun anew does not forget") {
    apic.disturb_sockets(sim::delivery::kind::drop, apic_time());
    advance(3s);
    converge();
    CHECK(verdict_on("web").reason == "ApicRejected");
    CHECK(apic.seen().logins == 3);
  }
}

TEST_CASE_METHOD(running_session, "a write for a closed tenant fails at once", "[aci][session]") {
  apic.settings.read_only_tenants = {"T"};
  run("web", e, {"10.1.1.1/32"});
  REQUIRE(look() == errc::none);
  const auto stale = plan();
  REQUIRE(stale.work);
  CHECK(write().code == errc::conflict);
  const auto posts = apic.seen().posts;
  advance(5s);
  auto pending = begin_write(stale);
  settle();
  CHECK(outcome_of(pending).code == errc::conflict);
  CHECK(apic.seen().posts == posts);
}

TEST_CASE_METHOD(running_session, "a write that is to be sent again is not sent when it is stale",
                 "[aci][session]") {
  run("web", e, {});
  converge();
  advance(2min);
  run("web", e, {"10.1.1.1/32"});
  REQUIRE(look() == errc::none);
  sim::disturbance late;
  late.how = sim::disturbance::way::slow;
  late.method = "POST";
  late.part = "/api/mo/";
  late.latency = 10s;
  apic.inject(late);
  apic.invalidate_tokens();
  apic.add_user({"weft", "another", {}, false});
  auto pending = begin_write(plan());
  advance(1s);
  apic.disturb_sockets(sim::delivery::kind::drop, apic_time());
  advance(5s);
  CHECK(state() == "locked out");
  advance(10s);
  CHECK(outcome_of(pending).code == errc::unreachable);
  const auto posts = apic.seen().posts;
  apic.add_user({"weft", "secret", {}, false});
  advance(2min);
  CHECK(state() == "live");
  CHECK(apic.seen().posts == posts);
}

TEST_CASE("an older log-out that ends late does not cut off the write under way",
          "[aci][session]") {
  one_session s;
  s.apic.settings.session_lifetime = 1h;
  s.begin();
  s.run("web", s.e, {});
  s.converge();
  sim::disturbance late;
  late.how = sim::disturbance::way::slow;
  late.part = "aaaLogout";
  late.latency = 6s;
  s.apic.inject(late);
  late.part = "/api/mo/";
  late.method = "POST";
  s.run("web", s.e, {"10.1.1.1/32"});
  while (s.apic.seen().logouts == 0)
    s.advance(1s);
  s.advance(2s);
  REQUIRE(s.look() == errc::none);
  s.apic.inject(late);
  auto pending = s.begin_write(s.plan());
  s.settle();
  s.self->monitor(s.subject);
  s.self->send_exit(s.subject, caf::exit_reason::user_shutdown);
  s.advance(7s);
  CHECK(s.outcome_of(pending).code == errc::none);
  CHECK(s.apic.seen().logouts == 2);
  bool ended = false;
  s.self->receive([&](caf::down_msg&) { ended = true; }, caf::after(0s) >> [] {});
  CHECK(ended);
}

TEST_CASE_METHOD(running_session, "told to stop, a session spawns nothing any more",
                 "[aci][session]") {
  run("web", e, {"10.1.1.1/32"});
  REQUIRE(look() == errc::none);
  sim::disturbance late;
  late.how = sim::disturbance::way::slow;
  late.method = "POST";
  late.latency = 6s;
  apic.inject(late);
  auto pending = begin_write(plan());
  settle();
  self->send_exit(subject, caf::exit_reason::user_shutdown);
  advance(3s);
  CHECK(told_of_itself().next_timer_ms == 5000); // its grace, and no other
  advance(4s);
  CHECK(outcome_of(pending).code == errc::none);
}
