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

TEST_CASE("what is shown on a line holds no control character and is no longer than asked",
          "[unicode]") {
  CHECK(printable("two\r\nlines\tand\x1b[31m red", 80) == "two  lines and [31m red");
  CHECK(printable("a\u202eb\u200fc\u0085d\u007fe", 80) == "a b c d e");
  CHECK(printable("\u20ac\u20ac\u20ac", 8) == "\u20ac\u20ac");
  CHECK(printable("\u202e\u202e\u202e\u202ex", 5) == "    x");
  CHECK(printable("a\xff\x62", 80)
        == "a\ufffd"
           "b");
  CHECK(printable("\xf4\x90\x80\x80|\xe0\x81\x81|\xed\xa0\x80", 80) == "\ufffd|\ufffd|\ufffd");
  CHECK(printable("anything", 0).empty());
}
