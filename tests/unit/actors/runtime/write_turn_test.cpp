#include "actors/runtime/write_turn.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace weft;
using namespace std::chrono_literals;

namespace {

struct world_with_lease {
  explicit world_with_lease(fence::instant lasts) {
    here.boot = [] { return fence::instant{100s}; };
    here.permit.permit(fence::instant{100s} + lasts);
  }
  surroundings here;
};

} // namespace

TEST_CASE("I2: a write has no more time than the permission lasts", "[target]") {
  world_with_lease world{5'700'500us};
  CHECK(take_turn(world.here, "t", 30s, "test").value().deadline == 5'700ms);
  CHECK(take_turn(world.here, "t", 2s, "test").value().deadline == 2s);
  world.here.permit.open();
  CHECK(take_turn(world.here, "t", 30s, "test").value().deadline == 30s);
}

TEST_CASE("I2: with less than a second left no write leaves, and no turn is taken", "[target]") {
  world_with_lease world{999ms};
  const auto none = take_turn(world.here, "t", 30s, "test");
  REQUIRE_FALSE(none.has_value());
  CHECK(none.error().code == errc::unreachable);
  CHECK(to_string(none.error()) == "test: this replica has no permission to write at present");
  world.here.permit.open();
  CHECK(take_turn(world.here, "t", 30s, "test").has_value());
}

TEST_CASE("I2: a turn lasts as long as whoever is told the end of the write", "[target]") {
  world_with_lease world{1h};
  auto first = take_turn(world.here, "t", 30s, "test");
  REQUIRE(first.has_value());
  const auto callback = first->held;
  first = fault{};
  CHECK_FALSE(take_turn(world.here, "t", 30s, "test").has_value());
  CHECK(take_turn(world.here, "other", 30s, "test").has_value());
}
