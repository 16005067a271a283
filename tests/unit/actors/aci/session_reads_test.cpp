#include "adapters/metrics/registry.hpp"
#include "tests/unit/actors/aci/one_session.hpp"

using namespace weft;
using namespace weft::aci;
using namespace weft::aci::testing;

namespace {

std::string mark_of_c1() {
  return marker_of("c1");
}

struct marked_session : one_session {
  marked_session() : one_session(with_cluster(), {"weft", {}, "secret", {}, {}}) {
    apic.make_out("T", "P", apic_time());
    begin();
  }
  static settings with_cluster() {
    settings out;
    out.cluster_id = "c1";
    return out;
  }
  void leave_behind(const eepg_name& where) {
    edit("POST", dn_of(where),
         R"({"l3extInstP":{"attributes":{"name":")" + where.epg + R"(","annotation":")"
           + mark_of_c1() + R"("}}})");
  }
};

} // namespace

TEST_CASE_METHOD(running_session, "a question is answered once every L3Out it names is known",
                 "[aci][session]") {
  apic.make_out("T", "P", apic_time());
  run("web", e, {"10.1.1.1/32"});
  run("shop", {"T", "P", "F"}, {"10.1.1.2/32"});
  holding = true;
  auto pending = begin_look();
  advance(5s);
  holding = false;
  CHECK(look() == errc::none);
  pending.receive([&](observed& got) { seen = got.what; }, [](caf::error&) {});
  const auto& all = as<sight>(seen->body).seen->outs;
  REQUIRE(all.size() == 2);
  for (const auto& [which, out] : all)
    CHECK(out->stands == l3out::standing::present);
  CHECK(apic.seen().subscriptions == 2);
}

TEST_CASE_METHOD(running_session, "one subscription per L3Out, whatever is asked of it",
                 "[aci][session]") {
  run("web", e, {"10.1.1.1/32"});
  run("shop", {"T", "O", "F"}, {"10.1.1.2/32"});
  converge();
  for (int i = 0; i < 5; ++i)
    CHECK(look(true) == errc::none);
  CHECK(apic.seen().subscriptions == 1);
  CHECK(to_fault(ask<observed>(subject, observe{"other"}).error()).code == errc::not_found);
}

TEST_CASE_METHOD(running_session,
                 "an L3Out that is missing is waited for, and told of when it comes",
                 "[aci][session]") {
  run("web", {"T", "Q", "E"}, {"10.1.1.1/32"});
  REQUIRE(look() == errc::none);
  CHECK(verdict_on("web").reason == "WaitingForL3Out");
  CHECK_FALSE(plan().work);
  const auto stirs = home.stirs;
  apic.make_out("T", "Q", apic_time());
  advance(1s);
  CHECK(home.stirs == stirs + 1);
  converge();
  CHECK(has(dn_of(eepg_name{"T", "Q", "E"}, "10.1.1.1/32")));
}

TEST_CASE_METHOD(running_session, "a probe tells another version once the fabric has changed",
                 "[aci][session]") {
  run("web", e, {"10.1.1.1/32"});
  converge();
  advance(10s);
  REQUIRE(look() == errc::none);
  CHECK(ask<probed>(subject, probe{"apic"})->version == seen->version);
  remove(dn_of(e, "10.1.1.1/32"));
  CHECK(ask<probed>(subject, probe{"apic"})->version != seen->version);
}

TEST_CASE_METHOD(running_session, "while nothing happens nothing is asked but to go on",
                 "[aci][session]") {
  run("web", e, {"10.1.1.1/32", "10.1.1.2/32"});
  converge();
  advance(10s);
  apic.forget_counts();
  const auto stirs = home.stirs;
  advance(10min);
  CHECK(apic.seen().posts == 0);
  CHECK(apic.seen().gets == 1); // one comparison
  CHECK(apic.seen().refreshes == 10);
  CHECK(apic.seen().subscription_refreshes == 3);
  CHECK(home.stirs == stirs);
}

