#include "tests/unit/actors/watch/one_stream.hpp"

#include <caf/typed_response_promise.hpp>
#include <catch2/catch.hpp>

#include <algorithm>
#include <utility>

using namespace weft;
using namespace weft::testing;
using namespace std::chrono_literals;

namespace {

/// Takes its time with every object until it hears of the kind again.
listener_actor::behavior_type late_listener(listener_actor::pointer self,
                                            std::vector<caf::response_promise>* owed) {
  return {
    [self, owed](const objects_changed&) -> caf::result<void> {
      auto mine = self->make_response_promise<void>();
      caf::response_promise& inner = mine;
      if (inner.async())
        return caf::unit;
      owed->push_back(inner);
      return mine;
    },
    [owed](const source_changed&) {
      for (auto& one : std::exchange(*owed, {}))
        one.deliver(caf::unit);
    },
  };
}

} // namespace

TEST_CASE_METHOD(one_stream, "the first list is consistent and in pages of 500", "[watch]") {
  start();
  CHECK(last_call() == collection + "?limit=500");
}

TEST_CASE_METHOD(one_stream, "a snapshot of several pages is taken over as one", "[watch]") {
  server->answer(200, list(10, {object("a", 1)}, "more"));
  start();
  CHECK(last_call() == collection + "?limit=500&continue=more");
  CHECK(objects.size("Note") == 0);
  server->answer(200, list(10, {object("b", 2)}));
  settle();
  CHECK(take_heard() == heard_words{"unsynced", "+a@1", "+b@2", "synced"});
  CHECK(watched_from() == "10");
}

TEST_CASE_METHOD(one_stream, "a watch asks for bookmarks and a random end between 27 and 54 s",
                 "[watch]") {
  spread = GENERATE(0.0, 0.5, 1.0);
  start_with({});
  const auto& asked = server->last_watch();
  const std::string wanted = spread < 0.25 ? "27" : spread < 0.75 ? "40" : "53";
  CHECK(asked.asked.target
        == collection
             + "?watch=true&allowWatchBookmarks=true&resourceVersion=10&timeoutSeconds=" + wanted);
  CHECK(asked.idle_limit == std::chrono::seconds{std::stoi(wanted) + 5});
}

TEST_CASE_METHOD(one_stream, "every event reaches the listener in order", "[watch]") {
  start_with({object("a", 1)});
  say({event("ADDED", object("b", 11)), event("MODIFIED", object("a", 12)),
       event("DELETED", object("b", 13)), event("ADDED", object("b", 14, "u-second"))});
  CHECK(take_heard() == heard_words{"+b@11", "~a@12", "-b@13", "+b@14"});
}

TEST_CASE_METHOD(one_stream, "a repeated state of an object is no news", "[watch]") {
  start_with({object("a", 11)});
  say({event("MODIFIED", object("a", 11)), event("ADDED", object("a", 11))});
  CHECK(take_heard().empty());
}

TEST_CASE_METHOD(one_stream, "an event older than what is held is dropped and counted", "[watch]") {
  start_with({object("a", 9)});
  say({event("MODIFIED", object("a", 8)), event("DELETED", object("a", 7))});
  CHECK(take_heard().empty());
  CHECK(detail_of(subject, "dropped as old") == "2");
}

TEST_CASE_METHOD(one_stream, "another uid under the same key is gone and seen", "[watch]") {
  start_with({object("a", 9)});
  say({event("MODIFIED", object("a", 11, "u-second"))});
  CHECK(take_heard() == heard_words{"-a@9", "+a@11"});
}

TEST_CASE_METHOD(one_stream, "the next watch starts where events and bookmarks have come",
                 "[watch]") {
  start_with({});
  say({event("ADDED", object("a", 11))});
  end();
  CHECK(watched_from() == "11");
  server->last_watch().open();
  say({bookmark(40)});
  say({event("MODIFIED", object("a", 30))});
  end();
  CHECK(watched_from() == "40");
}

