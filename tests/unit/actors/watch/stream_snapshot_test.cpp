#include "tests/unit/actors/watch/one_stream.hpp"

#include <set>

using namespace weft;
using namespace weft::testing;
using namespace std::chrono_literals;

namespace {

std::string initial_end(int version) {
  return R"({"type":"BOOKMARK","object":{"kind":"Note","metadata":{"resourceVersion":")"
         + std::to_string(version) + R"(","annotations":{"k8s.io/initial-events-end":"true"}}}})";
}

/// A stream in front of a server that tells a snapshot as the beginning of a watch.
struct streamed : one_stream {
  streamed() { wiring.pace.stream = true; }

  void begin() {
    start();
    REQUIRE(watches() == 1);
    server->last_watch().open();
    settle();
  }

  /// Starts with these objects; nothing of it counts as heard.
  void begin_with(std::vector<std::string> lines, int version = 10) {
    begin();
    lines.push_back(initial_end(version));
    say(lines);
    REQUIRE(state_of(subject) == "watching");
    heard.clear();
  }

  bool asks_for_all() const {
    const auto& target = server->watches.back()->asked.target;
    return target.find("sendInitialEvents=true") != target.npos;
  }
};

} // namespace

TEST_CASE_METHOD(streamed, "a watch tells all there is at its beginning, and no list is asked for",
                 "[watch]") {
  begin();
  CHECK(server->last_watch().asked.target
        == collection
             + "?watch=true&allowWatchBookmarks=true&timeoutSeconds=40&sendInitialEvents=true"
               "&resourceVersionMatch=NotOlderThan");
  say({event("ADDED", object("a", 7)), event("ADDED", object("b", 3))});
  CHECK(objects.size("Note") == 0);
  CHECK(take_heard() == heard_words{"unsynced"});
  say({initial_end(10), event("MODIFIED", object("a", 11))});
  CHECK(take_heard() == heard_words{"+a@7", "+b@3", "synced", "~a@11"});
  CHECK(server->calls.empty());
  CHECK(watches() == 1);
}

TEST_CASE_METHOD(streamed, "row 6: a snapshot cut short for a new credential begins anew at once",
                 "[watch]") {
  begin();
  say({event("ADDED", object("a", 7))});
  end(fault{errc::expired, "credentials were renewed", "k8s", {}});
  advance(1ms);
  REQUIRE(watches() == 2);
  CHECK(asks_for_all());
  CHECK(take_heard() == heard_words{"unsynced"});
  server->last_watch().open();
  say({event("ADDED", object("b", 3)), initial_end(10)});
  CHECK(take_heard() == heard_words{"+b@3", "synced"});
}

TEST_CASE_METHOD(streamed, "the next watch starts where the snapshot ended, not at its objects",
                 "[watch]") {
  begin_with({event("ADDED", object("a", 99))}, 10);
  advance(2s);
  end();
  CHECK(watched_from() == "10");
  CHECK_FALSE(asks_for_all());
}

TEST_CASE_METHOD(streamed,
                 "what changes or goes while a snapshot is told is told as it is in the end",
                 "[watch]") {
  begin();
  say({event("ADDED", object("a", 1)), event("ADDED", object("b", 2)),
       event("MODIFIED", object("a", 11)), event("DELETED", object("b", 12)), initial_end(12)});
  CHECK(take_heard() == heard_words{"unsynced", "+a@11", "synced"});
}

TEST_CASE_METHOD(streamed, "a bookmark that ends nothing ends no snapshot", "[watch]") {
  begin();
  say({event("ADDED", object("a", 1)), bookmark(10)});
  CHECK(state_of(subject) == "beginning");
  CHECK(objects.size("Note") == 0);
}

TEST_CASE_METHOD(streamed, "after 410 the difference to a streamed snapshot is told", "[watch]") {
  begin_with({event("ADDED", object("a", 1)), event("ADDED", object("b", 2)),
              event("ADDED", object("c", 3))});
  say({error_event(410, "Expired")});
  REQUIRE(asks_for_all());
  CHECK(watched_from() == "10");
  server->last_watch().open();
  say({event("ADDED", object("a", 1)), event("ADDED", object("c", 25)),
       event("ADDED", object("d", 26))});
  CHECK(take_heard().empty());
  CHECK(objects.size("Note") == 3);
  say({initial_end(30)});
  CHECK(take_heard() == heard_words{"~c@25", "+d@26", "-b@2"});
}

TEST_CASE_METHOD(streamed,
                 "a server behind our version streams what it has, whatever the numbers say",
                 "[watch]") {
  begin_with({event("ADDED", object("a", 100))}, 100);
  say({error_event(410, "Expired")});
  server->last_watch().open(
    504, R"({"kind":"Status","code":504,"reason":"Timeout","details":{"causes":[)"
         R"({"reason":"ResourceVersionTooLarge","message":"x"}]}})");
  settle();
  REQUIRE(asks_for_all());
  const auto& target = server->watches.back()->asked.target;
  CHECK(target.find("resourceVersion=") == target.npos);
  server->last_watch().open();
  say({event("ADDED", object("a", 4)), initial_end(5)});
  CHECK(take_heard() == heard_words{"~a@4"});
}