TEST_CASE_METHOD(running_session, "what others change is told once, until somebody looks",
                 "[aci][session]") {
  run("web", e, {"10.1.1.1/32", "10.1.1.2/32"});
  converge();
  advance(10s);
  const auto stirs = home.stirs;
  remove(dn_of(e, "10.1.1.1/32"));
  remove(dn_of(e, "10.1.1.2/32"));
  advance(1s);
  CHECK(home.stirs == stirs + 1);
  edit("POST", dn_of(e), R"({"l3extInstP":{"attributes":{"descr":"by hand"}}})");
  CHECK(look() == errc::none);
  edit("POST", dn_of(e), R"({"l3extInstP":{"attributes":{"annotation":"orchestrator:x"}}})");
  CHECK(home.stirs == stirs + 2);
  converge();
  CHECK(apic.attribute(dn_of(e), "annotation") == plain_marker);
}

TEST_CASE_METHOD(running_session, "a subscription that has lapsed is made anew and compared",
                 "[aci][session]") {
  run("web", e, {"10.1.1.1/32"});
  converge();
  apic.expire_subscriptions();
  remove(dn_of(e, "10.1.1.1/32"));
  const auto stirs = home.stirs;
  advance(201s);
  CHECK(apic.seen().subscriptions == 2);
  CHECK(apic.seen().logins == 1);
  CHECK(home.stirs == stirs + 1);
  converge();
  CHECK(has(dn_of(e, "10.1.1.1/32")));
}

TEST_CASE("an APIC that knows no lifetime of subscriptions is asked again without one",
          "[aci][session]") {
  one_session s;
  s.apic.settings.accepts_lifetime = false;
  s.begin();
  s.run("web", s.e, {"10.1.1.1/32"});
  s.converge();
  CHECK(s.requests_with("refresh-timeout") == texts{"node 0: 400"});
  CHECK(s.requests_with("subscription=yes").size() == 2);
  s.advance(5min);
  CHECK(s.apic.live_subscriptions(s.apic_time()) == 1);
  const auto stirs = s.home.stirs;
  s.remove(dn_of(s.e, "10.1.1.1/32"));
  s.advance(1s);
  CHECK(s.home.stirs == stirs + 1);
}

TEST_CASE_METHOD(running_session, "noise on the socket makes everything be read again",
                 "[aci][session]") {
  run("web", e, {"10.1.1.1/32"});
  converge();
  advance(10s);
  apic.forget_counts();
  const auto stirs = home.stirs;
  SECTION("a binary message") {
    apic.say("\x01", apic_time(), true);
  }
  SECTION("a frame that is no JSON") {
    apic.say("{", apic_time());
  }
  SECTION("a frame of which a part does not read") {
    apic.say(R"({"subscriptionId":["1"],"imdata":[{"l3extSubnet":{"attributes":{"dn":1}}}]})",
             apic_time());
  }
  advance(1s);
  CHECK(apic.seen().gets == 1);
  CHECK(apic.seen().logins == 0);
  CHECK(home.stirs == stirs + 1);
  CHECK(state() == "live");
  REQUIRE(look() == errc::none);
  CHECK_FALSE(plan().work);
}

TEST_CASE_METHOD(running_session, "an L3Out nobody refers to any more is let go once it is clean",
                 "[aci][session]") {
  run("web", e, {"10.1.1.1/32"});
  converge();
  stop("web");
  REQUIRE(look() == errc::none);
  CHECK(detail("subscriptions") == "1 of 1 L3Outs");
  converge();
  CHECK_FALSE(has(dn_of(e)));
  CHECK(verdict_on("web").how_far == progress::absent);
  vanish("web");
  REQUIRE(look() == errc::none);
  CHECK(detail("subscriptions") == "0 of 0 L3Outs");
  advance(11min);
  CHECK(apic.live_subscriptions(apic_time()) == 0);
}

TEST_CASE_METHOD(running_session, "a new EEPG is read again when it has settled",
                 "[aci][session]") {
  apic.settings.events.settle = 5s;
  run("web", e, {"10.1.1.1/32"});
  REQUIRE(look() == errc::none);
  REQUIRE(write().code == errc::none);
  apic.forget_counts();
  advance(6s);
  CHECK(apic.seen().gets <= 1);
  CHECK(look() == errc::none);
  CHECK_FALSE(plan().work);
}

