#include "protocol/avi/wire/collection.hpp"
#include "tests/printing.hpp"

namespace weft::avi::wire {

namespace {

/// A page with objects of these numbers.
json::value page_of(std::int64_t count, int first, int last, const std::string& next = {}) {
  json::array objects;
  for (int i = first; i <= last; ++i)
    objects.push_back(json::value::of({{"uuid", "pool-" + std::to_string(i)}}));
  auto out = json::value::of({{"count", count}, {"results", std::move(objects)}});
  if (!next.empty())
    out.set("next", next);
  return out;
}

std::string place_of_page(int number, const std::string& host = "https://c") {
  return host + "/api/pool?include_name=true&page_size=2&page=" + std::to_string(number);
}

collection pools() {
  return collection{list("pool", {}, provider, 2)};
}

std::string refused_page(const json::value& first) {
  auto all = pools();
  const auto taken = all.take(first);
  if (taken)
    return {};
  CHECK(taken.error().code == errc::malformed);
  return taken.error().what;
}

} // namespace

TEST_CASE("pages are followed to the last by path and query alone", "[avi][wire]") {
  auto all = pools();
  REQUIRE(all.take(page_of(5, 1, 2, place_of_page(2, "https://evil.example:4443"))).has_value());
  REQUIRE(all.next().has_value());
  CHECK(all.next()->target == "/api/pool?include_name=true&page_size=2&page=2");
  REQUIRE(all.take(page_of(5, 3, 4, place_of_page(3))).has_value());
  REQUIRE(all.take(page_of(5, 5, 5)).has_value());
  CHECK_FALSE(all.next().has_value());
  const auto got = all.finish();
  CHECK(got.objects.size() == 5);
  CHECK(got.steady);
}

TEST_CASE("an empty collection is one, and one without a list or a count is none", "[avi][wire]") {
  auto all = pools();
  REQUIRE(all.take(page_of(0, 1, 0)).has_value());
  CHECK(all.finish().objects.empty());
  CHECK_FALSE(refused_page(*json::parse(R"({"count":0,"results":null})")).empty());
  CHECK_FALSE(refused_page(*json::parse(R"({"results":[]})")).empty());
  CHECK_FALSE(refused_page(*json::parse(R"({"count":1,"results":[{}]})")).empty());
  CHECK_FALSE(refused_page(json::array{}).empty());
  CHECK(refused_page(*json::parse(R"({"count":"0","results":[]})")).empty());
}

TEST_CASE("a last page before the count is reached is not the end", "[avi][wire]") {
  CHECK(refused_page(page_of(3, 1, 2)) == "it ends after 2 of 3 objects");
}

TEST_CASE("a page that leads to itself, elsewhere or too far is not followed", "[avi][wire]") {
  CHECK_FALSE(refused_page(page_of(9, 1, 2, place_of_page(1))).empty());
  CHECK_FALSE(refused_page(page_of(9, 1, 2, "https://c/api/tenant?page=2")).empty());
  CHECK_FALSE(refused_page(page_of(9, 1, 2, "//evil/api/pool?page=2")).empty());
  CHECK_FALSE(refused_page(page_of(9, 1, 2, "page=2")).empty());
  CHECK_FALSE(refused_page(page_of(9, 1, 0, place_of_page(2))).empty());
  auto all = pools();
  REQUIRE(all.take(page_of(3, 1, 2, place_of_page(2))).has_value());
  REQUIRE(all.take(page_of(3, 3, 4, place_of_page(3))).has_value());
  CHECK_FALSE(all.take(page_of(3, 5, 6, place_of_page(4))).has_value());
}

TEST_CASE("pages that repeat end the reading", "[avi][wire]") {
  auto all = pools();
  REQUIRE(all.take(page_of(6, 1, 2, place_of_page(2))).has_value());
  CHECK_FALSE(all.take(page_of(6, 1, 2, place_of_page(3))).has_value());
  auto last = pools();
  REQUIRE(last.take(page_of(4, 1, 2, place_of_page(2))).has_value());
  CHECK_FALSE(last.take(page_of(4, 1, 2)).has_value());
}

TEST_CASE("a collection that changes while it is read is not steady", "[avi][wire]") {
  auto shrunk = pools();
  REQUIRE(shrunk.take(page_of(4, 1, 2, place_of_page(2))).has_value());
  REQUIRE(shrunk.take(page_of(3, 4, 4)).has_value());
  CHECK_FALSE(shrunk.finish().steady);
  auto moved = pools();
  REQUIRE(moved.take(page_of(3, 1, 2, place_of_page(2))).has_value());
  REQUIRE(moved.take(page_of(3, 2, 3)).has_value());
  const auto got = moved.finish();
  CHECK_FALSE(got.steady);
  CHECK(got.objects.size() == 3);
}

} // namespace weft::avi::wire
