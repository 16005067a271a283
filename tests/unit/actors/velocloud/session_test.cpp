#include "tests/unit/actors/velocloud/one_session.hpp"

using namespace weft;
using namespace weft::velocloud;
using namespace weft::velocloud::testing;

TEST_CASE_METHOD(one_session, "the inventory is read at the start and told when it changes",
                 "[velocloud]") {
  CHECK(home.inventories == std::vector<std::size_t>{4});
  CHECK(home.openings == 1);
  advance(59s);
  CHECK(vco.seen().listings == 0);
  advance(2min);
  CHECK(vco.seen().listings == 2);
  CHECK(home.inventories.size() == 1);
  vco.profiles.pop_back();
  advance(60s);
  CHECK(home.inventories == std::vector<std::size_t>{4, 3});
}

TEST_CASE_METHOD(one_session, "a wish to learn is granted at once, but not twice in five seconds",
                 "[velocloud]") {
  advance(6s);
  for (int i = 0; i < 10; ++i)
    caf::anon_send(subject, learn{});
  settle();
  CHECK(vco.seen().listings == 1);
  caf::anon_send(subject, learn{});
  advance(4s);
  CHECK(vco.seen().listings == 1);
  advance(1s);
  CHECK(vco.seen().listings == 2);
}

TEST_CASE_METHOD(one_session, "where the usual listing is refused the documented one is used",
                 "[velocloud]") {
  vco.inject("enterprise/getEnterpriseConfigurationsPolicies", sim::misbehaviour::http400);
  advance(60s);
  CHECK(vco.calls_by_method().at("enterprise/getEnterpriseConfigurations") == 1);
  advance(60s);
  CHECK(vco.calls_by_method().at("enterprise/getEnterpriseConfigurations") == 2);
}

TEST_CASE_METHOD(one_session, "read, probe and write reach the module of the profile",
                 "[velocloud]") {
  const auto seen = ask<observed>(subject, observe{target(sim::quick_start)});
  REQUIRE(seen);
  CHECK(as<module_state>(seen->what->body).id == sim::quick_start_qos);
  const auto version = ask<probed>(subject, probe{target(sim::quick_start)});
  REQUIRE(version);
  CHECK(version->version == seen->what->version);
  CHECK(write("mine").code == errc::none);
  CHECK(vco.rule_names(sim::quick_start).back() == "mine");
  advance(1s); // the burst is spent
  CHECK(ask<probed>(subject, probe{target(sim::quick_start)})->version != version->version);
  CHECK(vco.seen().reads == 1);
  CHECK(vco.seen().probes == 2);
  CHECK(to_fault(ask<observed>(subject, observe{"aci/x"}).error()).code == errc::not_found);
}

TEST_CASE_METHOD(one_session, "where rows without data bear no version a probe reads them whole",
                 "[velocloud]") {
  vco.settings.probes_without_version = true;
  for (int i = 0; i < 2; ++i) {
    const auto version = ask<probed>(subject, probe{target(sim::quick_start)});
    REQUIRE(version);
    CHECK_FALSE(version->version.empty());
  }
  CHECK(vco.seen().probes == 1);
  CHECK(vco.seen().reads == 2);
}

TEST_CASE_METHOD(one_session, "a profile that is gone reads as gone, not as a failure",
                 "[velocloud]") {
  std::erase_if(vco.profiles, [](auto& held) { return held.id == sim::branch_gold; });
  const auto seen = ask<observed>(subject, observe{target(sim::branch_gold)});
  REQUIRE(seen);
  CHECK(seen->what->trouble == "ProfileNotFound");
  CHECK(home.inventories.back() == 3);
  advance(1s); // the burst is spent
  vco.inject("configuration/getConfigurationModules", sim::misbehaviour::http400);
  CHECK(read(sim::quick_start) == errc::unreachable);
}

TEST_CASE_METHOD(one_session, "never more than four calls at once, served first come first served",
                 "[velocloud]") {
  advance(10s);
  holding = true;
  std::vector<decltype(begin_read())> asked;
  for (int i = 0; i < 6; ++i)
    asked.push_back(begin_read());
  settle();
  CHECK(messages.size() == 4);
  holding = false;
  advance(1s);
  CHECK(vco.seen().most_calls_in_flight <= 4);
  for (auto& one : asked)
    CHECK(outcome_of<observed>(one) == errc::none);
}

TEST_CASE_METHOD(one_session, "a hundred calls take as long as ten a second take", "[velocloud]") {
  advance(10s);
  vco.forget_counts();
  std::vector<decltype(begin_read())> asked;
  for (int i = 0; i < 100; ++i)
    asked.push_back(begin_read());
  settle();
  CHECK(vco.seen().reads == 4);
  advance(5s);
  CHECK(vco.seen().reads == 54);
  advance(5s);
  CHECK(vco.seen().reads == 100);
  for (auto& one : asked)
    outcome_of<observed>(one);
}

