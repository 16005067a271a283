#include "tests/unit/actors/runtime/one_target.hpp"

#include <catch2/catch.hpp>

using namespace weft;
using namespace weft::toy;
using namespace std::chrono_literals;

TEST_CASE_METHOD(one_target, "I4: what a dead owner left behind is swept", "[target]") {
  vco.edit("weft-dead", "w");
  vco.edit("weft-alive", "w");
  alive = std::set<std::string>{"weft-alive"};
  all_have_spoken();
  cycle();
  CHECK(vco.truth == words{{"weft-alive", "w"}});
}

TEST_CASE_METHOD(one_target, "I7: nothing is swept while nobody can say what lives", "[target]") {
  vco.edit("weft-dead", "w");
  alive.reset();
  all_have_spoken();
  advance(2h);
  CHECK(vco.truth.contains("weft-dead"));
  alive.emplace();
  advance(10min);
  CHECK_FALSE(vco.truth.contains("weft-dead"));
}

TEST_CASE_METHOD(one_target, "I7: a sweep beyond the brake waits for a second comparison",
                 "[target]") {
  for (int i = 0; i < 12; ++i)
    vco.edit("weft-" + std::to_string(i), "w");
  all_have_spoken();
  advance(30s);
  CHECK(vco.truth.size() == 12);
  REQUIRE(home.notices.size() == 1);
  CHECK(home.notices.front().reason == "RemovalBraked");
  SECTION("and is carried out when new lists say the same") {
    advance(60s);
    CHECK(home.lists == 1);
    CHECK(vco.truth.size() == 12);
    listed = caf::actor_clock::time_point{now()};
    advance(15s);
    CHECK(vco.truth.empty());
    CHECK(home.lists == 1);
  }
  SECTION("and is not while the lists are old ones") {
    listed = caf::actor_clock::time_point{now()};
    advance(2h);
    CHECK(vco.truth.size() == 12);
    CHECK(home.lists > 100);
    CHECK(home.lists < 125);
  }
  SECTION("and waits anew when there is more to remove") {
    advance(60s);
    vco.edit("weft-more", "w");
    listed = caf::actor_clock::time_point{now()};
    advance(50s);
    CHECK(vco.truth.size() == 13);
    listed = caf::actor_clock::time_point{now()} + 30s;
    advance(50s);
    CHECK(vco.truth.empty());
  }
  SECTION("and is dropped when owners have turned up") {
    for (int i = 0; i < 12; ++i)
      alive->insert("weft-" + std::to_string(i));
    advance(2h);
    CHECK(vco.truth.size() == 12);
  }
}

TEST_CASE_METHOD(one_target, "nobody is blamed for a refused write that swept as well",
                 "[target]") {
  vco.edit("weft-dead", "w");
  vco.write_faults = {errc::refused};
  give(wants("a", "w"));
  all_have_spoken();
  advance(5s);
  CHECK(vco.truth == words{{"weft-a", "w"}, {"weft-dead", "w"}});
  CHECK(home.last("a") == "placed@1");
  for (const auto& news : home.told["a"])
    CHECK(news->how_far != progress::declined);
  advance(9min);
  CHECK(vco.truth.contains("weft-dead"));
  advance(2min);
  CHECK_FALSE(vco.truth.contains("weft-dead"));
}

TEST_CASE_METHOD(one_target, "a sweep that is refused is tried now and then and holds up nobody",
                 "[target]") {
  vco.edit("weft-dead", "w");
  vco.write_faults = {errc::refused};
  all_have_spoken();
  advance(5s);
  CHECK(vco.write_faults.empty());
  give(wants("a", "w"));
  advance(5s);
  CHECK(home.last("a") == "placed@1");
  vco.write_faults = {errc::refused};
  advance(11min);
  CHECK(vco.write_faults.empty());
  CHECK(vco.truth.contains("weft-dead"));
  advance(11min);
  CHECK_FALSE(vco.truth.contains("weft-dead"));
}
