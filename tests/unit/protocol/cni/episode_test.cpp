#include "protocol/cni/episode.hpp"

#include <catch2/catch.hpp>

using namespace weft::cni;
using namespace std::chrono_literals;

TEST_CASE("what comes and goes is one episode until it has been away for a while", "[cni]") {
  episode fog{10s};
  CHECK_FALSE(fog.begins(false, 0s));
  CHECK(fog.begins(true, 1s));
  CHECK_FALSE(fog.begins(true, 2s));
  CHECK_FALSE(fog.begins(false, 3s));
  CHECK_FALSE(fog.begins(true, 13s));
  CHECK_FALSE(fog.begins(false, 14s));
  CHECK(fog.begins(true, 25s));
}

TEST_CASE("an episode lasts as long as it is there, whether or not anybody asks", "[cni]") {
  episode fog{10s};
  CHECK(fog.begins(true, 0s));
  CHECK_FALSE(fog.begins(false, 100s));
  CHECK_FALSE(fog.begins(true, 109s));
  CHECK_FALSE(fog.begins(true, 1000s));
}
