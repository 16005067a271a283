#include "protocol/aci/damper.hpp"

#include <catch2/catch.hpp>

using namespace weft::aci;
using namespace std::chrono_literals;

namespace {

const object_name fought_over{{"T", "O", "E"}, "10.1.1.1/32"};

/// Corrects as soon as it may for so long. @returns how often.
std::size_t corrections(damper& of, damper::instant& now, damper::instant how_long) {
  std::size_t count = 0;
  for (const auto until = now + how_long; now < until; now += 100ms)
    if (of.resting(now).empty()) {
      of.repeated(fought_over, now);
      ++count;
    }
  return count;
}

} // namespace

TEST_CASE("five corrections within a minute are made at once", "[aci]") {
  damper all;
  damper::instant now = 1h;
  for (int i = 0; i < 5; ++i) {
    CHECK(all.resting(now).empty());
    all.repeated(fought_over, now += 1s);
  }
  CHECK(all.resting(now).empty());
  all.repeated(fought_over, now);
  CHECK(all.resting(now) == std::set{fought_over});
  REQUIRE(all.next_due());
  CHECK(all.resting(*all.next_due()).empty());
}

TEST_CASE("corrections that are a minute apart are no war", "[aci]") {
  damper all;
  damper::instant now = 1h;
  for (int i = 0; i < 20; ++i)
    all.repeated(fought_over, now += 15s);
  CHECK(all.resting(now).empty());
}

TEST_CASE("a war slows down to one correction per minute and stays there", "[aci]") {
  damper all;
  damper::instant now = 1h;
  CHECK(corrections(all, now, 10min) < 25);
  const auto later = corrections(all, now, 30min);
  CHECK(later >= 29);
  CHECK(later <= 31);
}

TEST_CASE("a war is forgiven after two calm minutes", "[aci]") {
  damper all;
  damper::instant now = 1h;
  corrections(all, now, 10min);
  now += 3min;
  CHECK(all.resting(now).empty());
  CHECK_FALSE(all.next_due());
  for (int i = 0; i < 5; ++i)
    all.repeated(fought_over, now);
  CHECK(all.resting(now).empty());
}
