#include "tests/unit/actors/avi/one_session.hpp"

#include <algorithm>

namespace weft::avi::testing {

namespace {

avi::sim::disturbance setback_of(std::string method, std::string part, int status,
                                 std::string text = {}) {
  avi::sim::disturbance out;
  out.method = std::move(method);
  out.part = std::move(part);
  out.status = status;
  out.text = std::move(text);
  return out;
}

using pool_names = std::vector<std::string>;

} // namespace

TEST_CASE_METHOD(one_session, "a session tells its site, and that the way is open", "[avi]") {
  begin();
  REQUIRE(home.sites.size() == 1);
  CHECK(home.sites.front().trouble.empty());
  CHECK(home.sites.front().vrf == "VRF_AZ1");
  CHECK(home.sites.front().license == "ENTERPRISE");
  CHECK(home.openings == 1);
  CHECK(state() == "live");
  advance(2min);
  CHECK(home.sites.size() == 1);
}

TEST_CASE_METHOD(one_session, "questions are answered from memory, and no request leaves",
                 "[avi]") {
  begin();
  const auto before = peer.seen().requests;
  for (int i = 0; i < 100; ++i)
    REQUIRE(look("shop-web"));
  CHECK(peer.seen().requests == before);
  CHECK(to_fault(ask<observed>(subject, observe{"aci/x"}).error()).code == errc::not_found);
}

TEST_CASE_METHOD(one_session, "steps of a batch go one after the other, those of several at once",
                 "[avi]") {
  begin();
  peer.forget_counts();
  CHECK(carry_out({making("S1-AZ1--a"), making("S1-AZ1--b")}) == errc::none);
  CHECK(peer.seen().most_at_once == 1);
  peer.settings.least_latency = std::chrono::milliseconds{10};
  std::vector<decltype(self->request(subject, caf::infinite, order({})))> pending;
  for (int i = 0; i < 30; ++i) {
    const auto name = "S1-AZ1--of-" + std::to_string(i);
    pending.push_back(self->request(subject, caf::infinite, order({making(name)}, name)));
  }
  advance(5s);
  for (auto& one : pending)
    one.receive([](committed&) {}, [](caf::error& why) { FAIL(explain(why)); });
  CHECK(pools().size() == 32);
  CHECK(peer.seen().most_at_once > 1);
  CHECK(peer.seen().most_at_once <= 8);
  CHECK(peer.violations().empty());
}

TEST_CASE_METHOD(one_session, "what needs a refused step stays undone, and the rest goes on",
                 "[avi]") {
  begin();
  peer.inject(setback_of("POST", "/api/pool", 400, "not this one"));
  CHECK(carry_out({making("S1-AZ1--a"), making("S1-AZ1--b", {0}), making("S1-AZ1--c"),
                   making("S1-AZ1--d", {1})})
        == errc::refused);
  CHECK(pools() == pool_names{"S1-AZ1--c"});
}

TEST_CASE_METHOD(one_session, "a name that is taken is read, and the batch is to be planned anew",
                 "[avi]") {
  begin();
  peer.make("pool", json::value::of({{"name", "S1-AZ1--a"}, {"created_by", "somebody"}}),
            controller_time());
  CHECK(carry_out({making("S1-AZ1--a")}) == errc::conflict);
  const auto before = peer.seen().requests;
  const auto seen = ask<observed>(subject, observe{avi::belongings_target(how), nullptr, false});
  REQUIRE(seen);
  CHECK(as<avi::sight>(seen->what->body).objects.contains({"pool", "S1-AZ1--a"}));
  CHECK(peer.seen().requests == before);
}

TEST_CASE_METHOD(one_session, "a stale write is a conflict, and what is there is known afterwards",
                 "[avi]") {
  begin();
  REQUIRE(carry_out({making("S1-AZ1--a")}) == errc::none);
  auto stale = changing("S1-AZ1--a", json::value::of({{"description", "ours"}}));
  peer.edit(
    "pool", "S1-AZ1--a", [](json::value& body) { body.set("description", "theirs"); },
    controller_time());
  CHECK(carry_out({stale}) == errc::conflict);
  const auto seen = ask<observed>(subject, observe{avi::belongings_target(how), nullptr, false});
  REQUIRE(seen);
  const auto& all = as<avi::sight>(seen->what->body).objects;
  REQUIRE(all.contains({"pool", "S1-AZ1--a"}));
  CHECK(all.at({"pool", "S1-AZ1--a"})->text_at({"description"}) == "theirs");
}

TEST_CASE_METHOD(one_session, "what is gone already counts as removed", "[avi]") {
  begin();
  REQUIRE(carry_out({making("S1-AZ1--a")}) == errc::none);
  auto step = changing("S1-AZ1--a", json::object{});
  step.what = avi::write_step::verb::remove;
  peer.remove("pool", "S1-AZ1--a", controller_time());
  CHECK(carry_out({step}) == errc::none);
}

TEST_CASE_METHOD(one_session, "an object has one write under way, whatever life it is of",
                 "[avi]") {
  begin();
  REQUIRE(carry_out({making("S1-AZ1--a")}) == errc::none);
  holding = true;
  auto lost
    = self->request(subject, caf::infinite,
                    order({changing("S1-AZ1--a", json::value::of({{"description", "1"}}))}));
  settle();
  caf::anon_send_exit(subject, caf::exit_reason::kill);
  settle();
  lost.receive([](committed&) { FAIL(); }, [](caf::error&) {});
  const auto held = std::exchange(messages, {});
  holding = false;
  begin();
  CHECK(state() == "live");
  CHECK(carry_out({changing("S1-AZ1--a", json::value::of({{"description", "2"}}))}, "other")
        == errc::unreachable);
  for (const auto& one : held)
    one();
  settle();
  advance(1s);
  CHECK(peer.find("pool", "S1-AZ1--a")->body.text_at({"description"}) == "1");
  CHECK(peer.violations().empty());
}

TEST_CASE_METHOD(one_session, "without permission nothing is written", "[avi]") {
  begin();
  world.permit.revoke();
  CHECK(carry_out({making("S1-AZ1--a")}) == errc::unreachable);
  CHECK(pools().empty());
}

TEST_CASE_METHOD(one_session, "a controller that is away is tried again, and then the way is open",
                 "[avi]") {
  peer.settings.unavailable_until = controller_time() + 30s;
  begin();
  CHECK(state() == "disconnected");
  CHECK(to_fault(look("x").error()).code == errc::unreachable);
  advance(2min);
  CHECK(state() == "live");
  CHECK(home.openings == 1);
}

TEST_CASE_METHOD(one_session, "what is wrong at the controller is said, and looked at soon again",
                 "[avi]") {
  how.cloud = "Elsewhere";
  begin();
  REQUIRE(home.sites.size() == 1);
  CHECK(home.sites.back().trouble == "there is no cloud \"Elsewhere\"");
  CHECK(state() == "live");
  peer.make("cloud", json::value::of({{"name", "Elsewhere"}, {"vtype", "CLOUD_AWS"}}),
            controller_time());
  peer.make("serviceenginegroup",
            json::value::of({{"name", how.group}, {"cloud_ref", "/api/cloud?name=Elsewhere"}}),
            controller_time());
  peer.make("vrfcontext",
            json::value::of({{"name", "global"}, {"cloud_ref", "/api/cloud?name=Elsewhere"}}),
            controller_time());
  advance(1min);
  REQUIRE(home.sites.size() == 2);
  CHECK(home.sites.back().trouble.empty());
}

TEST_CASE_METHOD(one_session, "whoever looks at what has changed outside hears of it once",
                 "[avi]") {
  begin();
  REQUIRE(carry_out({making("S1-AZ1--a")}) == errc::none);
  const auto target = avi::routes_target(how);
  REQUIRE(ask<observed>(subject, observe{target, nullptr, false}));
  REQUIRE(look("shop-web"));
  peer.edit(
    "vrfcontext", "VRF_AZ1", [](json::value& body) { body.set("description", "x"); },
    controller_time());
  advance(70min);
  CHECK(home.stirred_targets == pool_names{target});
}

TEST_CASE_METHOD(one_session, "told to stop, it ends its write and gives the log-ins back",
                 "[avi]") {
  begin();
  holding = true;
  auto last
    = self->request(subject, caf::infinite, order({making("S1-AZ1--a"), making("S1-AZ1--b")}));
  settle();
  caf::anon_send_exit(subject, caf::exit_reason::user_shutdown);
  settle();
  holding = false;
  settle();
  last.receive([](committed&) { FAIL(); },
               [](caf::error& why) { CHECK(to_fault(why).code == errc::unreachable); });
  CHECK(pools() == pool_names{"S1-AZ1--a"});
  CHECK(peer.live_sessions() == 0);
  CHECK(state() == "dead");
  begin();
  CHECK(state() == "live");
}

} // namespace weft::avi::testing