TEST_CASE_METHOD(marked_session,
                 "what bears our mark is found wherever it is, when it is asked for",
                 "[aci][session]") {
  const eepg_name lost{"T", "P", "LOST"};
  run("web", e, {"10.1.1.1/32"});
  REQUIRE(look() == errc::none);
  advance(20s);
  leave_behind(lost);
  REQUIRE(look() == errc::none);
  CHECK(as<sight>(seen->body).seen->outs.size() == 1);
  REQUIRE(look(true, 1s) == errc::none);
  CHECK(as<sight>(seen->body).seen->outs.size() == 2);
  const auto gets = apic.seen().gets;
  REQUIRE(look(true, 1s) == errc::none); // it has just been read
  CHECK(apic.seen().gets == gets);
  sweeping = true;
  converge();
  CHECK_FALSE(has(dn_of(lost)));
  CHECK(apic.seen().subscriptions == 1);
}

TEST_CASE_METHOD(marked_session,
                 "what bears our mark is known before the first answer of a session's life",
                 "[aci][session]") {
  leave_behind({"T", "P", "LOST"});
  crash();
  run("web", e, {"10.1.1.1/32"});
  REQUIRE(look() == errc::none);
  CHECK(as<sight>(seen->body).seen->outs.size() == 2);
}

TEST_CASE_METHOD(marked_session, "what bears our mark is read in pages", "[aci][session]") {
  std::string children;
  for (int i = 0; i < 1500; ++i)
    children += std::string{i ? "," : ""} + R"({"l3extSubnet":{"attributes":{"ip":"10.9.)"
                + std::to_string(i / 250) + "." + std::to_string(i % 250) + R"(/32","annotation":")"
                + mark_of_c1() + R"("}}})";
  edit("POST", dn_of(eepg_name{"T", "P", "BIG"}),
       R"({"l3extInstP":{"attributes":{"name":"BIG"},"children":[)" + children + "]}}");
  REQUIRE(look(true) == errc::none);
  CHECK(requests_with("class/l3extSubnet").size() == 2);
  const auto& outs = as<sight>(seen->body).seen->outs;
  const auto found = outs.find({"T", "P"});
  REQUIRE(found != outs.end());
  CHECK(found->second->eepgs.at("BIG")->subnets.size() == 1500);
}

TEST_CASE("without a cluster id the L3Outs that are listed are looked at, and no others",
          "[aci][session]") {
  settings how;
  how.collected = {{"T", "O"}};
  one_session s{how, {"weft", {}, "secret", {}, {}}};
  s.begin();
  CHECK(s.apic.seen().subscriptions == 1);
  REQUIRE(s.look(true) == errc::none);
  CHECK(s.requests_with("api/class/l3ext").empty());
  CHECK(as<sight>(s.seen->body).seen->outs.size() == 1);
}

TEST_CASE_METHOD(running_session, "a comparison reads again what was not read lately",
                 "[aci][session]") {
  run("web", e, {"10.1.1.1/32"});
  converge();
  advance(10s);
  apic.settings.events.drop = 1;
  remove(dn_of(e, "10.1.1.1/32"));
  REQUIRE(look() == errc::none);
  CHECK_FALSE(plan().work);
  REQUIRE(look(true) == errc::none);
  CHECK(plan().work);
}

TEST_CASE_METHOD(running_session, "what is to be removed is looked at, and its end is told",
                 "[aci][session]") {
  run("web", e, {"10.1.1.1/32"});
  converge();
  stop("web");
  crash();
  converge();
  CHECK_FALSE(has(dn_of(e)));
  CHECK(verdict_on("web").how_far == progress::absent);
  SECTION("even of an L3Out that was never there") {
    run("shop", {"T", "Q", "E"}, {"10.1.1.1/32"});
    stop("shop");
    converge();
    CHECK(verdict_on("shop").how_far == progress::absent);
  }
}

