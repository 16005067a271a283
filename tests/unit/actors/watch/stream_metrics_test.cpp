#include "adapters/metrics/registry.hpp"
#include "tests/unit/actors/watch/one_stream.hpp"

using namespace weft;
using namespace weft::testing;
using namespace std::chrono_literals;

TEST_CASE_METHOD(one_stream, "row 14: events that change nothing are counted by cause", "[watch]") {
  metrics::registry numbers;
  world.numbers = &numbers;
  start_with({object("a", 9)});
  say({event("MODIFIED", object("a", 8)), event("DELETED", object("a", 7))});
  say({event("MODIFIED", object("a", 11, {}, R"("text")")), event("SHRUNK", object("a", 12))});
  const std::string of = R"(reflector_events_discarded_total{kind="Note",cause=)";
  CHECK_THAT(numbers.exposition(), Catch::Contains(of + R"("older"} 2)")
                                     && Catch::Contains(of + R"("unreadable"} 1)")
                                     && Catch::Contains(of + R"("unknown"} 1)"));
  CHECK_THAT(numbers.exposition(),
             Catch::Contains(R"(reflector_watch_lag_seconds_count{kind="Note"} 2)"));
  world.numbers = nullptr;
}

TEST_CASE_METHOD(one_stream, "row 14: lists, watches and why a kind is listed again are counted",
                 "[watch]") {
  metrics::registry numbers;
  world.numbers = &numbers;
  start_with({object("a", 9)});
  end(); // at once, and without a word
  advance(2s);
  server->last_watch().open();
  say({bookmark(15)});
  server->answer(200, list(20, {object("a", 9)}));
  say({error_event(410, "Expired")});
  const auto all = numbers.exposition();
  CHECK_THAT(all, Catch::Contains("\nreflector_lists_total{kind=\"Note\"} 2\n"));
  CHECK_THAT(all, Catch::Contains("\nreflector_watches_total{kind=\"Note\"} 3\n"));
  CHECK_THAT(all, Catch::Contains("\nreflector_short_watches_total{kind=\"Note\"} 1\n"));
  CHECK_THAT(all, Catch::Contains("\nreflector_relists_total{kind=\"Note\",cause=\"gone\"} 1\n"));
  CHECK_THAT(all, Catch::Contains("\nreflector_last_resource_version{kind=\"Note\"} 15\n"));
  world.numbers = nullptr;
}