TEST_CASE_METHOD(one_stream, "a clean end is followed by the next watch at once, without a list",
                 "[watch]") {
  start_with({});
  advance(2s);
  end();
  CHECK(watches() == 2);
  CHECK(server->calls.empty());
}

TEST_CASE_METHOD(one_stream, "a watch that ends within a second and silently counts as a failure",
                 "[watch]") {
  start_with({});
  end();
  CHECK(watches() == 1);
  CHECK(detail_of(subject, "short watches") == "1");
  CHECK(take_heard() == heard_words{"trouble"});
  advance(1200ms);
  CHECK(watches() == 2);
  CHECK(server->calls.empty());
}

TEST_CASE_METHOD(one_stream,
                 "row 6: a watch cut short for a new credential is opened anew at once, unnoticed",
                 "[watch]") {
  const fault renewed{errc::expired, "credentials were renewed", "k8s", {}};
  start_with({});
  end(renewed);
  advance(1ms);
  CHECK(watches() == 2);
  CHECK(take_heard().empty());
  CHECK(server->calls.empty());
  SECTION("but not again and again") {
    end(renewed);
    advance(1ms);
    CHECK(watches() == 2);
    CHECK(take_heard() == heard_words{"trouble"});
  }
}

TEST_CASE_METHOD(one_stream, "a server that has gone back to a backup is found out", "[watch]") {
  start_with({object("a", 9)});
  server->stands_at = 4;
  server->answer(200, list(4, {object("a", 3)}));
  SECTION("by its silence") {
    advance(40s);
    end();
  }
  SECTION("after a failure, before anything it says is believed") {
    end(fault{errc::unreachable, "reset", "k8s", {}});
    advance(2s);
  }
  CHECK(server->peeks == 1);
  REQUIRE(server->calls.size() == 1);
  CHECK(last_call() == collection + "?limit=500");
  const auto news = take_heard();
  CHECK(std::count(news.begin(), news.end(), "~a@3") == 1);
}

TEST_CASE_METHOD(one_stream, "a server that has nothing to tell is asked for its version alone",
                 "[watch]") {
  start_with({object("a", 9)});
  SECTION("after a watch in which it told nothing") {
    advance(40s);
    end();
    CHECK(server->peeks == 1);
  }
  SECTION("and not even for that when it sent a bookmark") {
    say({bookmark(12)});
    advance(40s);
    end();
    CHECK(server->peeks == 0);
  }
  CHECK(server->calls.empty());
  CHECK(watches() == 2);
  CHECK(take_heard().empty());
}

TEST_CASE_METHOD(one_stream, "a list that cannot be read in one piece is asked for in pages",
                 "[watch]") {
  start_with({object("a", 1)});
  server->answer(200, "{\"kind\":\"NoteList\",");
  say({error_event(410, "Expired")});
  CHECK(last_call() == collection + "?resourceVersion=10");
  server->answer(200, list(20, {object("a", 1)}));
  advance(2s);
  CHECK(last_call() == collection + "?limit=500");
  CHECK(state_of(subject) == "opening");
}

TEST_CASE_METHOD(one_stream, "a lost connection is no reason to list again", "[watch]") {
  start_with({object("a", 1)});
  end(fault{errc::unreachable, "reset", "k8s", {}});
  CHECK(state_of(subject) == "backing_off");
  advance(1200ms);
  CHECK(watched_from() == "10");
  server->last_watch().open();
  settle();
  CHECK(server->calls.empty());
  CHECK(take_heard() == heard_words{"trouble", "synced"});
}

TEST_CASE_METHOD(one_stream, "waits double from 0.8 s to 30 s, each up to twice as long",
                 "[watch]") {
  spread = GENERATE(0.0, 1.0);
  start_with({});
  std::vector<std::chrono::nanoseconds> waits;
  for (int i = 0; i < 8; ++i) {
    const auto from = now();
    const auto before = watches();
    end(fault{errc::unreachable, "refused", "k8s", {}});
    while (watches() == before)
      advance(100ms);
    waits.push_back(now() - from);
  }
  const auto f = spread > 0.5 ? 2 : 1;
  CHECK(waits
        == std::vector<std::chrono::nanoseconds>{f * 800ms, f * 1600ms, f * 3200ms, f * 6400ms,
                                                 f * 12800ms, f * 25600ms, f * 30s, f * 30s});
}

