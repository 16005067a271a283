#include "tests/unit/actors/velocloud/one_session.hpp"

using namespace weft;
using namespace weft::velocloud;
using namespace weft::velocloud::testing;

TEST_CASE_METHOD(one_session, "a write that was read back is followed by one look at the audit log",
                 "[velocloud]") {
  CHECK(write("first").code == errc::none);
  advance(1s);
  CHECK(audits() == 0);
  CHECK(read() == errc::none);
  advance(1s);
  CHECK(audits() == 1);
  for (int i = 0; i < 3; ++i)
    CHECK(read() == errc::none);
  advance(10min);
  CHECK(audits() == 1);
  CHECK(write_and_look("second") == errc::none);
  CHECK(audits() == 2);
  CHECK(home.notices.empty());
}

TEST_CASE_METHOD(one_session, "a writer that ours has overwritten is named to whom we wrote for",
                 "[velocloud]") {
  REQUIRE(write_and_look("first") == errc::none);
  advance(10s);
  const auto work = addition("second");
  edit_unseen("theirs");
  advance(50ms);
  REQUIRE(ask<committed>(subject, commit{work}));
  REQUIRE(read() == errc::none);
  advance(1s);
  REQUIRE(home.notices.size() == 1);
  const auto& told = home.notices.front();
  CHECK(told.reason == "ConcurrentWriter");
  CHECK(told.warning);
  CHECK(told.about.key.name == "second");
  CHECK_THAT(told.note, Catch::StartsWith("human wrote " + target(sim::quick_start) + " between"));
}

TEST_CASE_METHOD(one_session, "whatever becomes of the audit, reads and writes go on",
                 "[velocloud]") {
  using enum sim::misbehaviour;
  const auto how_badly
    = GENERATE(http400, http401, http403, http500, html200, redirect302, token_error200,
               error_string200, truncated, wrong_type, hang, reset_before_apply);
  vco.inject("event/getEnterpriseEvents", how_badly, 10);
  for (const auto* name : {"one", "two", "three", "four"}) {
    CHECK(write_and_look(name) == errc::none);
    CHECK(ask<description>(subject, describe{})->state == "open");
    CHECK(ask<description>(subject, describe{})->last_error.empty());
  }
  CHECK(audits() >= 1);
  CHECK(home.openings == 1);
  CHECK(home.notices.empty());
  CHECK(vco.seen().writes == 4);
}

TEST_CASE_METHOD(one_session, "an audit log that may not be read is left alone for an hour",
                 "[velocloud]") {
  vco.settings.audit_readable = false;
  REQUIRE(write_and_look("one") == errc::none);
  REQUIRE(write_and_look("two") == errc::none);
  CHECK(audits() == 1);
  CHECK_THAT(detail("audit"), Catch::Contains("privilege"));
  vco.settings.audit_readable = true;
  SECTION("then asked again") {
    advance(1h);
    REQUIRE(write_and_look("three") == errc::none);
    CHECK(audits() == 2);
    CHECK(detail("audit") == "readable as far as known");
  }
  SECTION("or until another credential is there") {
    io->change_token(sim::demo_token);
    settle();
    REQUIRE(write_and_look("three") == errc::none);
    CHECK(audits() == 2);
  }
}

TEST_CASE_METHOD(one_session, "a 429 to the audit closes the gate like any other", "[velocloud]") {
  vco.inject("event/getEnterpriseEvents", sim::misbehaviour::http429);
  REQUIRE(write("one").code == errc::none);
  REQUIRE(read() == errc::none);
  advance(500ms);
  REQUIRE(audits() == 1);
  CHECK(write("two").code == errc::throttled);
  advance(10s);
  CHECK(vco.seen().calls_in_penalty == 0);
  CHECK(write("two").code == errc::none);
}

TEST_CASE_METHOD(one_session, "the audit waits behind everybody who is in line", "[velocloud]") {
  REQUIRE(write("one").code == errc::none);
  holding = true;
  auto looking = begin_read();
  settle();
  std::vector<decltype(begin_read())> asked;
  for (int i = 0; i < 20; ++i)
    asked.push_back(begin_read());
  holding = false;
  advance(1s);
  CHECK(audits() == 0);
  advance(2s);
  CHECK(audits() == 1);
  CHECK(outcome_of<observed>(looking) == errc::none);
  for (auto& one : asked)
    CHECK(outcome_of<observed>(one) == errc::none);
}

TEST_CASE_METHOD(one_session, "a write of unknown outcome is looked back at when it was applied",
                 "[velocloud]") {
  const bool applied = GENERATE(true, false);
  vco.inject("configuration/updateConfigurationModule", applied
                                                          ? sim::misbehaviour::reset_after_apply
                                                          : sim::misbehaviour::reset_before_apply);
  CHECK(write("one").code == errc::unreachable);
  CHECK(read() == errc::none);
  advance(1s);
  CHECK(audits() == (applied ? 1 : 0));
}

TEST_CASE_METHOD(one_session, "a rule of somebody else that is gone can be had from the state",
                 "[velocloud]") {
  REQUIRE(write_and_look("one") == errc::none);
  CHECK(detail("gone from").empty());
  const auto lost = *vco.rule(sim::quick_start, "gäste-wlan");
  vco.human_edit(
    sim::quick_start_qos,
    [](json::value& data) {
      std::erase_if(
        *data.find("segments")->as_array()->front()["rules"].as_array(),
        [](const json::value& rule) { return rule.find("name")->text_or("") == "gäste-wlan"; });
    },
    vco_time());
  REQUIRE(write_and_look("two") == errc::none);
  CHECK(detail("gone from " + target(sim::quick_start) + ", segment 0, position 2")
        == json::write(lost));
  CHECK_THAT(detail("snapshots"), Catch::StartsWith("4 of 1 modules"));
  std::erase_if(vco.profiles, [](auto& held) { return held.id == sim::quick_start; });
  advance(1min);
  CHECK_THAT(detail("snapshots"), Catch::StartsWith("0 of 0 modules"));
}