TEST_CASE_METHOD(running_session, "the next life of a session knows what has departed",
                 "[aci][session]") {
  run("web", e, {"10.1.1.1/32", "10.1.1.2/32"});
  converge();
  run("web", {"T", "P", "E"}, {});
  apic.make_out("T", "P", apic_time());
  holding = true;
  auto pending = begin_look();
  crash();
  holding = false;
  pending.receive([](observed&) {}, [](caf::error&) {});
  advance(10s);
  converge();
  CHECK_FALSE(has(dn_of(e)));
}

TEST_CASE_METHOD(running_session, "an L3Out that cannot be read is denied alone",
                 "[aci][session]") {
  apic.make_out("T", "P", apic_time());
  sim::disturbance bad;
  bad.part = "/api/mo/uni/tn-T/out-O.json";
  bad.times = 0;
  SECTION("for the APIC finds too much in it") {
    bad.status = 400;
    bad.code = "400";
    bad.text = "Unable to process the query, result dataset is too big";
  }
  SECTION("for its answer never reads") {
    bad.status = 200;
  }
  SECTION("for there is never an answer") {
    bad.how = sim::disturbance::way::reset_before;
  }
  apic.inject(bad);
  run("web", e, {"10.1.1.1/32"});
  run("shop", {"T", "P", "E"}, {"10.1.1.2/32"});
  auto ignored = begin_look();
  advance(1min);
  ignored.receive([](observed&) {}, [](caf::error&) {});
  CHECK(state() == "live");
  converge();
  CHECK(has(dn_of(eepg_name{"T", "P", "E"}, "10.1.1.2/32")));
  CHECK(verdict_on("shop").how_far == progress::placed);
  CHECK(verdict_on("web").reason == "ApicRejected");
  apic.relent();
  const auto stirs = home.stirs;
  advance(11min);
  CHECK(home.stirs > stirs);
  converge();
  CHECK(has(dn_of(e, "10.1.1.1/32")));
}

TEST_CASE_METHOD(running_session, "a denial that nobody has asked about is told",
                 "[aci][session]") {
  run("web", e, {"10.1.1.1/32"});
  converge();
  advance(10s);
  const auto stirs = home.stirs;
  sim::disturbance bad;
  bad.part = "/api/mo/uni/tn-T/out-O.json";
  bad.times = 0;
  bad.status = 400;
  bad.code = "400";
  bad.text = "Unable to process the query, result dataset is too big";
  apic.inject(bad);
  advance(10min);
  CHECK(home.stirs == stirs + 1);
  REQUIRE(look() == errc::none);
  CHECK(verdict_on("web").reason == "ApicRejected");
}

TEST_CASE_METHOD(running_session, "noise while an L3Out is first read makes it be read again",
                 "[aci][session]") {
  sim::disturbance late;
  late.how = sim::disturbance::way::slow;
  late.part = "subscription=yes";
  late.latency = 1s;
  apic.inject(late);
  run("web", e, {"10.1.1.1/32"});
  auto pending = begin_look();
  advance(500ms);
  apic.say("{", apic_time());
  advance(3s);
  pending.receive([&](observed& got) { seen = got.what; }, [](caf::error&) {});
  CHECK(apic.seen().gets == 2);
}

TEST_CASE_METHOD(running_session, "one refusal of a subscription does not make an APIC old",
                 "[aci][session]") {
  apic.make_out("T", "P", apic_time());
  sim::disturbance once;
  once.part = "out-O.json";
  once.status = 400;
  once.code = "400";
  once.text = "no";
  once.times = 2;
  apic.inject(once);
  run("web", e, {});
  run("shop", {"T", "P", "E"}, {});
  REQUIRE(look() == errc::none);
  CHECK(verdict_on("web").reason == "ApicRejected");
  CHECK(requests_with("out-P.json?query").size() == 1);
  CHECK(requests_with("refresh-timeout") == texts{"node 0: 400", "node 0: 200"});
}

