#include "tests/unit/actors/runtime/one_target.hpp"

#include <catch2/catch.hpp>

using namespace weft;
using namespace weft::toy;
using namespace std::chrono_literals;

TEST_CASE_METHOD(one_target,
                 "I6: writes that fail come ever more seldom, though every read succeeds",
                 "[target]") {
  vco.write_faults.assign(100, errc::unreachable);
  give(wants("a", "voice"));
  advance(2min);
  CHECK(vco.write_faults.size() > 85);
  CHECK(vco.write_faults.size() < 100);
}

TEST_CASE_METHOD(one_target,
                 "I6: a version that keeps moving sends a cycle back a few times, then waits",
                 "[target]") {
  std::size_t edits = 0;
  vco.before_probe = [&] {
    if (++edits <= 50)
      vco.edit("human", std::to_string(edits));
  };
  give(wants("a", "voice"));
  cycle();
  CHECK(edits < 30);
  advance(1min);
  CHECK(vco.truth.at("weft-a") == "voice");
}

TEST_CASE_METHOD(one_target, "row 16: who undoes each of our changes is answered ever more seldom",
                 "[target]") {
  vco.before_verify = [&] {
    vco.truth.erase("weft-a");
    ++vco.version;
  };
  give(wants("a", "voice"));
  advance(10min);
  CHECK(vco.writes.size() > 15);
  CHECK(vco.writes.size() < 50);
}
