#include "tests/unit/adapters/k8s/core_fixture.hpp"

#include <algorithm>

using namespace weft;
using namespace weft::k8s;
using namespace weft::k8s::server;
using namespace std::chrono_literals;

namespace {

/// One config map "a" in both caches, and "b" that the first cache does not show yet.
struct lagging : core_fixture {
  lagging() {
    known = contract::version_of(make("a").body);
    core.hold_back(0, now + 10s);
    fresh = contract::version_of(make("b").body);
  }

  std::size_t count(const std::string& query) {
    const auto got = json::parse(ask(all + query).body);
    const auto* items = got ? got->find("items") : nullptr;
    return items ? items->as_array()->size() : 0;
  }

  std::string known;
  std::string fresh;
};

constexpr auto streamed = "?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"
                          "&allowWatchBookmarks=true";

bool ends_a_snapshot(const std::string& line) {
  return line.find("initial-events-end") != line.npos;
}

} // namespace

TEST_CASE("a cache that lags shows the past to whoever asks for no more", "[k8s][core]") {
  lagging with;
  CHECK(with.count("") == 2);
  CHECK(with.count("?resourceVersion=0") == 1);
  CHECK(with.count("?resourceVersion=" + with.known) == 1);
  CHECK(with.ask(with.all + "?resourceVersion=" + with.fresh).status == 504);
  CHECK(with.ask(with.all + "/b").status == 200);
  CHECK(with.ask(with.all + "/b?resourceVersion=0").status == 404);
  with.advance(10s);
  CHECK(with.count("?resourceVersion=0") == 2);
}

TEST_CASE("a watch hears late of what a cache lags behind, and of nothing twice", "[k8s][core]") {
  lagging with;
  const auto behind = with.ask(with.all + "?watch=1&resourceVersion=" + with.known);
  const auto ahead = with.ask(with.all + "?watch=1&resourceVersion=" + with.fresh);
  CHECK(behind.lines.empty());
  with.make("c");
  CHECK(with.lines[*behind.watch].empty());
  with.advance(10s);
  CHECK(with.lines[*behind.watch].size() == 1);
  with.advance(1s);
  with.make("d");
  CHECK(with.lines[*behind.watch].size() == 3);
  CHECK(with.lines[*ahead.watch].size() == 2);
}

TEST_CASE("a streamed snapshot ends once the cache is as fresh as the store was", "[k8s][core]") {
  lagging with;
  const auto got = with.ask(with.all + streamed);
  CHECK(got.lines.size() == 1);
  const auto& told = with.lines[*got.watch];
  with.advance(10s);
  REQUIRE(told.size() == 2);
  CHECK_FALSE(ends_a_snapshot(told.front()));
  CHECK(ends_a_snapshot(told.back()));
  const auto refused = with.ask(with.all + streamed + "&resourceVersion=9999");
  CHECK_FALSE(refused.watch);
  CHECK_THAT(refused.body, Catch::Contains("ResourceVersionTooLarge"));
}

TEST_CASE("the other server over the same store may be ahead", "[k8s][core]") {
  lagging with;
  with.core.serve_from(1);
  CHECK(with.count("?resourceVersion=0") == 2);
  const auto first
    = with.ask(with.all + "?watch=1&allowWatchBookmarks=true&resourceVersion=" + with.fresh);
  with.core.serve_from(0);
  CHECK(with.count("?resourceVersion=0") == 1);
  with.make("c");
  CHECK(with.lines[*first.watch].size() == 1);
}

TEST_CASE("a watch that is ahead of its server hears no bookmark", "[k8s][core]") {
  core_fixture with;
  const auto from = std::to_string(with.core.version() + 100);
  const auto got = with.ask(with.all + "?watch=1&allowWatchBookmarks=true&resourceVersion=" + from);
  with.advance(5min);
  CHECK(with.lines[*got.watch].empty());
}

TEST_CASE("a cache lags by half of the history at most", "[k8s][core]") {
  core_settings how;
  how.history_limit = 6;
  core_fixture with{how};
  with.core.hold_back(0, with.now + 1h);
  const auto got
    = with.ask(with.all + "?watch=1&resourceVersion=" + std::to_string(with.core.version()));
  with.make("a");
  with.make("b");
  CHECK(with.lines[*got.watch].empty());
  with.make("c");
  CHECK(with.lines[*got.watch].size() == 3);
}

TEST_CASE("an etcd without space refuses writes and goes on reading", "[k8s][core]") {
  core_fixture with;
  with.make("a");
  with.core.fill_up(with.now + 10s);
  CHECK(with.make("b").status == 500);
  CHECK(contract::text_at(with.make("b").body, {"message"})
        == "etcdserver: mvcc: database space exceeded");
  CHECK(with.ask(with.all + "/a").status == 200);
  with.advance(10s);
  CHECK(with.make("b").status == 201);
}

TEST_CASE("a restored store brings the definitions of its time", "[k8s][core]") {
  core_fixture with;
  const auto empty = with.core.backup();
  const auto definition = contract::of(R"({"apiVersion":"apiextensions.k8s.io/v1",
    "kind":"CustomResourceDefinition","metadata":{"name":"widgets.ex.io"},"spec":{"group":"ex.io",
    "scope":"Namespaced","names":{"plural":"widgets","singular":"widget","kind":"Widget",
    "listKind":"WidgetList"},"versions":[{"name":"v1","served":true,"storage":true,
    "schema":{"openAPIV3Schema":{"type":"object"}}}]}})");
  const auto made
    = contract::post(with, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition);
  REQUIRE(made.status == 201);
  const auto full = with.core.backup();
  with.core.restore(*empty);
  CHECK(with.ask("/apis/ex.io/v1/widgets").status == 404);
  with.core.restore(*full);
  CHECK(with.ask("/apis/ex.io/v1/widgets").status == 200);
}