TEST_CASE("a refusal that names no lifetime says nothing of the APIC's release", "[aci][session]") {
  one_session s;
  s.apic.make_out("T", "P", s.apic_time());
  sim::disturbance odd;
  odd.part = "refresh-timeout";
  odd.status = 400;
  odd.code = "400";
  odd.text = "what is that?";
  odd.times = 2;
  s.apic.inject(odd);
  s.begin();
  s.run("web", s.e, {});
  s.run("shop", {"T", "P", "E"}, {});
  REQUIRE(s.look() == errc::none);
  CHECK(s.requests_with("refresh-timeout") == texts{"node 0: 400", "node 0: 400"});
  s.advance(5min);
  CHECK(s.apic.live_subscriptions(s.apic_time()) == 2);
  s.apic.make_out("T", "Q", s.apic_time());
  s.run("more", {"T", "Q", "E"}, {});
  REQUIRE(s.look() == errc::none);
  CHECK(s.requests_with("refresh-timeout").size() == 3);
}

TEST_CASE_METHOD(running_session, "everything is compared every ten minutes, give or take one",
                 "[aci][session]") {
  const auto spread = GENERATE(0.0, 0.5, 1.0);
  world.spread = [spread] { return spread; };
  run("web", e, {"10.1.1.1/32"});
  converge();
  advance(10s);
  REQUIRE(look(true) == errc::none);
  apic.forget_counts();
  const auto period = std::chrono::duration_cast<std::chrono::seconds>(10min * (0.9 + spread / 5));
  advance(period - 10s);
  CHECK(apic.seen().gets == 0);
  apic.settings.events.drop = 1;
  remove(dn_of(e, "10.1.1.1/32"));
  const auto stirs = home.stirs;
  advance(15s);
  CHECK(apic.seen().gets == 1);
  CHECK(home.stirs == stirs + 1);
  advance(period);
  CHECK(apic.seen().gets == 2);
}

TEST_CASE_METHOD(marked_session,
                 "what was let go while the session was being renewed is found by its mark",
                 "[aci][session]") {
  run("web", e, {"10.1.1.1/32"});
  converge();
  advance(2min);
  vanish("web");
  apic.disturb_sockets(sim::delivery::kind::drop, apic_time());
  holding = true;
  while (state() != "logging in")
    advance(100ms);
  auto pending = begin_look(true);
  settle();
  holding = false;
  advance(5s);
  pending.receive([&](observed& got) { seen = got.what; }, [](caf::error&) {});
  sweeping = true;
  REQUIRE(look(true) == errc::none);
  converge();
  CHECK_FALSE(has(dn_of(e)));
  CHECK(detail("subscriptions") == "0 of 0 L3Outs");
}

TEST_CASE_METHOD(running_session, "a burst of new EEPGs is read again once, five seconds after",
                 "[aci][session]") {
  run("web", e, {"10.1.1.1/32"});
  converge();
  advance(10s);
  apic.forget_counts();
  for (int i = 0; i < 4; ++i) {
    run("web" + std::to_string(i), {"T", "O", "E" + std::to_string(i)}, {"10.1.2.1/32"});
    REQUIRE(look() == errc::none);
    auto pending = begin_write(plan());
    advance(500ms);
    CHECK(outcome_of(pending).code == errc::none);
  }
  advance(1s);
  CHECK(apic.seen().gets == 0);
  apic.settings.events.drop = 1;
  remove(dn_of(e, "10.1.1.1/32"));
  const auto stirs = home.stirs;
  advance(5s);
  CHECK(apic.seen().gets == 1);
  CHECK(home.stirs == stirs + 1);
  advance(1min);
  CHECK(apic.seen().gets == 1);
}

TEST_CASE_METHOD(one_session, "what is asked for is measured beside what is there",
                 "[aci][session]") {
  metrics::registry numbers;
  world.numbers = &numbers;
  world.wall = [] { return timestamp{}; };
  begin();
  run("web", e, {"10.1.1.1/32", "10.1.1.2/32"});
  converge();
  CHECK(numbers.exposition().find(R"(aci_wished_objects{fabric="apic"} 3)") != std::string::npos);
  vanish("web");
  REQUIRE(look() == errc::none);
  CHECK(numbers.exposition().find(R"(aci_wished_objects{fabric="apic"} 0)") != std::string::npos);
  world.numbers = nullptr;
}
