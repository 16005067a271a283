#include "protocol/forecast/forecast.hpp"
#include "protocol/forecast/text.hpp"
#include "tests/printing.hpp"

using namespace weft;

namespace {

const object_key shop{"VelocloudBP", "ns1", "shop"};
const object_key bank{"VelocloudBP", "ns2", "bank"};

forecast some() {
  forecast out;
  out.changes.push_back({"velocloud/vco/18",
                         {{change::add, shop, "rule \"shop\" at 0"},
                          {change::alter, bank, "rule \"bank\" at 1: a: 1 -> 2"},
                          {change::remove, {}, "rule \"old\" at 2"}}});
  out.unplaced.push_back({bank, "ProfileNotFound", "no profile is called\n\"x\""});
  out.objects = {{"ns1", 1}, {"ns2", 1}};
  out.targets = 3;
  return out;
}

} // namespace

TEST_CASE("a forecast reads as a diff with a sum", "[forecast]") {
  CHECK(write_text(some(), false) == R"(velocloud/vco/18
+ rule "shop" at 0
~ rule "bank" at 1: a: 1 -> 2
- rule "old" at 2

Not placed
  VelocloudBP/ns2/bank: ProfileNotFound: no profile is called "x"

To add 1, to alter 1, to remove 1; not placed 1 (2 objects, 3 targets looked at).
)");
  CHECK(verdict_of(some()) == foresight::changes);
}

TEST_CASE("colour changes nothing but the colour", "[forecast]") {
  auto text = write_text(some(), true);
  CHECK(text.find("\x1b[32m+ rule \"shop\" at 0\x1b[0m\n") != std::string::npos);
  for (auto at = text.find('\x1b'); at != text.npos; at = text.find('\x1b'))
    text.erase(at, text.find('m', at) - at + 1);
  CHECK(text == write_text(some(), false));
}

TEST_CASE("nothing to do is said, and so is what was looked at", "[forecast]") {
  forecast calm;
  calm.objects = {{"ns1", 1}};
  CHECK(write_text(calm, false) == "Nothing to do (1 object, 0 targets looked at).\n");
  CHECK(verdict_of(calm) == foresight::nothing);
}

TEST_CASE("a removal that the brake holds is a change that is still to come", "[forecast]") {
  forecast braked;
  braked.braked.push_back({"velocloud/vco/18", 12, 20, std::chrono::seconds{60}});
  CHECK(write_text(braked, false).find("removing 12 of 20 things whose object is gone waits")
        != std::string::npos);
  CHECK(verdict_of(braked) == foresight::changes);
}

TEST_CASE("one namespace's forecast leaves out the others and keeps what concerns all",
          "[forecast]") {
  auto all = some();
  all.changes.push_back({"velocloud/vco/19", {{change::add, bank, "b"}}});
  all.changes.push_back({"velocloud/vco/20", {{change::wrong, {}, "human"}}});
  all.notes.push_back({shop, "Adopted", ""});
  all.troubles.emplace_back("the VCO is away");
  const auto mine = narrowed(all, "ns1");
  REQUIRE(mine.changes.size() == 2);
  CHECK(mine.changes[0].lines.size() == 1);
  CHECK(mine.changes[1].target == "velocloud/vco/20");
  CHECK(mine.unplaced.empty());
  CHECK(mine.notes.size() == 1);
  CHECK(mine.troubles.size() == 1);
  CHECK(mine.objects == std::map<std::string, std::size_t>{{"ns1", 1}});
  CHECK(narrowed(all, "ns9").objects.empty());
}

TEST_CASE("a forecast that would touch what is not ours, or is not whole, is trouble",
          "[forecast]") {
  auto mistaken = some();
  mistaken.changes.front().lines.push_back({change::wrong, {}, "rule \"human\""});
  CHECK(verdict_of(mistaken) == foresight::trouble);
  CHECK(write_text(mistaken, false).find("1 line marked ! would touch what is not ours")
        != std::string::npos);
  auto torn = some();
  torn.troubles.emplace_back("the API server is away");
  CHECK(verdict_of(torn) == foresight::trouble);
}

TEST_CASE("a forecast for programs holds the same", "[forecast]") {
  auto all = some();
  all.troubles.emplace_back("x");
  const auto read = *json::parse(write_json(all));
  const auto& changes = *read.find("changes")->as_array();
  REQUIRE(changes.size() == 3);
  CHECK(changes[0] == *json::parse(R"({"change":"add","target":"velocloud/vco/18",
    "object":"VelocloudBP/ns1/shop","text":"rule \"shop\" at 0"})"));
  CHECK(changes[2].find("object")->is_null());
  CHECK(read.find("notPlaced")->as_array()->size() == 1);
  CHECK(read.find("errors")->as_array()->size() == 1);
}

TEST_CASE("a comparison removes much when it is more than the count and more than the share",
          "[forecast]") {
  const brake limits{10, 0.5, std::chrono::seconds{60}};
  proposal what;
  what.ours = 20;
  for (int i = 0; i < 10; ++i)
    what.sweeps.insert(std::to_string(i));
  CHECK_FALSE(exceeds(what, limits));
  what.sweeps.insert("one more");
  CHECK(exceeds(what, limits));
  what.ours = 22;
  CHECK_FALSE(exceeds(what, limits));
}
