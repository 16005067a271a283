#include "tests/chaos/observer/books.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace weft;
using namespace weft::tests;

namespace {

constexpr const char* ready_status
  = R"(,"status":{"conditions":[{"type":"Ready","status":"True","observedGeneration":)";

json::value noted(const std::string& name, int generation, int port, int ready_at = 0) {
  auto text = R"({"metadata":{"namespace":"ns1","name":")" + name + R"(","uid":"u-)" + name
              + R"(","resourceVersion":")" + std::to_string(generation) + R"(","generation":)"
              + std::to_string(generation) + R"(},"spec":{"profile":"P","fqdn":"x","dport":)"
              + std::to_string(port) + "}";
  if (ready_at > 0)
    text += ready_status + std::to_string(ready_at) + "}]}";
  return *json::parse(text + "}");
}

listed_rule rule_seen(const std::string& name, int port) {
  listed_rule out;
  out.profile = "P";
  out.name = "ns1." + name;
  out.hostname = "x";
  out.port = std::to_string(port);
  out.cap = "0";
  out.id = "76656c6f-1";
  return out;
}

json::value counted(int writes, int lost = 0, int calls = 0) {
  return json::value::of({{"writes", writes}, {"lostUpdates", lost}, {"calls", calls}});
}

look at_once(json::array objects, std::vector<listed_rule> rules,
             json::value counters = counted(1)) {
  return {objects, std::move(rules), std::move(counters), objects};
}

std::string first_words(const books& kept) {
  REQUIRE(kept.violations().size() == 1);
  return kept.violations().front().substr(0, kept.violations().front().find(':'));
}

} // namespace

TEST_CASE("the observer is content with what was asked for and nothing else", "[observer]") {
  books kept;
  kept.acknowledged(noted("a", 1, 443));
  kept.seen(at_once({noted("a", 1, 443)}, {}));
  kept.acknowledged(noted("a", 2, 80));
  kept.seen(at_once({noted("a", 2, 80)}, {rule_seen("a", 443)}));
  const auto calm = at_once({noted("a", 2, 80, 2)}, {rule_seen("a", 80)});
  kept.judge(calm);
  kept.judge_quiet(calm, calm, 0);
  CHECK(kept.violations().empty());
  CHECK(kept.writes() == 2);
}

TEST_CASE("the observer sees an older port come back after a newer one", "[observer]") {
  books kept;
  kept.acknowledged(noted("a", 1, 443));
  kept.acknowledged(noted("a", 2, 80));
  for (const int port : {80, 443, 80})
    kept.seen(at_once({noted("a", 2, 80)}, {rule_seen("a", port)}));
  kept.judge(at_once({noted("a", 2, 80, 2)}, {rule_seen("a", 80)}));
  CHECK(first_words(kept) == "I3");
}

TEST_CASE("the observer sees a port that nobody has asked for", "[observer]") {
  books kept;
  kept.acknowledged(noted("a", 1, 443));
  kept.seen(at_once({noted("a", 1, 443)}, {rule_seen("a", 5)}));
  kept.judge(at_once({noted("a", 1, 443, 1)}, {rule_seen("a", 443)}));
  CHECK(first_words(kept) == "I1");
}

TEST_CASE("the observer sees that an object says Ready and its rule is not there", "[observer]") {
  books kept;
  kept.seen(at_once({noted("a", 2, 80, 2)}, {rule_seen("a", 443)}));
  CHECK(first_words(kept) == "I5");
}

TEST_CASE("the observer says nothing of an object that changes while it looks", "[observer]") {
  books kept;
  kept.seen({{noted("a", 1, 443, 1)}, {rule_seen("a", 80)}, counted(1), {noted("a", 2, 80, 2)}});
  CHECK(kept.violations().empty());
}

TEST_CASE("the observer sees a rule that is left over, and an object that should be gone",
          "[observer]") {
  books kept;
  kept.acknowledged(noted("a", 1, 443));
  kept.deleted("u-a");
  const bool there = GENERATE(true, false);
  kept.judge(there ? at_once({noted("a", 1, 443, 1)}, {rule_seen("a", 443)})
                   : at_once({}, {rule_seen("a", 443)}));
  CHECK(first_words(kept) == "I4");
}

TEST_CASE("the observer sees that an acknowledged write is lost", "[observer]") {
  books kept;
  kept.acknowledged(noted("a", 1, 443));
  kept.acknowledged(noted("a", 2, 80));
  kept.judge(at_once({noted("a", 1, 443, 1)}, {rule_seen("a", 443)}));
  CHECK(first_words(kept) == "lost");
}

TEST_CASE("the observer sees an object that never gets Ready", "[observer]") {
  books kept;
  kept.acknowledged(noted("a", 1, 443));
  kept.judge(at_once({noted("a", 1, 443)}, {rule_seen("a", 443)}));
  CHECK(first_words(kept) == "I1");
}

TEST_CASE("the observer sees a lost update of the VCO's document", "[observer]") {
  books kept;
  kept.seen(at_once({}, {}, counted(2, 1)));
  CHECK(first_words(kept) == "I2");
}

TEST_CASE("the observer sees who writes, or asks without end, while nobody wishes for anything",
          "[observer]") {
  const auto calm = at_once({noted("a", 1, 443, 1)}, {rule_seen("a", 443)});
  books kept;
  auto later = calm;
  SECTION("the VCO") {
    later.counters = counted(2);
    kept.judge_quiet(calm, later, 10);
    CHECK(first_words(kept) == "I7");
  }
  SECTION("Kubernetes") {
    later.after = {noted("a", 3, 443, 1)};
    kept.judge_quiet(calm, later, 10);
    CHECK(first_words(kept) == "I7");
  }
  SECTION("questions") {
    later.counters = counted(1, 0, 11);
    kept.judge_quiet(calm, later, 10);
    CHECK(first_words(kept) == "I6");
  }
}
