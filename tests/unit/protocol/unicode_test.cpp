#include "protocol/unicode.hpp"

#include <catch2/catch.hpp>

using namespace weft;

TEST_CASE("a text is cut between characters, never within one", "[unicode]") {
  CHECK(beginning("", 0).empty());
  CHECK(beginning("abc", 3) == "abc");
  CHECK(beginning("abc", 2) == "ab");
  CHECK(beginning("a\u00e4", 3) == "a\u00e4");
  CHECK(beginning("a\u00e4", 2) == "a");
  CHECK(beginning("\u20ac\u20ac", 5) == "\u20ac");
  CHECK(beginning("\u20ac", 2).empty());
}
