#include "tests/unit/adapters/k8s/core_fixture.hpp"

using namespace weft;
using namespace weft::k8s;
using namespace weft::k8s::server;

TEST_CASE("a misfortune befalls as many matching calls as it was told to", "[k8s][core]") {
  core_fixture with;
  with.core.inject({misfortune::unavailable, "list", "configmaps", 2});
  CHECK(with.ask(with.all + "/a").status == 404);
  CHECK(with.ask(with.all).status == 503);
  CHECK(with.ask("/api/v1/secrets").status == 200);
  CHECK(with.ask(with.all).status == 503);
  CHECK(with.ask(with.all).status == 200);
}

TEST_CASE("a misfortune befalls also who asks for a kind that is not served", "[k8s][core]") {
  core_fixture with;
  with.core.inject({misfortune::unavailable, "list", "", 1});
  CHECK(with.ask("/apis/ex.io/v1/widgets").status == 503);
  CHECK(with.ask("/apis/ex.io/v1/widgets").status == 404);
}

TEST_CASE("each misfortune looks as it does in the world", "[k8s][core]") {
  core_fixture with;
  auto befalls = [&](misfortune what) {
    with.core.inject({what, "", "", 1, 7});
    return with.ask(with.all);
  };
  CHECK(befalls(misfortune::drop).how == manner::drop);
  CHECK(befalls(misfortune::stall).how == manner::stall);
  CHECK(befalls(misfortune::gone).status == 410);
  CHECK(befalls(misfortune::error).status == 500);
  CHECK(befalls(misfortune::unauthorized).status == 401);
  CHECK(befalls(misfortune::html).content_type == "text/html");
  CHECK_FALSE(json::parse(befalls(misfortune::half_line).body));
  CHECK_FALSE(json::parse(befalls(misfortune::garbage).body));
  const auto throttled = befalls(misfortune::throttled);
  CHECK(throttled.status == 429);
  CHECK(throttled.headers.front() == std::pair<std::string, std::string>{"Retry-After", "7"});
}

TEST_CASE("a call that is dropped after it was carried out has had its effect", "[k8s][core]") {
  core_fixture with;
  with.core.inject({misfortune::drop_after, "create", "", 1});
  with.make("a");
  CHECK(with.ask(with.all + "/a").status == 200);
  with.core.inject({misfortune::drop, "create", "", 1});
  with.make("b");
  CHECK(with.ask(with.all + "/b").status == 404);
}

TEST_CASE("an open watch can be disturbed in every way", "[k8s][core]") {
  const auto [how, type, last] = GENERATE(table<disturbance, std::string, watch_event>({
    {disturbance::drop, "", watch_event::drop},
    {disturbance::end, "", watch_event::end},
    {disturbance::gone, "410", watch_event::end},
    {disturbance::error, "500", watch_event::end},
    {disturbance::half_line, "", watch_event::drop},
  }));
  std::vector<std::pair<watch_event, std::string>> seen;
  api_core core({}, {}, [&](watch_id, watch_event what, const std::string& text) {
    seen.emplace_back(what, text);
  });
  call asked;
  asked.path = "/api/v1/configmaps";
  asked.query = "watch=1";
  REQUIRE(core.handle(asked, {}).watch);
  core.disturb("configmaps", how);
  REQUIRE_FALSE(seen.empty());
  CHECK(seen.back().first == last);
  CHECK_THAT(seen.front().second, Catch::Contains(type));
  CHECK(core.open_watches() == 0);
}

TEST_CASE("a silenced watch says nothing any more, not even that it is over", "[k8s][core]") {
  core_fixture with;
  const auto by = with.watch(with.all + "?watch=1&timeoutSeconds=5&allowWatchBookmarks=true",
                             "application/json");
  by->next(); // the bookmark after nothing
  with.core.disturb("", disturbance::silence);
  with.make("a");
  CHECK_FALSE(by->next());
}

TEST_CASE("a forgotten history expires resumed watches, old versions and later pages",
          "[k8s][core]") {
  core_fixture with;
  const auto first = contract::version_of(with.make("a").body);
  with.make("b");
  const auto page = contract::get(with, with.all + "?limit=1");
  const auto token = contract::text_at(page.body, {"metadata", "continue"});
  with.core.forget_history();
  const auto watched = with.ask(with.all + "?watch=1&resourceVersion=" + first);
  CHECK(watched.status == 200);
  CHECK_FALSE(watched.watch);
  CHECK_THAT(watched.body, Catch::Contains("\"code\":410"));
  CHECK(with.ask(with.all + "?resourceVersionMatch=Exact&resourceVersion=" + first).status == 410);
  const auto expired = contract::get(with, with.all + "?limit=1&continue=" + token);
  CHECK(expired.status == 410);
  // The token that comes with the refusal goes on, inconsistently.
  const auto other = contract::text_at(expired.body, {"metadata", "continue"});
  CHECK(contract::get(with, with.all + "?limit=1&continue=" + other).status == 200);
}

