#include "adapters/metrics/registry.hpp"
#include "tests/unit/actors/watch/one_stream.hpp"

using namespace weft;
using namespace weft::testing;

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
