#include "protocol/edit_distance.hpp"

#include <catch2/catch.hpp>

using weft::edit_distance;

TEST_CASE("an edit puts a byte in, takes one out or replaces one", "[edit_distance]") {
  CHECK(edit_distance("", "") == 0);
  CHECK(edit_distance("shop", "shop") == 0);
  CHECK(edit_distance("shop", "shops") == 1);
  CHECK(edit_distance("shop", "hop") == 1);
  CHECK(edit_distance("shop", "ship") == 1);
  CHECK(edit_distance("shop", "hsop") == 2);
  CHECK(edit_distance("", "shop") == 4);
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance("sitting", "kitten") == 3);
}