TEST_CASE("the history is bounded", "[k8s][core]") {
  core_settings how;
  how.history_limit = 3;
  core_fixture with{how};
  const auto first = contract::version_of(with.make("a").body);
  for (const auto* name : {"b", "c", "d"})
    with.make(name);
  CHECK(with.ask(with.all + "?watch=1&resourceVersion=" + first).watch);
  with.make("e");
  CHECK_FALSE(with.ask(with.all + "?watch=1&resourceVersion=" + first).watch);
}

TEST_CASE("a restart breaks watches, forgets the history and keeps the objects", "[k8s][core]") {
  core_fixture with;
  const auto first = contract::version_of(with.make("a").body);
  REQUIRE(with.ask(with.all + "?watch=1").watch);
  with.core.restart();
  CHECK(with.core.open_watches() == 0);
  CHECK_FALSE(with.ask(with.all + "?watch=1&resourceVersion=" + first).watch);
  CHECK(with.ask(with.all + "/a").status == 200);
}

TEST_CASE("bookmarks come every minute and before the end", "[k8s][core]") {
  core_fixture with;
  const auto from = contract::version_of(with.make("a").body);
  const auto got = with.ask(
    with.all + "?watch=1&timeoutSeconds=150&allowWatchBookmarks=true&resourceVersion=" + from);
  REQUIRE(got.watch);
  auto& told = with.lines[*got.watch];
  auto at = [&](int second) {
    with.advance(std::chrono::seconds{second});
    return told.size();
  };
  CHECK(at(59) == 0);
  CHECK(at(1) == 1);
  with.core.skip_versions(5);
  CHECK(at(60) == 2);
  CHECK_THAT(told.back(), Catch::Contains(std::to_string(with.core.version())));
  CHECK(at(28) == 3);
  CHECK(with.core.open_watches() == 1);
  CHECK(at(2) == 3);
  CHECK(with.core.open_watches() == 0);
}

TEST_CASE("a streamed list is refused where the server does not have it", "[k8s][core]") {
  core_settings how;
  how.watch_list = false;
  core_fixture with{how};
  const auto options = "?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan";
  CHECK(with.ask(with.all + options).status == 422);
}

TEST_CASE("who is not known is not let in, who is denied is told what", "[k8s][core]") {
  core_settings how;
  how.tokens = {{"one", "alice"}, {"two", "bob"}};
  core_fixture with{how};
  CHECK(with.ask(with.all).status == 401);
  CHECK(with.ask(with.all, "three").status == 401);
  with.core.deny({"bob", "list", "configmaps", ""});
  CHECK(with.ask(with.all, "one").status == 200);
  const auto refused = with.ask(with.all, "two");
  CHECK(refused.status == 403);
  CHECK(contract::text_at(*json::parse(refused.body), {"message"})
        == "configmaps is forbidden: User \"bob\" cannot list resource \"configmaps\" in API group "
           "\"\" in the namespace \"default\"");
  with.core.allow_again();
  CHECK(with.ask(with.all, "two").status == 200);
}

TEST_CASE("the control path breaks what it is told to break", "[k8s][core]") {
  core_settings how;
  how.control = true;
  core_fixture with{how};
  const auto done = contract::post(
    with, "/sim/v1/faults",
    contract::of(R"({"fault":"throttled","verb":"list","resource":"configmaps","times":1})"));
  CHECK(done.status == 200);
  CHECK(with.ask(with.all).status == 429);
  CHECK(with.ask(with.all).status == 200);
  CHECK(contract::post(with, "/sim/v1/faults", contract::of(R"({"fault":"no"})")).status == 400);
  with.ask(with.all + "?watch=1");
  contract::post(with, "/sim/v1/disturbances", contract::of(R"({"fault":"drop"})"));
  CHECK(with.core.open_watches() == 0);
  core_fixture plain;
  CHECK(contract::post(plain, "/sim/v1/restart", contract::of("{}")).status == 404);
}

TEST_CASE("the same calls in the same order give the same bytes", "[k8s][core]") {
  auto run = [](std::uint64_t seed) {
    core_settings how;
    how.seed = seed;
    core_fixture with{how};
    with.make("a");
    contract::post(with, with.all, contract::of(R"({"metadata":{"generateName":"x-"}})"));
    return with.ask(with.all).body;
  };
  CHECK(run(1) == run(1));
  CHECK(run(1) != run(2));
}
