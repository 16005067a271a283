#include "tests/unit/actors/watch/one_stream.hpp"

using namespace weft;
using namespace weft::testing;
using namespace std::chrono_literals;

namespace {

/// A stream of twenty notes.
struct stream_of_many : one_stream {
  stream_of_many() {
    for (int i = 0; i < 20; ++i)
      all.push_back(object("n" + std::to_string(i), i + 1));
    start_with(all);
  }

  /// The history is gone, and the next list holds nothing.
  void lose_all() {
    server->answer(200, list(40, {}));
    say({error_event(410, "Expired")});
    server->last_watch().open();
    settle();
    server->calls.clear();
  }

  std::vector<std::string> all;
};

} // namespace

TEST_CASE_METHOD(stream_of_many, "I7: most of a kind is told as gone when two lists agree",
                 "[watch]") {
  lose_all();
  CHECK(take_heard().empty());
  CHECK(detail_of(subject, "missing, and kept until another snapshot agrees") == "20");
  CHECK(watched_from() == "40");
  advance(59s);
  CHECK(server->calls.empty());
  SECTION("and the second one is asked for by itself") {
    server->answer(200, list(50, {}));
    advance(2s);
    CHECK(server->calls.size() == 1);
    CHECK(take_heard().size() == 20);
    CHECK(detail_of(subject, "missing, and kept until another snapshot agrees").empty());
  }
  SECTION("and not when the second one has them") {
    server->answer(200, list(50, all));
    advance(2s);
    CHECK(take_heard().empty());
    CHECK(objects.size("Note") == 20);
  }
}

TEST_CASE_METHOD(stream_of_many, "a second look is taken although the server is away meanwhile",
                 "[watch]") {
  lose_all();
  advance(50s);
  end(fault{errc::unreachable, "away", "", {}});
  server->answer(503, status(503, "ServiceUnavailable"));
  server->answer(200, list(45, {})); // how far has the server come?
  server->answer(200, list(50, {}));
  advance(2min);
  CHECK(objects.size("Note") == 0);
}

TEST_CASE_METHOD(one_stream, "who asks for a new list gets one, and hears what differs",
                 "[watch]") {
  start_with({object("a", 1), object("b", 2)});
  server->answer(200, list(40, {object("a", 1), object("c", 30)}));
  caf::anon_send(caf::actor_cast<stream_actor>(subject), list_again{});
  settle();
  CHECK(server->calls.size() == 1);
  CHECK(take_heard() == heard_words{"+c@30", "-b@2"});
  CHECK(objects.listed({"Note"}) == caf::actor_clock::time_point{now()});
}

TEST_CASE_METHOD(one_stream, "row 1: 410 costs one list, and the watches after it none",
                 "[watch]") {
  start_with({object("a", 1)});
  server->answer(200, list(20, {object("a", 1)}));
  say({error_event(410, "Expired")});
  REQUIRE(server->calls.size() == 1);
  for (int i = 0; i < 3; ++i) {
    server->last_watch().open();
    settle();
    advance(2s);
    end();
  }
  CHECK(server->calls.size() == 1);
  CHECK(watches() == 5);
  CHECK(take_heard().empty());
}
