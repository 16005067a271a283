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

TEST_CASE_METHOD(module_of_101, "a name that is only intended is not its taker's yet",
                 "[velocloud]") {
  mode = GENERATE(id_mode::preserve, id_mode::regenerate, id_mode::drop);
  give("a", velokube1);
  const auto younger = give("b", velokube2, late);
  settle();
  const auto renamed = [](const char* what, const char* to) {
    auto spec = *json::parse(what);
    spec.set("name", to);
    return json::write(spec);
  };
  give("a", renamed(velokube1, "velokube2"));
  SECTION("the other keeps wanting it") {
    record_evidence(planned());
    settle();
    CHECK(names() == names_of_rules{"velokube2", "human-1", "human-2", "human-3"});
    CHECK(rules()[0].text_at({"match", "hostname"}) == "velokube1.vcn.cloud");
    CHECK(said_of(planned(), younger).reason == "NameConflict");
  }
  SECTION("the two change places") {
    give("b", renamed(velokube2, "velokube1"), late);
    auto what = planned();
    record_evidence(what);
    SECTION("and are written again") {}
    SECTION("and are written already") {
      data = as<module_write>(what.work->body).data;
      for (auto& one : rules())
        if (mode == id_mode::drop)
          one.erase("ruleLogicalId");
    }
    settle();
    CHECK(rules().size() == 5);
    CHECK(rule("velokube2")->text_at({"match", "hostname"}) == "velokube1.vcn.cloud");
    CHECK(rule("velokube1")->text_at({"match", "hostname"}) == "velokube2.vcn.cloud");
  }
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
    held = {unit{who_stays, {}}};
    refused = {{unit{who_stays, {}}, "no"}};
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
  held = {unit{leaver, {}}};
  auto theirs = *json::parse(velokube1);
  theirs.set("name", "velokube2");
  const auto taker = give("velokube1", json::write(theirs));
  CHECK(said_of(planned(), taker).how_far == progress::pending);
  held.clear();
  CHECK(settle() == 1);
  CHECK(said_of(planned(), taker).how_far == progress::placed);
}

namespace {

/// An object whose rule stands here, on its way to another profile.
struct moving_away : module_of_101 {
  moving_away() {
    give("velokube2", velokube2, late);
    settle();
    leave();
  }

  /// What the object actor tells the old target until the new one stands.
  void leave() {
    auto elsewhere = *json::parse(velokube2);
    elsewhere.set("profile", "Branch Gold");
    mover = give("velokube2", json::write(elsewhere), late);
    auto part = *parts.at(mover);
    REQUIRE(part.what == wish::remove);
    part.what = wish::give_way;
    parts[mover] = take_snapshot(std::move(part));
  }

  /// Somebody else who wants the rule's name.
  owner want_its_name(const std::string& name, const std::string& created) {
    auto spec = *json::parse(velokube1);
    spec.set("name", "velokube2");
    return give(name, json::write(spec), created);
  }

  owner mover;
};

const std::string later = "2026-01-03T00:00:00Z";
const std::string earlier = "2026-01-01T00:00:00Z";

} // namespace

TEST_CASE_METHOD(moving_away, "a rule that gives way is left as it is", "[velocloud]") {
  rule("velokube2")->find("match")->set("hostname", "by.hand");
  CHECK_FALSE(planned().work);
  CHECK(said_of(planned(), mover).how_far == progress::declined);
}

TEST_CASE_METHOD(moving_away, "a rule that gives way keeps its name from the younger",
                 "[velocloud]") {
  const auto younger = want_its_name("younger", later);
  CHECK(said_of(planned(), younger).reason == "NameConflict");
  CHECK_FALSE(planned().work);
}

TEST_CASE_METHOD(moving_away, "a rule that gives way leaves its name to the older", "[velocloud]") {
  const auto older = want_its_name("older", earlier);
  const auto what = planned();
  CHECK(said_of(what, older).changes);
  CHECK(said_of(what, mover).changes);
  REQUIRE(what.work);
  data = as<module_write>(what.work->body).data;
  CHECK(names() == names_of_rules{"velokube2", "human-1", "human-2", "human-3"});
  CHECK(rule("velokube2")->text_at({"match", "hostname"}) == "velokube1.vcn.cloud");
  CHECK(said_of(planned(), mover).how_far == progress::absent);
}

TEST_CASE_METHOD(moving_away, "while nothing may be removed no second rule of a name is made",
                 "[velocloud]") {
  const auto older = give("older", velokube1, earlier);
  give("velokube2", velokube2, late); // not leaving yet
  settle();
  leave();
  may_remove = false;
  want_its_name("older", earlier); // by renaming the rule it has
  CHECK_FALSE(planned().work);
  CHECK(said_of(planned(), older).how_far == progress::pending);
  may_remove = true;
  CHECK(said_of(planned(), older).changes);
}

TEST_CASE_METHOD(moving_away, "a loser's name is not taken while nothing may be removed",
                 "[velocloud]") {
  const auto older = give("older", velokube1, earlier);
  give("velokube2", velokube2, late); // it stays after all
  settle();
  may_remove = false;
  want_its_name("older", earlier);
  CHECK_FALSE(planned().work);
  CHECK(said_of(planned(), older).how_far == progress::pending);
}

TEST_CASE_METHOD(moving_away, "whoever cannot leave since VCO refuses that is named to the taker",
                 "[velocloud]") {
  held = {unit{mover, {}}};
  refused = {{unit{mover, {}}, "no"}};
  const auto older = want_its_name("older", earlier);
  CHECK(said_of(planned(), older).reason == "NameConflict");
}

TEST_CASE_METHOD(moving_away, "a rule that gives way goes when a policy forbids it where it is",
                 "[velocloud]") {
  put_policy("p", R"({"namespaceSelector":{},"limits":{"profiles":["Branch Gold"]}})");
  leave();
  CHECK(said_of(planned(), mover).changes);
  apply(planned());
  CHECK(names() == names_of_rules{"human-1", "human-2", "human-3"});
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
  CHECK(said_of(planned(), who).message
        == R"(the profile has no segment "a\"b\nc"; there are "Voice", "Global Segment")");
}
