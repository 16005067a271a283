#include "adapters/cni/process_table.hpp"

#include <catch2/catch.hpp>
#include <unistd.h>

using namespace weft::cni;

TEST_CASE("a process is read whatever its program is called", "[cni]") {
  const std::string tail = " S 1 77 5 0 -1 4194304 100 0 0 0 1 2 3 4 20 0 1 0 8899 1000 2 3\n";
  for (const std::string name : {"bridge", "a b", "x) R 9 9 9", "((", ""}) {
    const auto seen = read_process_entry("123 (" + name + ")" + tail);
    REQUIRE(seen.has_value());
    CHECK(seen->pid == 123);
    CHECK(seen->group == 77);
    CHECK(seen->born == 8899);
    CHECK_FALSE(seen->ended);
  }
}

TEST_CASE("a process that only waits to be waited for has ended", "[cni]") {
  const auto seen
    = read_process_entry("9 (sh) Z 1 9 5 0 -1 4194304 100 0 0 0 1 2 3 4 20 0 1 0 8899 1000");
  REQUIRE(seen.has_value());
  CHECK(seen->ended);
}

TEST_CASE("what is no line of a process is none", "[cni]") {
  for (const auto* text : {"", "12", "12 (sh)", "12 (sh) S 1 7", "x (sh) S 1 2 3",
                           "9 (sh) S 1 x 5 0 -1 0 0 0 0 0 1 2 3 4 20 0 1 0 8899 1",
                           "9 (sh) S 1 5 5 0 -1 0 0 0 0 0 1 2 3 4 20 0 1 0 -5 1"})
    CHECK_FALSE(read_process_entry(text));
}

TEST_CASE("we find ourselves among the processes", "[cni]") {
  const auto us = find_process(::getpid());
  REQUIRE(us.has_value());
  CHECK(us->pid == ::getpid());
  CHECK(us->group == ::getpgrp());
  CHECK(us->born > 0);
  CHECK_FALSE(find_process(0));
}
