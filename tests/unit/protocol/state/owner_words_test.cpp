#include "protocol/state/explanation.hpp"
#include "protocol/state/owner_words.hpp"
#include "protocol/state/telling.hpp"
#include "tests/unit/protocol/written.hpp"

#include <catch2/catch.hpp>

using namespace weft;

namespace {

struct spoken : record, telling {
  explicit spoken(detail_list all) : lines(std::move(all)) {}
  detail_list tell() const override { return lines; }
  detail_list lines;
};

snapshot<record> saying(detail_list all) {
  return take_snapshot(spoken{std::move(all)});
}

} // namespace

TEST_CASE("what is said of one owner is found among what is said of all") {
  detail_list all{{"writes", "3"}};
  append_owner_words("Service/shop/web", saying({{"VIP", "10.1.1.1"}}), all);
  append_owner_words("Service/shop/b", saying({{"VIP", "10.1.1.2"}, {"names", "b"}}), all);
  CHECK(owner_words("Service/shop/web", all) == detail_list{{"VIP", "10.1.1.1"}});
  CHECK(owner_words("Service/shop/b", all) == detail_list{{"VIP", "10.1.1.2"}, {"names", "b"}});
  CHECK(owner_words("Service/shop/c", all).empty());
}

TEST_CASE("an owner of whom nothing is said is not named") {
  detail_list all;
  append_owner_words("Service/shop/web", nullptr, all);
  append_owner_words("Service/shop/web", take_snapshot(record{}), all);
  append_owner_words("Service/shop/web", saying({}), all);
  CHECK(all.empty());
}

TEST_CASE("an explanation shows what a target says of the object, and not of its neighbours") {
  state_dump dump;
  dump.actors
    = {testing::one("avi.object", "Node/n1", "settled"), testing::one("avi.target", "r", "idle")};
  dump.actors[0].details = {{"target", "r"}, {"progress", "placed"}};
  dump.actors[1].details = {{"writes", "3"}};
  append_owner_words("Node/n1", saying({{"stands", "one"}}), dump.actors[1].details);
  append_owner_words("Node/n2", saying({{"stands", "two"}}), dump.actors[1].details);
  const auto told = explain_object(dump, "node/n1");
  REQUIRE(told.found);
  CHECK(told.text.find("  target r: idle\n    stands: one\n    progress: placed\n")
        != std::string::npos);
  CHECK(told.text.find("two") == std::string::npos);
  CHECK(told.text.find("writes") == std::string::npos);
}
