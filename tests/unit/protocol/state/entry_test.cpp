#include "protocol/json/value.hpp"
#include "protocol/state/entry.hpp"
#include "tests/printing.hpp"

#include <catch2/catch.hpp>

using namespace weft;

TEST_CASE("an entry is one line of JSON that holds all an actor said") {
  description one;
  one.actor = "velocloud.target";
  one.key = "profile \"x\"\n";
  one.state = "backing_off";
  one.state_age_ms = 1500;
  one.mailbox = 2;
  one.handled = 18446744073709551615U;
  one.retries = 4;
  one.last_error = "unreachable: \\";
  one.next_timer_ms = -1;
  one.generation_seen = 7;
  one.generation_applied = 6;
  one.fragments_in = 3;
  one.fragments_out = 5;
  one.reason = "Unreachable";
  one.details = {{"target", "a"}, {"target", "b"}};

  std::string line;
  append_entry(line, one, "velocloud.supervisor velocloud");
  CHECK(line.find('\n') == std::string::npos);
  const auto read = json::parse(line);
  REQUIRE(read);
  CHECK(*read->find("actor") == json::value{"velocloud.target"});
  CHECK(*read->find("key") == json::value{one.key});
  CHECK(*read->find("parent") == json::value{"velocloud.supervisor velocloud"});
  CHECK(*read->find("state") == json::value{"backing_off"});
  CHECK(*read->find("stateAgeMs") == json::value{1500});
  CHECK(*read->find("mailbox") == json::value{2});
  CHECK(*read->find("handled") == json::value{one.handled});
  CHECK(*read->find("retries") == json::value{4});
  CHECK(*read->find("lastError") == json::value{one.last_error});
  CHECK(*read->find("nextTimerMs") == json::value{-1});
  CHECK(*read->find("generationSeen") == json::value{7});
  CHECK(*read->find("generationApplied") == json::value{6});
  CHECK(*read->find("fragmentsIn") == json::value{3});
  CHECK(*read->find("fragmentsOut") == json::value{5});
  CHECK(*read->find("reason") == json::value{"Unreachable"});
  CHECK(
    *read->find("details")
    == json::value::list({json::value::list({"target", "a"}), json::value::list({"target", "b"})}));
}

TEST_CASE("entries are appended to what is there") {
  std::string out = "[";
  append_entry(out, {}, {});
  CHECK(json::parse(out + "]"));
}
