#include "actors/watch/sources.hpp"

#include <catch2/catch.hpp>

using namespace weft;

namespace {

const scope first{"Note", "a"};
const scope second{"Note", "b"};
const scope foreign{"Other", ""};

struct two_namespaces {
  two_namespaces() {
    for (const auto& one : {first, second, foreign})
      board.expect(one);
  }
  sources board;
};

} // namespace

TEST_CASE_METHOD(two_namespaces, "a kind has synced when each of its scopes has, in any order",
                 "[watch]") {
  const bool forwards = GENERATE(true, false);
  CHECK(!board.note(forwards ? first : second, true, ""));
  CHECK(!board.state_of("Note").synced);
  const auto news = board.note(forwards ? second : first, true, "");
  REQUIRE(news);
  CHECK(news->synced);
  CHECK(!board.state_of("Other").synced);
}

TEST_CASE_METHOD(two_namespaces, "what has synced stays so, whatever happens later", "[watch]") {
  board.note(first, true, "");
  board.note(second, true, "");
  const auto news = board.note(first, false, "refused");
  REQUIRE(news);
  CHECK(news->synced);
  CHECK(news->trouble == "a: refused");
}

TEST_CASE_METHOD(two_namespaces, "one scope in trouble is the kind's trouble until it recovers",
                 "[watch]") {
  board.note(first, false, "refused");
  CHECK(!board.note(second, false, ""));
  CHECK(board.state_of("Note").trouble == "a: refused");
  board.note(first, false, "");
  CHECK(board.state_of("Note").trouble.empty());
}

TEST_CASE_METHOD(two_namespaces, "a kind is denied while one of its scopes is", "[watch]") {
  CHECK(board.note(first, false, "no", true)->denied);
  CHECK(!board.note(second, true, ""));
  CHECK(board.state_of("Note").denied);
  CHECK(!board.note(first, false, "away")->denied);
}

TEST_CASE_METHOD(two_namespaces, "what is no change of the kind is not told", "[watch]") {
  CHECK(!board.note(first, false, ""));
  board.note(first, false, "refused");
  CHECK(!board.note(first, false, "refused"));
}

TEST_CASE("a kind that is listed again is not what it was until that is over", "[watch]") {
  sources all;
  all.expect({"Note", ""});
  all.renew({"Note", ""}); // its first list
  CHECK(all.state_of("Note").trouble.empty());
  all.note({"Note", ""}, true, "");
  all.renew({"Note", ""});
  CHECK(all.state_of("Note").synced);
  CHECK(all.state_of("Note").trouble == "is listed again");
  CHECK_FALSE(all.note({"Note", ""}, false, ""));
  const auto over = all.note({"Note", ""}, true, "");
  REQUIRE(over);
  CHECK(over->trouble.empty());
}
