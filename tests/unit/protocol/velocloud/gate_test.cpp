#include "protocol/velocloud/gate.hpp"

#include <catch2/catch.hpp>

using namespace weft::velocloud;
using namespace std::chrono_literals;

namespace {

/// How many calls start within `span` when every call takes no time.
int run(gate& with, gate::instant& now, gate::instant span) {
  const auto end = now + span;
  int started = 0;
  for (;;) {
    const auto pause = with.wait(now);
    if (*pause > 0ns) {
      if (now + *pause >= end)
        break;
      now += *pause;
      continue;
    }
    with.enter();
    with.leave();
    ++started;
  }
  now = end;
  return started;
}

} // namespace

TEST_CASE("never more calls at once than allowed, and one more when one ends", "[velocloud]") {
  gate way{{100, 4}};
  gate::instant now = 1h;
  for (int i = 0; i < 4; ++i) {
    REQUIRE(way.wait(now) == 0ns);
    way.enter();
  }
  CHECK_FALSE(way.wait(now));
  way.leave();
  CHECK(way.wait(now + 1s) == 0ns);
}

TEST_CASE("over time calls keep to the rate, after one small burst", "[velocloud]") {
  gate way{{10, 4}};
  gate::instant now = 1h;
  CHECK(run(way, now, 10s) == 10 * 10 + 3);
  CHECK(run(way, now, 10s) == 10 * 10);
}

TEST_CASE("a 429 closes the gate for the penalty, jitter included, and halves what follows",
          "[velocloud]") {
  gate way;
  gate::instant now = 1h;
  way.enter();
  way.leave();
  way.close(now, 0ms, 0.5);
  CHECK(way.closed_for(now) == 5500ms);
  CHECK(way.wait(now) == 5500ms);
  now += 5500ms;
  CHECK(way.wait(now) == 0ns);
  CHECK(way.at_once() == 1);
  CHECK(way.rate() == 5);
  CHECK(run(way, now, 10s) == 50);
}

TEST_CASE("VCO's own wait is kept to the millisecond", "[velocloud]") {
  gate way;
  way.close(1h, 7000ms, 1.0);
  CHECK(way.closed_for(1h) == 7000ms);
}

TEST_CASE("several 429 of one burst halve once, one after reopening halves again", "[velocloud]") {
  gate way;
  way.close(1h, 0ms, 0);
  way.close(1h + 1s, 0ms, 0);
  CHECK(way.rate() == 5);
  CHECK(way.closed_for(1h + 1s) == 5s);
  way.close(1h + 7s, 0ms, 0);
  CHECK(way.rate() == 2.5);
  for (int i = 2; i < 20; ++i)
    way.close(1h + 7s * i, 0ms, 0);
  CHECK(way.rate() == Approx(0.2));
}

TEST_CASE("calm gives back a step at a time, and never more than there was", "[velocloud]") {
  gate way;
  way.close(1h, 0ms, 0);
  const auto open = 1h + 5s;
  way.wait(open + 29s);
  CHECK(way.at_once() == 1);
  way.wait(open + 30s);
  CHECK(way.at_once() == 2);
  CHECK(way.rate() == 6.25);
  way.wait(open + 24h);
  CHECK(way.at_once() == 4);
  CHECK(way.rate() == 10);
}