TEST_CASE_METHOD(one_stream, "two minutes without a failure are forgiven", "[watch]") {
  const auto calm = GENERATE(119s, 120s);
  start_with({});
  for (int i = 0; i < 3; ++i) {
    end(fault{errc::unreachable, "refused", "k8s", {}});
    advance(5s);
  }
  advance(calm - 5s);
  end(fault{errc::unreachable, "refused", "k8s", {}});
  const auto before = watches();
  advance(1200ms);
  CHECK((watches() > before) == (calm == 120s));
}

TEST_CASE_METHOD(one_stream, "the server's own wish for a pause is respected", "[watch]") {
  start_with({});
  advance(2s);
  end();
  server->last_watch().open(429, status(429, "TooManyRequests"), 17s);
  settle();
  advance(16s);
  CHECK(watches() == 2);
  advance(1s);
  CHECK(watches() == 3);
  CHECK(server->calls.empty());
}

TEST_CASE_METHOD(one_stream, "a relist after 410 reports what vanished and nothing that stayed",
                 "[watch]") {
  start_with({object("a", 1), object("b", 2), object("c", 3)});
  say({bookmark(20)});
  server->answer(200, list(30, {object("a", 1), object("c", 25), object("d", 26)}));
  SECTION("as an event") {
    say({error_event(410, "Expired")});
  }
  SECTION("as a status") {
    advance(2s);
    end();
    server->last_watch().open(410, status(410, "Expired"));
    settle();
  }
  CHECK(server->calls.size() == 1);
  CHECK(last_call() == collection + "?resourceVersion=20");
  CHECK(take_heard() == heard_words{"~c@25", "+d@26", "-b@2"});
  CHECK(objects.size("Note") == 3);
  CHECK(watched_from() == "30");
}

TEST_CASE_METHOD(one_stream, "a relist that the server cannot serve is asked for without version",
                 "[watch]") {
  start_with({object("a", 100)});
  const auto refusal
    = GENERATE(Catch::Generators::as<std::string>{}, "Expired", "ResourceVersionTooLarge");
  if (refusal == "Expired")
    server->answer(410, status(410, refusal));
  else
    server->answer(504, R"({"kind":"Status","code":504,"reason":"Timeout","details":{"causes":[)"
                        R"({"reason":"ResourceVersionTooLarge","message":"x"}]}})");
  server->answer(200, list(5, {object("a", 4)}));
  say({error_event(410, "Expired")});
  CHECK(last_call() == collection + "?limit=500");
  CHECK(take_heard() == heard_words{"~a@4"}); // whatever the numbers say
  CHECK(watched_from() == "5");
  server->answer(200, list(6, {object("a", 4)}));
  server->last_watch().open();
  say({error_event(410, "Expired")});
  CHECK(last_call() == collection + "?resourceVersion=5");
}

TEST_CASE_METHOD(one_stream, "410 on a later page leads to one list in a piece", "[watch]") {
  server->answer(200, list(10, {object("a", 1)}, "more"));
  server->answer(410, status(410, "Expired"));
  server->answer(200, list(12, {object("b", 2)}));
  start();
  CHECK(last_call() == collection);
  CHECK(take_heard() == heard_words{"unsynced", "+b@2", "synced"});
  CHECK(watched_from() == "12");
}

TEST_CASE_METHOD(one_stream, "a 500 within a watch leads to a list after half a minute only",
                 "[watch]") {
  start_with({});
  advance(2s);
  auto fail = [this] {
    server->last_watch().open();
    say({error_event(500, "InternalError")});
  };
  for (const auto pause : {2s, 4s, 8s, 16s}) {
    fail();
    advance(pause);
    CHECK(server->calls.empty());
  }
  fail();
  server->answer(200, list(50, {}));
  advance(40s);
  CHECK(last_call() == collection + "?resourceVersion=10");
}

