#include "protocol/cni/plugin_slots.hpp"

#include <catch2/catch.hpp>

using weft::cni::plugin_slots;
using namespace std::chrono_literals;
using slot_numbers = std::vector<std::uint64_t>;

TEST_CASE("no more plugins run at once than the limit says", "[cni][slots]") {
  plugin_slots slots{2, 5s};
  const auto a = slots.ask("s1");
  const auto b = slots.ask("s2");
  const auto c = slots.ask("s3");
  CHECK(slots.admit(0s) == slot_numbers{a, b});
  CHECK(slots.admit(1s).empty());
  CHECK(slots.waiting() == 1);
  slots.leave(a);
  CHECK(slots.admit(1s) == slot_numbers{c});
  CHECK(slots.running() == 2);
}

TEST_CASE("who waits for his own sandbox is passed by", "[cni][slots]") {
  plugin_slots slots{2, 5s};
  const auto a = slots.ask("s1");
  const auto b = slots.ask("s1");
  const auto c = slots.ask("s2");
  CHECK(slots.admit(0s) == slot_numbers{a, c});
  slots.leave(c);
  CHECK(slots.admit(0s).empty());
  CHECK_FALSE(slots.next(0s));
  slots.leave(a);
  CHECK(slots.admit(0s) == slot_numbers{b});
}

TEST_CASE("a slow plugin does not count, until twice the limit run", "[cni][slots]") {
  plugin_slots slots{1, 5s};
  slots.ask("s1");
  const auto b = slots.ask("s2");
  const auto c = slots.ask("s3");
  slots.admit(1s);
  CHECK(slots.next(1s) == plugin_slots::time{6s});
  CHECK(slots.admit(5999ms).empty());
  CHECK(slots.admit(6s) == slot_numbers{b});
  CHECK(slots.slow(6s) == 1);
  CHECK(slots.exhausted());
  CHECK_FALSE(slots.next(6s));
  CHECK(slots.admit(60s).empty());
  slots.leave(b);
  CHECK(slots.admit(60s) == slot_numbers{c});
  CHECK_FALSE(slots.exhausted());
}

TEST_CASE("who no longer waits is let in no more", "[cni][slots]") {
  plugin_slots slots{1, 5s, 7};
  CHECK(slots.ask("s1") == 7);
  const auto b = slots.ask("s2");
  slots.admit(0s);
  slots.leave(b);
  slots.leave(99);
  CHECK(slots.waiting() == 0);
  slots.leave(7);
  CHECK(slots.admit(0s).empty());
}

TEST_CASE("a plugin that runs already takes a slot and keeps its sandbox", "[cni][slots]") {
  plugin_slots slots{1, 5s};
  slots.adopt(3, "s1", 0s);
  const auto a = slots.ask("s1");
  const auto b = slots.ask("s2");
  CHECK(a > 3);
  CHECK(slots.admit(1s).empty());
  CHECK(slots.admit(5s) == slot_numbers{b});
  slots.leave(3);
  slots.leave(b);
  CHECK(slots.admit(5s) == slot_numbers{a});
}
