#include "protocol/aci/stamps.hpp"

#include <catch2/catch.hpp>

using namespace weft::aci;

TEST_CASE("a time of the APIC is read with its zone and to the millisecond", "[aci]") {
  CHECK(read_stamp("1970-01-01T00:00:00.000+00:00") == 0);
  CHECK(read_stamp("1970-01-01T00:00:01Z") == 1000);
  CHECK(read_stamp("1970-01-01T01:00:00.821+01:00") == 821);
  CHECK(read_stamp("1969-12-31T19:00:00.5-05:00") == 500);
  CHECK(read_stamp("2025-01-13T15:52:13.821+01:00") == 1736779933821);
  CHECK(read_stamp("2025-01-13T15:52:13.821999+01:00") == 1736779933821);
}

TEST_CASE("what is no time of the APIC is none", "[aci]") {
  for (const auto* text :
       {"", "never", "2025-01-13", "2025-01-13T15:52:13", "2025-13-13T15:52:13Z",
        "2025-02-30T15:52:13Z", "2025-01-13T15:52:13.Z", "2025-01-13T15:52:13.8+0100",
        "2025-01-13T15:52:13.8+01:00 ", "20a5-01-13T15:52:13Z", "-025-01-13T15:52:13Z"}) {
    CAPTURE(text);
    CHECK_FALSE(read_stamp(text));
  }
}

TEST_CASE("of the changes of one name the newest is kept until two reads have passed", "[aci]") {
  stamps all;
  CHECK_FALSE(all.newest("a"));
  all.note("a", 5);
  all.note("a", 3);
  all.note("b", {});
  CHECK(all.newest("a") == 5);
  CHECK_FALSE(all.newest("b"));
  CHECK(all.latest() == 5);
  all.turn();
  CHECK(all.newest("a") == 5);
  all.turn();
  CHECK(all.newest("a") == 5);
  all.turn();
  CHECK_FALSE(all.newest("a"));
  CHECK(all.empty());
}