TEST_CASE_METHOD(one_session, "a 429 keeps everybody out for the penalty, then lets one at a time",
                 "[velocloud]") {
  vco.inject("*", sim::misbehaviour::http429);
  CHECK(read() == errc::throttled);
  auto waits = begin_read();
  const auto refused = write("late");
  CHECK(refused.code == errc::throttled);
  CHECK(refused.retry_after == 5s);
  advance(4999ms);
  CHECK(vco.seen().calls == 1);
  advance(1ms);
  CHECK(vco.seen().calls == 2);
  CHECK(outcome_of<observed>(waits) == errc::none);
  CHECK(vco.seen().calls_in_penalty == 0);
  holding = true;
  std::vector<decltype(begin_read())> asked;
  for (int i = 0; i < 3; ++i)
    asked.push_back(begin_read());
  advance(1s);
  CHECK(messages.size() == 1);
  holding = false;
  advance(2s);
  for (auto& one : asked)
    outcome_of<observed>(one);
}

TEST_CASE_METHOD(one_session, "VCO's own wait is honoured, and a long one is not sat out in line",
                 "[velocloud]") {
  vco.settings.limit.retry_after = 90s;
  vco.inject("*", sim::misbehaviour::http429);
  auto got = ask<observed>(subject, observe{target(sim::quick_start)});
  REQUIRE_FALSE(got);
  CHECK(to_fault(got.error()).retry_after == 90s);
  advance(29s);
  got = ask<observed>(subject, observe{target(sim::quick_start)});
  REQUIRE_FALSE(got);
  CHECK(to_fault(got.error()).retry_after == 61s);
  CHECK(vco.seen().calls == 1);
}

TEST_CASE_METHOD(one_session, "a lapsed token closes the way, and one probe each 30 s looks again",
                 "[velocloud]") {
  vco.rotate_token(sim::demo_token, "fresh", vco_time());
  CHECK(read() == errc::expired);
  vco.forget_counts();
  for (int i = 0; i < 50; ++i)
    CHECK(read() == errc::expired);
  CHECK(write("none").code == errc::expired);
  advance(29s);
  CHECK(vco.seen().calls == 0);
  advance(90s);
  CHECK(vco.seen().calls == 3);
  CHECK(home.openings == 1);
  SECTION("until the VCO accepts it again") {
    vco.accounts.front().valid_until = sim::instant::max();
    advance(30s);
    CHECK(home.openings == 2);
    CHECK(read() == errc::none);
  }
  SECTION("and at once when a new one is there") {
    io->change_token("fresh");
    settle();
    CHECK(home.openings == 2);
    CHECK(read() == errc::none);
  }
}

TEST_CASE_METHOD(one_session, "a lapsed token fails those who wait in line, too", "[velocloud]") {
  advance(10s);
  std::vector<decltype(begin_read())> asked;
  vco.rotate_token(sim::demo_token, "fresh", vco_time());
  for (int i = 0; i < 20; ++i)
    asked.push_back(begin_read());
  settle();
  for (auto& one : asked)
    CHECK(outcome_of<observed>(one) == errc::expired);
  CHECK(vco.seen().calls <= 4);
}

TEST_CASE_METHOD(one_session, "an old token's late refusal does not close a way that is open again",
                 "[velocloud]") {
  advance(10s);
  vco.rotate_token(sim::demo_token, "fresh", vco_time());
  holding = true;
  auto first = begin_read();
  auto second = begin_read();
  settle();
  const auto step = [this](std::size_t which) {
    const auto next = std::move(messages.at(which));
    messages.erase(messages.begin() + static_cast<std::ptrdiff_t>(which));
    next();
    settle();
  };
  step(0); // the first is answered…
  step(1);
  CHECK(outcome_of<observed>(first) == errc::expired);
  io->change_token("fresh");
  step(1); // …its successor told,
  step(1); // probed,
  step(1); // and accepted
  CHECK(home.openings == 2);
  holding = false;
  settle();
  CHECK(outcome_of<observed>(second) == errc::expired);
  advance(1s); // the burst is spent
  CHECK(read() == errc::none);
}

TEST_CASE_METHOD(one_session, "without the fence's permission no write leaves", "[velocloud]") {
  world.permit.permit(now() + 900ms);
  CHECK(write("late").code == errc::unreachable);
  world.permit.revoke();
  CHECK(write("never").code == errc::unreachable);
  CHECK(vco.seen().calls == 0);
  CHECK(read() == errc::none);
  world.permit.permit(now() + 8s);
  CHECK(write("in time").code == errc::none);
}

