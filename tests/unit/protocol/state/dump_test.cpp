#include "protocol/state/dump.hpp"
#include "protocol/state/entry.hpp"
#include "protocol/state/explanation.hpp"
#include "tests/printing.hpp"
#include "tests/unit/protocol/written.hpp"

#include <catch2/catch.hpp>

using namespace weft;
using weft::testing::one;

namespace {

/// An object that waits for its target, which waits for its session.
state_dump stuck() {
  auto object = one("velocloud.object", "VelocloudBP/ns1/shop", "waiting");
  object.reason = "Pending";
  object.details = {{"target", "Branches"}, {"progress", "pending"}};
  auto target = one("velocloud.target", "Branches", "backing_off");
  target.retries = 3;
  target.last_error = "unreachable: nobody answers";
  target.next_timer_ms = 4000;
  auto session = one("velocloud.session", "vco", "away");
  session.retries = 2;
  session.last_error = "expired: log in again";
  return {"1.2.3",
          {object, target, session, one("velocloud.target", "Others", "idle"),
           one("velocloud.object", "VelocloudBP/ns2/bank", "settled")},
          0};
}

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != text.npos;
}

} // namespace

TEST_CASE("a dump is read back as it was written") {
  auto written = stuck();
  std::string text = "{\"version\":\"1.2.3\",\"actors\":[";
  for (const auto& actor : written.actors) {
    text += text.back() == '[' ? "" : ",";
    append_entry(text, actor, "p");
  }
  const auto read = read_dump(text + "],\"unanswered\":2}");
  REQUIRE(read);
  CHECK(read->version == "1.2.3");
  CHECK(read->unanswered == 2);
  REQUIRE(read->actors.size() == written.actors.size());
  std::string before;
  std::string after;
  for (std::size_t i = 0; i < written.actors.size(); ++i) {
    append_entry(before, written.actors[i], "");
    append_entry(after, read->actors[i], "");
  }
  CHECK(before == after);
}

TEST_CASE("what is no dump is refused") {
  CHECK_FALSE(read_dump("<html>"));
  CHECK_FALSE(read_dump("{}"));
  CHECK(read_dump("{\"actors\":[7]}"));
}

TEST_CASE("the table has a line per actor, whatever peers wrote") {
  state_dump dump;
  dump.actors = {one("root", "weft-0", "leading"), one("velocloud.target", "a", "idle")};
  dump.actors[1].last_error = "two\nlines\x1b[0m";
  dump.actors[1].state_age_ms = 200000;
  CHECK(write_table(dump)
        == "NAME                 STATE     REASON   AGE     RETRIES   LAST ERROR\n"
           "root weft-0          leading   -        -       0         -\n"
           "velocloud.target a   idle      -        3 min   0         two lines [0m\n");
}

TEST_CASE("ages are told in one unit") {
  CHECK(write_age(0) == "-");
  CHECK(write_age(59999) == "59 s");
  CHECK(write_age(120000) == "2 min");
  CHECK(write_age(7200000) == "2 h");
  CHECK(write_age(172800000) == "2 d");
}

TEST_CASE("an explanation follows the chain and blames its far end") {
  const auto told = explain_object(stuck(), "VelocloudBP/ns1/shop");
  REQUIRE(told.found);
  CHECK_FALSE(told.ready);
  CHECK(holds(told.text, "VelocloudBP/ns1/shop: waiting\n"));
  CHECK(holds(told.text, "  target Branches: backing_off\n"));
  CHECK(holds(told.text, "    next step in: 4 s\n"));
  CHECK(holds(told.text, "  session vco: away\n"));
  CHECK_FALSE(holds(told.text, "Others"));
  CHECK(told.text.ends_with("It is not Ready (Pending), because of velocloud.session vco: "
                            "expired: log in again\n"));
}

TEST_CASE("with the way out open the target is to blame") {
  auto dump = stuck();
  dump.actors[2].retries = 0;
  CHECK(explain_object(dump, "VelocloudBP/ns1/shop")
          .text.ends_with("because of velocloud.target Branches: unreachable: nobody answers\n"));
}

TEST_CASE("what is Ready is said to be") {
  const auto told = explain_object(stuck(), "VelocloudBP/ns2/bank");
  CHECK(told.ready);
  CHECK(told.text.ends_with("It is Ready.\n"));
}

TEST_CASE("an object is found by the end of its name, if only one ends so") {
  for (const auto* name : {"velocloudbp/ns1/shop", "ns1/shop", "shop"})
    CHECK(explain_object(stuck(), name).text.starts_with("VelocloudBP/ns1/shop: "));
  CHECK_FALSE(explain_object(stuck(), "hop").found);
  auto dump = stuck();
  dump.actors.push_back(one("velocloud.object", "VelocloudBP/ns3/shop", "settled"));
  const auto either = explain_object(dump, "shop");
  CHECK_FALSE(either.found);
  CHECK(either.several);
  CHECK(either.near == std::vector<std::string>{"VelocloudBP/ns1/shop", "VelocloudBP/ns3/shop"});
}

TEST_CASE("an object that is gone and whose things are not is not Ready") {
  auto dump = stuck();
  for (auto& one : dump.actors)
    if (one.key == "VelocloudBP/ns2/bank")
      one.state = "lingering";
  CHECK_FALSE(explain_object(dump, "VelocloudBP/ns2/bank").ready);
}

TEST_CASE("an unknown object is answered with its neighbours") {
  const auto typo = explain_object(stuck(), "VelocloudBP/ns1/shpo");
  CHECK_FALSE(typo.found);
  CHECK_FALSE(typo.several);
  CHECK(typo.near == std::vector<std::string>{"VelocloudBP/ns1/shop"});
  const auto elsewhere = explain_object(stuck(), "VelocloudBP/another-namespace/bank");
  CHECK(elsewhere.near.front() == "VelocloudBP/ns2/bank");
}
