#include "protocol/bisection.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <iterator>

using namespace weft;

namespace {

unit one(int number) {
  return {{{"VelocloudBP", "ns1", "o" + std::to_string(number)}, "uid-" + std::to_string(number)},
          {}};
}

std::set<unit> many(int from, int to) {
  std::set<unit> out;
  for (int i = from; i <= to; ++i)
    out.insert(one(i));
  return out;
}

std::set<unit> without(const std::set<unit>& all, const std::set<unit>& held) {
  std::set<unit> out;
  std::set_difference(all.begin(), all.end(), held.begin(), held.end(),
                      std::inserter(out, out.end()));
  return out;
}

} // namespace

TEST_CASE("one culprit among eight is found by halving, and the others pass") {
  bisection search;
  auto left = many(1, 8);
  std::set<unit> passed;
  std::optional<unit> culprit;
  int attempts = 0;
  do {
    const auto batch = without(left, search.held());
    ++attempts;
    if (!batch.contains(one(6))) {
      search.accepted(batch);
      passed.insert(batch.begin(), batch.end());
      left = without(left, batch);
    } else if (const auto found = search.refused(batch)) {
      culprit = found;
      left.erase(*found);
    }
  } while (search.under_way() || !culprit);
  CHECK(culprit == one(6));
  CHECK(passed.size() == 7);
  CHECK(attempts <= 7);
}

TEST_CASE("a batch of one that is refused is the culprit, and of none there is none") {
  bisection search;
  CHECK(search.refused({one(1)}) == one(1));
  CHECK_FALSE(search.refused({}));
  CHECK_FALSE(search.under_way());
}

TEST_CASE("a group with nothing to attempt stays out until the others have been tried") {
  bisection search;
  search.refused(many(1, 4));
  REQUIRE(search.held() == many(3, 4));
  search.skip();
  CHECK(search.held() == many(1, 2));
  search.accepted(many(3, 4));
  CHECK(search.under_way());
  CHECK(search.held().empty());
}

TEST_CASE("a search in which no group has anything to attempt is over") {
  bisection search;
  search.refused(many(1, 4));
  search.skip();
  search.skip();
  CHECK_FALSE(search.under_way());
}