TEST_CASE_METHOD(one_session, "the permission that counts is the one when the write leaves",
                 "[velocloud]") {
  advance(10s);
  holding = true;
  std::vector<decltype(begin_read())> asked;
  for (int i = 0; i < 4; ++i)
    asked.push_back(begin_read());
  auto waiting = self->request(subject, caf::infinite, commit{addition("stale")});
  settle();
  world.permit.revoke();
  holding = false;
  advance(2s);
  CHECK(outcome_of<committed>(waiting) == errc::unreachable);
  CHECK(vco.seen().writes == 0);
  for (auto& one : asked)
    outcome_of<observed>(one);
}

TEST_CASE_METHOD(one_session, "no write begins while that of a session that died is under way",
                 "[velocloud]") {
  holding = true;
  auto lost = self->request(subject, caf::infinite, commit{addition("lost")});
  settle();
  caf::anon_send_exit(subject, caf::exit_reason::kill);
  begin();
  auto early = self->request(subject, caf::infinite, commit{addition("early")});
  settle();
  holding = false;
  settle();
  CHECK(outcome_of<committed>(lost) != errc::none);
  CHECK(outcome_of<committed>(early) == errc::unreachable);
  CHECK(vco.seen().writes == 1);
  CHECK(write("later").code == errc::none);
}

TEST_CASE_METHOD(one_session, "told to stop it ends once its write is answered, or its grace over",
                 "[velocloud]") {
  const auto ended = [this] {
    bool gone = false;
    self->receive([&](const caf::down_msg&) { gone = true; }, caf::after(0s) >> [] {});
    return gone;
  };
  self->monitor(subject);
  holding = true;
  auto under_way = self->request(subject, caf::infinite, commit{addition("under way")});
  caf::anon_send(subject, observe{target(sim::quick_start)});
  settle();
  caf::anon_send_exit(subject, caf::exit_reason::user_shutdown);
  settle();
  CHECK_FALSE(ended());
  CHECK(write("too late").code == errc::unreachable);
  SECTION("answered") {
    holding = false;
    settle();
    CHECK(outcome_of<committed>(under_way) == errc::none);
    CHECK(ended());
    CHECK(vco.seen().writes == 1);
  }
  SECTION("not answered") {
    advance(24s);
    CHECK_FALSE(ended());
    advance(2s);
    CHECK(ended());
    CHECK(outcome_of<committed>(under_way) != errc::none);
    CHECK(vco.seen().writes == 0);
  }
}

TEST_CASE_METHOD(one_session, "a write whose answer is lost is not sent again", "[velocloud]") {
  vco.inject("configuration/updateConfigurationModule", sim::misbehaviour::reset_after_apply);
  CHECK(write("once").code == errc::unreachable);
  advance(10s);
  CHECK(vco.seen().writes == 1);
}

TEST_CASE_METHOD(one_session, "a refusal is told in VCO's words", "[velocloud]") {
  vco.settings.reject_if = [](const json::value& rule) {
    return rule.find("name")->text_or("") == "bad" ? "bad is not liked" : "";
  };
  const auto why = write("bad");
  CHECK(why.code == errc::refused);
  CHECK(why.what == "bad is not liked");
}

TEST_CASE_METHOD(one_session, "a VCO that comes back is told to those who wait", "[velocloud]") {
  vco.inject("*", sim::misbehaviour::http500, 4);
  for (int i = 0; i < 3; ++i)
    CHECK(read() == errc::unreachable);
  CHECK(ask<description>(subject, describe{})->state == "away");
  CHECK(home.openings == 1);
  advance(70s);
  CHECK(home.openings == 2);
  CHECK(ask<description>(subject, describe{})->state == "open");
}

TEST_CASE_METHOD(one_session, "a VCO that has never answered is away from the first failure on",
                 "[velocloud]") {
  vco.inject("*", sim::misbehaviour::http500, 1);
  begin();
  CHECK(ask<description>(subject, describe{})->state == "away");
}

TEST_CASE_METHOD(one_session, "a VCO that answers something else than JSON counts as away",
                 "[velocloud]") {
  vco.inject("*", sim::misbehaviour::wrong_type, 3);
  for (int i = 0; i < 3; ++i)
    CHECK(read() == errc::malformed);
  CHECK(ask<description>(subject, describe{})->state == "away");
}

TEST_CASE_METHOD(one_session, "who waits hears of the session's end", "[velocloud]") {
  holding = true;
  auto asked = begin_read();
  settle();
  caf::anon_send_exit(subject, caf::exit_reason::kill);
  settle();
  CHECK(outcome_of<observed>(asked) == errc::unreachable);
  holding = false;
  settle();
}
