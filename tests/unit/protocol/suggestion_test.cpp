#include "protocol/suggestion.hpp"

#include <catch2/catch.hpp>

#include <array>

using namespace weft;

namespace {

constexpr std::array<std::string_view, 3> greek{"alpha", "beta", "gamma delta"};

} // namespace

TEST_CASE("the nearest word is one that a slip of the pen makes", "[suggestion]") {
  CHECK(nearest("betta", greek) == "beta");
  CHECK(nearest("Gamma Delta", greek) == "gamma delta");
  CHECK_FALSE(nearest("omega three", greek));
  CHECK_FALSE(nearest("beta", {}));
  CHECK(suggestion("alfa", greek) == "; did you mean alpha?");
  CHECK(suggestion("x-ray", greek).empty());
}

TEST_CASE("who wrote a word that is not there learns what there is", "[suggestion]") {
  CHECK(choice("beat", greek) == "; did you mean \"beta\"?");
  CHECK(choice("zeppelin", greek) == R"(; there are "alpha", "beta", "gamma delta")");
  CHECK(choice("zeppelin", {}) == "; there are none");
  constexpr std::array<std::string_view, 7> many{"a", "b", "c\"", "d", "e", "f", "g"};
  CHECK(choice("zeppelin", many) == R"(; there are "a", "b", "c\"", "d", "e" and 2 more)");
}
