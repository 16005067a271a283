#include "tests/unit/protocol/velocloud/module.hpp"

using namespace weft;
using namespace weft::velocloud;

TEST_CASE_METHOD(module_of_101, "the older of two objects gets a name, the other waits for it",
                 "[velocloud]") {
  auto spec = *json::parse(velokube2);
  spec.set("name", "velokube1");
  const auto younger = give("b", json::write(spec), late);
  const auto older = give("a", velokube1);
  CHECK(settle() == 1);
  CHECK(names() == names_of_rules{"velokube1", "human-1", "human-2", "human-3"});
  CHECK(rule("velokube1")->text_at({"match", "hostname"}) == "velokube1.vcn.cloud");
  const auto what = planned();
  CHECK(said_of(what, younger).reason == "NameConflict");
  CHECK_FALSE(said_of(what, younger).accepted);
  CHECK_THAT(said_of(what, younger).message, Catch::Contains("VelocloudBP/ns1/a"));
  take_away("a");
  settle();
  parts.erase(older);
  CHECK(rule("velokube1")->text_at({"match", "hostname"}) == "velokube2.vcn.cloud");
  CHECK(said_of(planned(), younger).how_far == progress::placed);
}

TEST_CASE_METHOD(module_of_101, "an older object that takes a name ousts the younger's rule",
                 "[velocloud]") {
  give("a", velokube1);
  const auto younger = give("b", velokube2, late);
  settle();
  auto spec = *json::parse(velokube1);
  spec.set("name", "velokube2");
  give("a", json::write(spec));
  CHECK(settle() == 1);
  CHECK(names() == names_of_rules{"velokube2", "human-1", "human-2", "human-3"});
  CHECK(rules()[0].text_at({"match", "hostname"}) == "velokube1.vcn.cloud");
  CHECK(said_of(planned(), younger).reason == "NameConflict");
}

TEST_CASE_METHOD(module_of_101, "whoever wants the name of a rule that cannot leave is told so",
                 "[velocloud]") {
  const auto who_stays = give("velokube2", velokube2);
  settle();
  auto spec = *json::parse(velokube2);
  SECTION("its segment is unknown") {
    spec.set("segment", "Nowhere");
  }
  SECTION("it has asked for a built-in name") {
    spec.set("name", "Default-Voice");
  }
  SECTION("VCO refuses what it has asked for") {
    spec.set("name", "elsewhere");
    held = {who_stays};
    refused = {{who_stays, "no"}};
  }
  give("velokube2", json::write(spec));
  auto theirs = *json::parse(velokube1);
  theirs.set("name", "velokube2");
  const auto taker = give("velokube1", json::write(theirs));
  const auto what = planned();
  CHECK_FALSE(what.work);
  CHECK(said_of(what, taker).how_far == progress::declined);
  CHECK(said_of(what, taker).reason == "NameConflict");
  CHECK_THAT(said_of(what, taker).message, Catch::Contains("VelocloudBP/ns1/velokube2"));
}

TEST_CASE_METHOD(module_of_101, "whoever wants the name of one that is only held back waits",
                 "[velocloud]") {
  const auto leaver = give("velokube2", velokube2);
  settle();
  auto spec = *json::parse(velokube2);
  spec.set("name", "elsewhere");
  give("velokube2", json::write(spec));
  held = {leaver};
  auto theirs = *json::parse(velokube1);
  theirs.set("name", "velokube2");
  const auto taker = give("velokube1", json::write(theirs));
  CHECK(said_of(planned(), taker).how_far == progress::pending);
  held.clear();
  CHECK(settle() == 1);
  CHECK(said_of(planned(), taker).how_far == progress::placed);
}

TEST_CASE_METHOD(module_of_101, "a rule that gives way is left as it is and yields to the older",
                 "[velocloud]") {
  const auto mover = give("velokube2", velokube2, late);
  settle();
  auto part = *parts[mover];
  part.what = wish::give_way;
  auto body = as<intent>(part.body);
  body.wanted.dport = 1;
  part.body = take_snapshot(body);
  parts[mover] = take_snapshot(part);
  CHECK_FALSE(planned().work);
  CHECK(said_of(planned(), mover).how_far == progress::declined);
  auto theirs = *json::parse(velokube1);
  theirs.set("name", "velokube2");
  const auto younger = give("younger", json::write(theirs), "2026-01-03T00:00:00Z");
  CHECK(said_of(planned(), younger).reason == "NameConflict");
  CHECK_FALSE(planned().work);
  const auto older = give("older", json::write(theirs));
  auto what = planned();
  CHECK(said_of(what, older).changes);
  CHECK(said_of(what, mover).changes);
  REQUIRE(what.work);
  data = as<module_write>(what.work->body).data;
  CHECK(names() == names_of_rules{"velokube2", "human-1", "human-2", "human-3"});
  CHECK(rule("velokube2")->text_at({"match", "hostname"}) == "velokube1.vcn.cloud");
  CHECK(said_of(planned(), mover).how_far == progress::absent);
}

TEST_CASE_METHOD(module_of_101, "a rename onto a human's rule is refused and ours stays",
                 "[velocloud]") {
  give("velokube1", velokube1);
  settle();
  auto spec = *json::parse(velokube1);
  spec.set("name", "human-2");
  const auto who = give("velokube1", json::write(spec));
  CHECK_FALSE(planned().work);
  CHECK(said_of(planned(), who).reason == "AdoptionRefused");
  CHECK(as<placements>(said_of(planned(), who).evidence).at[0].rule_name == "velokube1");
}

TEST_CASE_METHOD(module_of_101, "a name handed over while VCO drops ids stays with the taker",
                 "[velocloud]") {
  mode = id_mode::drop;
  give("a", velokube1);
  settle();
  take_away("a");
  auto spec = *json::parse(velokube2);
  spec.set("name", "velokube1");
  give("b", json::write(spec), late);
  CHECK(settle() == 1);
  CHECK(rule("velokube1")->text_at({"match", "hostname"}) == "velokube2.vcn.cloud");
}

TEST_CASE_METHOD(module_of_101, "a name ends neither its quotation marks nor the line of a message",
                 "[velocloud]") {
  auto spec = *json::parse(velokube1);
  spec.set("segment", "a\"b\nc");
  const auto who = give("velokube1", json::write(spec));
  CHECK(said_of(planned(), who).message == R"(the profile has no segment "a\"b\nc")");
}
