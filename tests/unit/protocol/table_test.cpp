#include "protocol/table.hpp"
#include "protocol/unicode.hpp"

#include <catch2/catch.hpp>

using namespace weft;

TEST_CASE("columns stand below each other whatever the cells hold", "[table]") {
  CHECK(write_columns({{"NAME", "READY"},
                       {"a \"quoted\" name", "True"},
                       {"\u540d\u524d", "True"},
                       {"\u00fcmlaut", "False"},
                       {"e\u0301", "x"}},
                      2)
        == "NAME             READY\n"
           "a \"quoted\" name  True\n"
           "\u540d\u524d             True\n"
           "\u00fcmlaut           False\n"
           "e\u0301                x\n");
}

TEST_CASE("no cell starts a second line, and a short row is no trouble", "[table]") {
  CHECK(write_columns({{"a\nb", "1"}, {"c"}}, 1) == "a b 1\nc\n");
  CHECK(write_columns({}, 1).empty());
}

TEST_CASE("a text is as wide as a terminal shows it", "[unicode]") {
  CHECK(width_of("abc") == 3);
  CHECK(width_of("\u4e2d\u6587") == 4);
  CHECK(width_of("\U0001f680") == 2);
  CHECK(width_of("e\u0301\u200b") == 1);
}