TEST_CASE_METHOD(streamed, "a server that cannot stream a snapshot is asked for lists for an hour",
                 "[watch]") {
  server->answer(200, list(10, {object("a", 1)}));
  start();
  SECTION("which it says by a status") {
    server->last_watch().open(422, status(422, "Invalid"));
  }
  SECTION("which it says by an event") {
    server->last_watch().open();
    say({event("ADDED", object("z", 1)), error_event(500, "InternalError")});
  }
  SECTION("which shows when the watch runs out") {
    server->last_watch().open();
    for (int i = 0; i < 9; ++i) {
      advance(50s);
      say({event("ADDED", object("z", 1))});
    }
    end();
  }
  settle();
  CHECK(last_call() == collection + "?limit=500");
  CHECK(take_heard() == heard_words{"unsynced", "+a@1", "synced"});
  server->last_watch().open();
  server->answer(200, list(20, {object("a", 1)}));
  say({error_event(410, "Expired")});
  CHECK(last_call() == collection + "?resourceVersion=10");
  server->last_watch().open();
  advance(1h);
  say({error_event(410, "Expired")});
  CHECK(asks_for_all());
}

TEST_CASE_METHOD(streamed, "a snapshot that ends without a version is none", "[watch]") {
  begin();
  say({event("ADDED", object("a", 1)), initial_end(0)});
  CHECK(state_of(subject) == "backing_off");
  CHECK(objects.size("Note") == 0);
}

TEST_CASE_METHOD(streamed, "a server that cannot be reached is not taken for one without snapshots",
                 "[watch]") {
  const auto code = GENERATE(errc::unreachable, errc::refused, errc::malformed);
  start();
  for (int i = 0; i < 5; ++i) {
    REQUIRE(asks_for_all());
    end(fault{code, "certificate not trusted", "k8s", {}});
    CHECK(state_of(subject) == "backing_off");
    advance(1min);
  }
  CHECK(server->calls.empty());
}

TEST_CASE_METHOD(streamed, "a snapshot that breaks off is begun anew after a pause, as if untold",
                 "[watch]") {
  begin();
  say({event("ADDED", object("a", 1))});
  if (GENERATE(true, false))
    end(fault{errc::unreachable, "reset", "k8s", {}});
  else
    end();
  CHECK(state_of(subject) == "backing_off");
  advance(1200ms);
  REQUIRE(asks_for_all());
  server->last_watch().open();
  say({event("ADDED", object("b", 2)), initial_end(10)});
  CHECK(take_heard() == heard_words{"unsynced", "trouble", "+b@2", "synced"});
}

TEST_CASE_METHOD(streamed,
                 "an object that cannot be read in a streamed snapshot is not taken for gone",
                 "[watch]") {
  begin_with({event("ADDED", object("a", 1)), event("ADDED", object("b", 2))});
  say({error_event(410, "Expired")});
  server->last_watch().open();
  say({event("ADDED", object("a", 11, {}, R"("text")")), initial_end(30)});
  CHECK(take_heard() == heard_words{"-b@2"});
  CHECK(detail_of(subject, "Note/ns/a") == "spec is no object");
}

TEST_CASE_METHOD(streamed, "an object that becomes readable while a snapshot is told is readable",
                 "[watch]") {
  begin();
  say({event("ADDED", object("a", 1, {}, R"("text")")), event("MODIFIED", object("a", 2)),
       initial_end(2)});
  CHECK(take_heard() == heard_words{"unsynced", "+a@2", "synced"});
  CHECK(detail_of(subject, "Note/ns/a").empty());
  CHECK(objects.live_uids({"Note"}) == std::set<std::string>{"u-a"});
}

TEST_CASE_METHOD(streamed, "a snapshot with a nameless line is told anew when its watch ends",
                 "[watch]") {
  begin_with({event("ADDED", object("a", 1)), event("ADDED", object("b", 2))});
  say({error_event(410, "Expired")});
  server->last_watch().open();
  say({event("ADDED", object("a", 1)), "nonsense", initial_end(30)});
  CHECK(take_heard().empty());
  advance(2s);
  end();
  REQUIRE(asks_for_all());
  server->last_watch().open();
  say({event("ADDED", object("a", 1)), initial_end(31)});
  CHECK(take_heard() == heard_words{"-b@2"});
}

TEST_CASE_METHOD(
  streamed, "a snapshot that falls silent is given up after a minute, the third time for a list",
  "[watch]") {
  begin();
  for (int i = 0; i < 2; ++i) {
    advance(30s); // each part grants the next one its own minute
    say({event("ADDED", object("a", 1))});
    advance(59s);
    CHECK(state_of(subject) == "beginning");
    advance(1s);
    CHECK(state_of(subject) == "backing_off");
    advance(5s);
    REQUIRE(asks_for_all());
    server->last_watch().open();
    settle();
  }
  server->answer(200, list(10, {object("a", 1)}));
  advance(60s);
  CHECK(last_call() == collection + "?limit=500");
  CHECK(state_of(subject) == "opening");
}

TEST_CASE_METHOD(streamed, "a snapshot is read on at once, however many pieces it has", "[watch]") {
  begin();
  for (int i = 0; i < 5; ++i)
    say({event("ADDED", object("n" + std::to_string(i), i + 1))});
  CHECK(server->last_watch().digested == 5);
}

TEST_CASE_METHOD(streamed, "a kind that is absent is asked for again, and begins with all there is",
                 "[watch]") {
  start();
  server->last_watch().open(404, status(404, "NotFound"));
  settle();
  CHECK(state_of(subject) == "absent");
  advance(2s);
  REQUIRE(asks_for_all());
  server->last_watch().open();
  say({event("ADDED", object("a", 1)), initial_end(3)});
  CHECK(take_heard() == heard_words{"unsynced", "trouble", "+a@1", "synced"});
}
