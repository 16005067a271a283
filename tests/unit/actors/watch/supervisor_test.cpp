#include "actors/watch/supervisor.hpp"
#include "tests/unit/actors/watch/watched.hpp"

#include <catch2/catch.hpp>

using namespace weft;
using namespace weft::testing;
using namespace std::chrono_literals;

namespace {

struct supervised : watched_cluster {
  void start(std::vector<k8s::kind> kinds, std::vector<std::string> namespaces = {}) {
    watch_wiring wiring{std::move(kinds), std::move(namespaces), server, &objects, &world, {}};
    wiring.pace.stream = false; // so that every snapshot is a call
    subject = spawn(watch_supervisor, std::move(wiring));
    settle();
  }

  caf::actor follow_with(heard_words* where, std::vector<std::string> kinds = {}) {
    const auto who = caf::actor_cast<caf::actor>(spawn(listener, where));
    caf::anon_send(subject, follow{who, std::move(kinds)});
    settle();
    return who;
  }

  std::vector<caf::actor> streams() { return ask<roll>(subject, call_roll{})->living; }

  /// As a bug would.
  void crash(const caf::actor& who) {
    caf::anon_send_exit(who, caf::exit_reason::unhandled_exception);
    settle();
  }

  watch_actor subject;
};

} // namespace

TEST_CASE_METHOD(supervised, "without namespaces each kind is watched in all at once", "[watch]") {
  start({note_kind(), note_kind("Other")});
  CHECK(streams().size() == 2);
  CHECK(asked("/apis/weft.test/v1/notes?") == 1);
  CHECK(asked("/apis/weft.test/v1/others?") == 1);
}

TEST_CASE_METHOD(supervised, "each configured namespace is watched, a cluster-scoped kind once",
                 "[watch]") {
  auto wide = note_kind("Other");
  wide.namespaced = false;
  start({note_kind(), wide}, {"ns", "ns2"});
  CHECK(asked("/apis/weft.test/v1/namespaces/ns/notes?") == 1);
  CHECK(asked("/apis/weft.test/v1/namespaces/ns2/notes?") == 1);
  CHECK(asked("/apis/weft.test/v1/others?") == 1);
  CHECK(server->calls.size() == 3);
}

TEST_CASE_METHOD(supervised, "a kind is synced when all of its namespaces are", "[watch]") {
  start({note_kind()}, {"ns", "ns2"});
  follow_with(&heard);
  heard.clear();
  server->answer(200, list(10, {object("a", 1)}));
  settle();
  CHECK(take_heard() == heard_words{"+a@1"});
  server->answer(200, list(10, {}));
  settle();
  CHECK(take_heard() == heard_words{"synced"});
}

TEST_CASE_METHOD(supervised, "a follower hears of the kinds it named only", "[watch]") {
  server->answer(200, list(10, {object("a", 1)}));
  server->answer(200, list(10, {object("b", 2)}));
  start({note_kind(), note_kind("Other")});
  follow_with(&heard, {"Other"});
  CHECK(take_heard() == heard_words{"+b@2", "synced"});
}

TEST_CASE_METHOD(supervised, "after a stream's death nothing is lost and nothing repeated",
                 "[watch]") {
  server->answer(200, list(10, {object("a", 1), object("b", 2), object("c", 3)}));
  start({note_kind()});
  follow_with(&heard);
  heard.clear();
  crash(streams().at(0));
  CHECK(server->last_watch().stopped);
  CHECK(streams().empty());
  CHECK(ask<roll>(subject, call_roll{})->dead.at(0).state == "waiting for another life");
  CHECK(take_heard() == heard_words{"trouble"});
  server->answer(200, list(20, {object("a", 1), object("b", 15), object("d", 16)}));
  advance(1s);
  CHECK(take_heard() == heard_words{"~b@15", "+d@16", "-c@3", "synced"});
  server->last_watch().say({event("MODIFIED", object("a", 21))});
  settle();
  CHECK(take_heard() == heard_words{"~a@21"});
}

TEST_CASE_METHOD(supervised, "one who follows while a stream is dead hears all there is",
                 "[watch]") {
  server->answer(200, list(10, {object("a", 1)}));
  start({note_kind()});
  crash(streams().at(0));
  follow_with(&heard);
  CHECK(take_heard().empty());
  server->answer(200, list(20, {object("a", 1), object("b", 15)}));
  advance(1s);
  CHECK(take_heard() == heard_words{"+a@1", "trouble", "+b@15", "synced"});
}

TEST_CASE_METHOD(supervised, "a stream that keeps dying is started ever more slowly", "[watch]") {
  start({note_kind()});
  std::vector<std::size_t> lists;
  for (int i = 0; i < 6; ++i) {
    crash(streams().at(0));
    const auto from = now();
    while (streams().empty())
      advance(100ms);
    lists.push_back(static_cast<std::size_t>((now() - from) / 100ms));
  }
  CHECK(std::is_sorted(lists.begin(), lists.end()));
  CHECK(lists.front() < 10);
  CHECK(lists.back() > 50);
}

TEST_CASE_METHOD(supervised, "a restart of the API server is answered by one list after another",
                 "[watch]") {
  std::vector<std::string> namespaces;
  for (int i = 0; i < 12; ++i) {
    namespaces.push_back("ns" + std::to_string(i));
    server->answer(200, list(10, {}));
  }
  start({note_kind()}, namespaces);
  advance(1min);
  REQUIRE(server->watches.size() == 12);
  server->calls.clear();
  for (const auto& one : server->watches)
    one->say({error_event(410, "Expired")});
  settle();
  CHECK(server->calls.size() == 4);
  advance(1s);
  CHECK(server->calls.size() == 8);
  advance(1s);
  CHECK(server->calls.size() == 12);
}

TEST_CASE_METHOD(supervised, "only the kinds that are asked for are listed again", "[watch]") {
  const std::string answer = list(10, {});
  server->answer(200, answer);
  server->answer(200, answer);
  start({note_kind(), note_kind("Other")});
  advance(1s);
  for (const auto& one : server->watches)
    one->open();
  settle();
  server->calls.clear();
  caf::anon_send(subject, list_again{{"Other"}});
  settle();
  CHECK(asked("/apis/weft.test/v1/others?") == 1);
  CHECK(asked("/apis/weft.test/v1/notes?") == 0);
}

TEST_CASE_METHOD(supervised, "stopping waits for every stream", "[watch]") {
  start({note_kind(), note_kind("Other")});
  follow_with(&heard);
  const auto all = streams();
  std::vector<std::string> ended;
  self->monitor(subject);
  for (const auto& one : all)
    self->monitor(one);
  caf::anon_send_exit(subject, caf::exit_reason::user_shutdown);
  settle();
  for (int i = 0; i < 3; ++i)
    self->receive([&](const caf::down_msg& msg) {
      ended.push_back(msg.source == subject.address() ? "supervisor" : "stream");
    });
  CHECK(ended == std::vector<std::string>{"stream", "stream", "supervisor"});
}