TEST_CASE_METHOD(one_stream, "any other error within a watch leads to a list after a pause",
                 "[watch]") {
  start_with({});
  SECTION("an ERROR event") {
    say({error_event(403, "Forbidden")});
  }
  SECTION("a broken body") {
    end(fault{errc::malformed, "a line too long", "k8s", {}});
  }
  CHECK(server->calls.empty());
  advance(1min);
  CHECK(last_call() == collection + "?resourceVersion=10");
}

TEST_CASE_METHOD(one_stream, "what is denied or absent is soon asked for again, then rarely",
                 "[watch]") {
  const auto code = GENERATE(401, 403, 404);
  for (int i = 0; i < 8; ++i)
    server->answer(code, status(code, "Forbidden"));
  start();
  CHECK(take_heard() == heard_words{"unsynced", "trouble"});
  advance(7s);
  CHECK(server->calls.size() == 3);
  advance(2min);
  CHECK(server->calls.size() == 8);
  server->answer(200, list(10, {}));
  advance(1min);
  CHECK(take_heard() == heard_words{"synced"});
}

TEST_CASE_METHOD(one_stream, "a kind that vanishes takes none of its objects along", "[watch]") {
  start_with({object("a", 1), object("b", 2)});
  advance(2s);
  end();
  server->last_watch().open(404, status(404, "NotFound"));
  settle();
  CHECK(state_of(subject) == "absent");
  for (int i = 0; i < 6; ++i)
    server->answer(404, status(404, "NotFound"));
  advance(2min);
  CHECK(server->calls.size() == 6);
  CHECK(take_heard() == heard_words{"trouble", "trouble"}); // of the watch, then of the lists
  CHECK(objects.size("Note") == 2);
  server->answer(200, list(90, {object("a", 80, "u-second")}));
  advance(45s);
  CHECK(last_call() == collection + "?limit=500");
  CHECK(take_heard() == heard_words{"-a@1 with most", "+a@80", "-b@2 with most", "synced"});
}

TEST_CASE_METHOD(one_stream, "an object that cannot be read blinds the watch for no other",
                 "[watch]") {
  start_with({object("a", 1), object("b", 2)});
  say({event("MODIFIED", object("a", 11, {}, R"("text")")), event("MODIFIED", object("b", 12))});
  CHECK(take_heard() == heard_words{"~b@12"});
  CHECK(watches() == 1);
  CHECK(detail_of(subject, "Note/ns/a") == "spec is no object");
  CHECK(detail_of(subject, "unreadable") == "1");

  SECTION("it is shown no longer once it can be read") {
    say({event("MODIFIED", object("a", 13))});
    CHECK(take_heard() == heard_words{"~a@13"});
    CHECK(detail_of(subject, "Note/ns/a").empty());
  }
  SECTION("its deletion is understood") {
    say({event("DELETED", object("a", 13, {}, R"("text")"))});
    CHECK(take_heard() == heard_words{"-a@13"});
  }
  SECTION("a relist does not take it for gone") {
    server->answer(200, list(30, {object("a", 11, {}, R"("text")")}));
    say({error_event(410, "Expired")});
    CHECK(take_heard() == heard_words{"-b@12"});
    CHECK(detail_of(subject, "Note/ns/a") == "spec is no object");
  }
}

TEST_CASE_METHOD(one_stream, "while an item has no readable name, nothing counts as gone",
                 "[watch]") {
  start_with({object("a", 1), object("b", 2)});
  server->answer(200, list(30, {object("a", 20), R"({"metadata":{}})"}));
  say({error_event(410, "Expired")});
  CHECK(take_heard() == heard_words{"~a@20"});
  CHECK(objects.size("Note") == 2);
}

