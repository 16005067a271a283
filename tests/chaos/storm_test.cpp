#include "tests/chaos/storm.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <random>

using namespace weft::tests;

namespace {

std::uint64_t number_in(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text && *text ? std::strtoull(text, nullptr, 10) : otherwise;
}

/// Rounds of one seed until `end`, at least one. @returns how many.
std::size_t blow(std::uint64_t seed, std::chrono::steady_clock::time_point end) {
  storm all{seed};
  std::size_t rounds = 0;
  do {
    all.round();
    std::cout << "seed " << seed << ", round " << ++rounds << ": " << all.history().size()
              << " events so far, all is well" << std::endl;
  } while (std::chrono::steady_clock::now() < end);
  return rounds;
}

} // namespace

TEST_CASE("users and servers in trouble: what was promised holds whenever it is calm", "[chaos]") {
  const auto seed = number_in("WEFT_SEED", 1);
  CAPTURE(seed);
  CHECK(blow(seed, std::chrono::steady_clock::now()) == 1);
}

TEST_CASE("the same for minutes, with a seed of its own", "[.storm]") {
  const auto seed = number_in("WEFT_SEED", std::random_device{}());
  const auto minutes = number_in("WEFT_MINUTES", 10);
  std::cout << "Replay with: make chaos SEED=" << seed << " MINUTES=" << minutes << std::endl;
  CAPTURE(seed);
  CHECK(blow(seed, std::chrono::steady_clock::now() + std::chrono::minutes{minutes}) > 0);
}
