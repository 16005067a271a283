#include "actors/runtime/sole_writes.hpp"

#include <catch2/catch.hpp>

#include <memory>

using namespace weft;

TEST_CASE("I2: while one write of a target is under way no other begins", "[target]") {
  sole_writes writing;
  auto first = writing.begin("a");
  REQUIRE(first);
  CHECK_FALSE(writing.begin("a"));
  CHECK(writing.begin("b"));
  const auto late_answer = first; // its actor has died, its exchange has not ended
  first.reset();
  CHECK_FALSE(writing.begin("a"));
}

TEST_CASE("I2: the next write of a target begins when the last word of the first is in",
          "[target]") {
  sole_writes writing;
  auto first = writing.begin("a");
  auto callback = first;
  first.reset();
  callback.reset();
  CHECK(writing.begin("a"));
}

TEST_CASE("an answer may come after the whole process has been taken down", "[target]") {
  auto writing = std::make_unique<sole_writes>();
  auto late = writing->begin("a");
  writing.reset();
  late.reset();
  CHECK_FALSE(late);
}