TEST_CASE_METHOD(one_stream, "a line that is no event leads to a list when its watch ends",
                 "[watch]") {
  start_with({object("a", 1)});
  say({"nonsense", event("MODIFIED", object("a", 11))});
  CHECK(take_heard() == heard_words{"~a@11"});
  CHECK(server->calls.empty());
  end();
  CHECK(last_call() == collection + "?resourceVersion=11");
}

TEST_CASE_METHOD(one_stream, "no more than twenty unreadable objects are kept for people",
                 "[watch]") {
  start_with({});
  for (int i = 0; i < 30; ++i)
    say({event("ADDED", object("x" + std::to_string(i), 11 + i, {}, "7"))});
  CHECK(detail_of(subject, "unreadable") == "30");
  CHECK(detail_of(subject, "Note/ns/x9").empty());
  CHECK(!detail_of(subject, "Note/ns/x10").empty());
}

TEST_CASE_METHOD(one_stream, "one who follows late hears all there is, then what comes",
                 "[watch]") {
  start_with({object("a", 1)});
  say({event("ADDED", object("b", 11))});
  heard_words late;
  caf::anon_send(caf::actor_cast<stream_actor>(subject), follow{listen(&late), {}});
  server->last_watch().say({event("MODIFIED", object("a", 12))});
  settle();
  REQUIRE(late.size() == 4);
  std::sort(late.begin(), late.begin() + 2); // what is there comes in no particular order
  CHECK(late == heard_words{"+a@1", "+b@11", "synced", "~a@12"});
}

TEST_CASE_METHOD(one_stream, "one who follows already is told nothing twice", "[watch]") {
  start_with({object("a", 1)});
  caf::anon_send(caf::actor_cast<stream_actor>(subject), follow{ear, {}});
  settle();
  CHECK(take_heard().empty());
}

TEST_CASE_METHOD(one_stream, "a watch is read on when the last listener has taken it all over",
                 "[watch]") {
  start_with({});
  CHECK(server->last_watch().events.ahead > 0);
  std::vector<caf::response_promise> owed;
  const auto slow = caf::actor_cast<caf::actor>(spawn(late_listener, &owed));
  caf::anon_send(caf::actor_cast<stream_actor>(subject), follow{slow, {}});
  say({event("ADDED", object("a", 11)), event("ADDED", object("b", 12))});
  say({bookmark(13)});
  CHECK(take_heard() == heard_words{"+a@11", "+b@12"});
  CHECK(server->last_watch().digested == 0);
  if (GENERATE(true, false))
    caf::anon_send(caf::actor_cast<listener_actor>(slow), source_changed{});
  else
    caf::anon_send_exit(slow, caf::exit_reason::kill);
  settle();
  CHECK(server->last_watch().digested == 2);
}

TEST_CASE_METHOD(one_stream, "a watch that tells nothing new is read on at once", "[watch]") {
  start_with({object("a", 9)});
  say({bookmark(13)});
  say({event("MODIFIED", object("a", 8))});
  CHECK(server->last_watch().digested == 2);
}

TEST_CASE_METHOD(one_stream, "a listener that dies is forgotten", "[watch]") {
  start_with({});
  caf::anon_send_exit(ear, caf::exit_reason::kill);
  settle();
  CHECK(detail_of(subject, "listeners") == "0");
  CHECK(wiring.board->followers({"Note", ""}).empty());
}

TEST_CASE_METHOD(one_stream, "what a given-up watch still says is not heard", "[watch]") {
  start_with({});
  const auto old = server->watches.back();
  old->say({error_event(403, "Forbidden"), event("ADDED", object("a", 11))});
  old->say({event("ADDED", object("b", 12))});
  settle();
  CHECK(take_heard() == heard_words{"trouble"});
  CHECK(old->stopped);
}

TEST_CASE_METHOD(one_stream, "a stream that stops ends its watch", "[watch]") {
  start_with({});
  caf::anon_send_exit(subject, caf::exit_reason::user_shutdown);
  settle();
  CHECK(server->last_watch().stopped);
}
