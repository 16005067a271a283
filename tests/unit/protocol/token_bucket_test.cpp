#include "protocol/token_bucket.hpp"

#include <catch2/catch.hpp>

using namespace weft;
using namespace std::chrono_literals;

TEST_CASE("after a pause as many may go at once as the burst allows", "[token_bucket]") {
  token_bucket bucket{10, 30};
  for (int i = 0; i < 30; ++i) {
    REQUIRE(bucket.wait(1h) == 0ns);
    bucket.take();
  }
  CHECK(bucket.wait(1h) == 100ms);
  CHECK(bucket.wait(1h + 60ms) == 40ms);
  CHECK(bucket.wait(1h + 100ms) == 0ns);
}

TEST_CASE("in the long run no more go than the rate says", "[token_bucket]") {
  token_bucket bucket{10, 5};
  std::size_t gone = 0;
  for (auto now = token_bucket::instant{1h}; now <= 1h + 10s; now += 1ms)
    if (bucket.wait(now) == 0ns) {
      bucket.take();
      ++gone;
    }
  CHECK(gone >= 104);
  CHECK(gone <= 105);
}

TEST_CASE("a clock that stands still or goes back gives nothing", "[token_bucket]") {
  token_bucket bucket{1, 1};
  REQUIRE(bucket.wait(10s) == 0ns);
  bucket.take();
  CHECK(bucket.wait(10s) == 1s);
  CHECK(bucket.wait(5s) == 1s);
  CHECK(bucket.wait(11s) == 0ns);
}
