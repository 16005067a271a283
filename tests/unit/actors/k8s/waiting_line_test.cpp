#include "actors/k8s/waiting_line.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace weft;

namespace {

std::vector<std::uint64_t> take(waiting_line& from, std::size_t count) {
  std::vector<std::uint64_t> out;
  while (out.size() < count)
    out.push_back(from.take());
  return out;
}

} // namespace

TEST_CASE("I6: namespaces are served in turn, however much one of them asks", "[api]") {
  waiting_line line;
  for (std::uint64_t i = 1; i <= 100; ++i)
    line.add("loud", i);
  line.add("calm", 101);
  line.add("mild", 102);
  CHECK(take(line, 3) == std::vector<std::uint64_t>{101, 100, 102});
}

TEST_CASE("I6: a fresh change overtakes the backlog, and nothing waits for ever", "[api]") {
  waiting_line line;
  for (std::uint64_t i = 1; i <= 6; ++i)
    line.add("ns", i);
  CHECK(take(line, 2) == std::vector<std::uint64_t>{6, 1});
  line.add("ns", 7);
  CHECK(take(line, 5) == std::vector<std::uint64_t>{7, 2, 5, 3, 4});
  CHECK(line.empty());
}

TEST_CASE("a ticket waits once", "[api]") {
  waiting_line line;
  line.add("ns", 1);
  line.add("ns", 1);
  CHECK(line.size() == 1);
  CHECK(line.take() == 1);
  CHECK(line.empty());
}
