#include "tests/unit/actors/cni/one_session.hpp"

#include <catch2/catch.hpp>

namespace weft::cni::testing {

using check_way = sim::plugin_fault::way;

namespace {

/// A session that asks plugins as well, with a Pod that has been attached.
struct asking_session : one_session {
  asking_session() {
    how.check = true;
    how.health = 60s;
    begin();
    run("web-01", "data@net1");
    converge("web-01");
    node.forget_calls();
  }
};

} // namespace

TEST_CASE_METHOD(asking_session, "plugins are asked in the interval in which Pods are looked at",
                 "[cni][session]") {
  CHECK(look("web-01", 1s) == errc::none);
  CHECK(calls() == texts{});
  advance(60s);
  CHECK(look("web-01", 1s) == errc::none);
  CHECK(calls() == texts{"CHECK bridge"});
  CHECK(home.about_pods() == texts{"AddedInterface"});
  CHECK_FALSE(plan("web-01").work);
  CHECK(look("web-01", 1s) == errc::none);
  CHECK(calls() == texts{"CHECK bridge"});
  CHECK(phases("web-01") == texts{"attached"});
}

TEST_CASE_METHOD(asking_session, "a complaint of plugins is told once, until it is another one",
                 "[cni][session]") {
  inject(check_way::fail, verb::check, {}, 2);
  home.notices.clear();
  for (int i = 0; i < 4; ++i) {
    advance(60s);
    REQUIRE(look("web-01", 1s) == errc::none);
    CHECK_FALSE(plan("web-01").work);
  }
  CHECK(calls().size() == 4);
  CHECK(home.about_pods() == texts{"CheckFailed"});
  inject(check_way::fail, verb::check);
  advance(60s);
  REQUIRE(look("web-01", 1s) == errc::none);
  REQUIRE(home.notices.size() == 2);
  CHECK(home.notices[1].warning);
  CHECK(home.notices[1].reason == "CheckFailed");
}

TEST_CASE_METHOD(asking_session, "a question waits for the plugins that are asked in its course",
                 "[cni][session]") {
  inject(check_way::hang, verb::check);
  advance(60s);
  auto pending = begin_look("web-01");
  advance(1s);
  CHECK(node.running() == 1);
  REQUIRE(node.network.remove(view().sandboxes.at(0).netns, "net1"));
  advance(how.plugin_timeout);
  pending.receive([&](observed& got) { seen = got.what; }, [](caf::error&) { FAIL("no answer"); });
  CHECK(plan("web-01").work);
  CHECK(node.violations().empty());
}

TEST_CASE_METHOD(asking_session, "a plugin that was being asked when the agent died is ended",
                 "[cni][session]") {
  inject(check_way::slow, verb::check, 20s);
  advance(60s);
  begin_look("web-01");
  advance(1s);
  REQUIRE(node.running() == 1);
  restart();
  converge("web-01");
  CHECK(node.running() == 0);
  CHECK(calls() == texts{"CHECK bridge"});
  CHECK(phases("web-01") == texts{"attached"});
  restart();
  REQUIRE(look("web-01", 1s) == errc::none);
  CHECK_FALSE(plan("web-01").work);
}

} // namespace weft::cni::testing
