#include "protocol/velocloud/placements.hpp"
#include "protocol/velocloud/report.hpp"
#include "tests/unit/protocol/velocloud/world.hpp"

using namespace weft;
using namespace weft::velocloud;

namespace {

const timestamp noon = from_rfc3339("2026-03-01T12:00:00Z");

/// One object whose status is reported, stored and reported again.
struct reported : world {
  reported() { put(object); }

  outcome said(progress how_far, std::string reason = {}, bool accepted = true) const {
    outcome out;
    out.target = "velocloud/vco/101";
    out.generation = object.find_path({"metadata", "generation"})->as_int().value();
    out.how_far = how_far;
    out.accepted = accepted;
    out.reason = std::move(reason);
    if (how_far == progress::placed || how_far == progress::intended) {
      placement one;
      one.profile_id = 101;
      one.rule_name = "velokube1";
      one.position = position;
      one.module_version = version;
      one.state = how_far == progress::placed ? "Programmed" : "Intended";
      placements all;
      all.at.push_back(one);
      out.evidence = take_snapshot(all);
    }
    return out;
  }

  /// Reports at `when`, checks that reporting again says the same, and stores it.
  json::value report_on(std::optional<outcome> what, timestamp when = noon) {
    std::map<std::string, snapshot<outcome>> outcomes;
    if (what)
      outcomes["velocloud/vco/101"] = take_snapshot(*what);
    auto ask = [&] {
      const auto held = put(object);
      const auto meaning = meaning_of("velokube1");
      return report(how, {*held, meaning, outcomes, when});
    };
    const auto status = ask();
    object.set("status", status);
    CHECK(json::write(ask()) == json::write(status));
    return status;
  }

  void edit() {
    object.find("metadata")->set("generation", ++generation);
    object.find("spec")->set("dport", 1000 + generation);
  }

  static std::string word(const json::value& status, std::string_view type) {
    for (const auto& one : read_conditions(status))
      if (one.type == type)
        return one.status + "/" + one.reason;
    return "none";
  }

  json::value object = rule_object("velokube1", velokube1);
  std::int64_t generation = 1;
  std::int64_t position = 0;
  std::string version = "1";
};

} // namespace

TEST_CASE_METHOD(reported, "at first sight everything is unknown", "[velocloud]") {
  const auto status = report_on({});
  CHECK(word(status, "Accepted") == "Unknown/Pending");
  CHECK(word(status, "Programmed") == "Unknown/Pending");
  CHECK(word(status, "Ready") == "Unknown/Pending");
  CHECK_FALSE(status.find("observedGeneration"));
}

TEST_CASE_METHOD(reported, "an intent is recorded before it is true", "[velocloud]") {
  const auto status = report_on(said(progress::intended));
  CHECK(word(status, "Accepted") == "True/Accepted");
  CHECK(word(status, "Programmed") == "Unknown/Pending");
  REQUIRE(read_placements(status).size() == 1);
  CHECK(read_placements(status)[0].state == "Intended");
}

TEST_CASE_METHOD(reported, "what a read has shown is Ready for its generation", "[velocloud]") {
  const auto status = report_on(said(progress::placed));
  CHECK(word(status, "Accepted") == "True/Accepted");
  CHECK(word(status, "Programmed") == "True/Programmed");
  CHECK(word(status, "Ready") == "True/Programmed");
  CHECK(status.find("observedGeneration")->as_int() == 1);
}

TEST_CASE_METHOD(reported, "an edit is not Ready until its own generation was read back",
                 "[velocloud]") {
  report_on(said(progress::placed));
  const auto stale = said(progress::placed);
  edit();
  const auto status = report_on(stale);
  CHECK(word(status, "Ready") == "Unknown/Pending");
  CHECK(status.find("observedGeneration")->as_int() == 1);
  CHECK(word(report_on(said(progress::placed)), "Ready") == "True/Programmed");
}

TEST_CASE_METHOD(reported, "a restart with nothing changed says nothing new", "[velocloud]") {
  const auto before = report_on(said(progress::placed));
  CHECK(report_on({}, noon + std::chrono::hours{5}) == before);
  index.profiles = nullptr;
  CHECK(report_on({}, noon + std::chrono::hours{9}) == before);
}

TEST_CASE_METHOD(reported, "each reason has its status", "[velocloud]") {
  using row = std::tuple<std::string, bool, progress, std::string, std::string, std::string>;
  const auto [reason, accepted, how_far, first, second, ready]
    = GENERATE(values<row>({{"NameConflict", false, progress::declined, "False/NameConflict",
                             "False/Pending", "False/NameConflict"},
                            {"AdoptionRefused", false, progress::declined, "False/AdoptionRefused",
                             "False/Pending", "False/AdoptionRefused"},
                            {"SegmentNotFound", true, progress::pending, "True/Accepted",
                             "False/SegmentNotFound", "False/SegmentNotFound"},
                            {"VCORejected", true, progress::declined, "True/Accepted",
                             "False/VCORejected", "False/VCORejected"},
                            {"VCOUnreachable", true, progress::pending, "Unknown/Pending",
                             "Unknown/VCOUnreachable", "Unknown/VCOUnreachable"},
                            {"AuthFailed", true, progress::pending, "Unknown/Pending",
                             "Unknown/AuthFailed", "Unknown/AuthFailed"},
                            {"Forbidden", true, progress::pending, "Unknown/Pending",
                             "False/Forbidden", "False/Forbidden"}}));
  const auto status = report_on(said(how_far, reason, accepted));
  CHECK(word(status, "Accepted") == first);
  CHECK(word(status, "Programmed") == second);
  CHECK(word(status, "Ready") == ready);
}

TEST_CASE_METHOD(reported, "losing the way leaves a verified object True and an edited one Unknown",
                 "[velocloud]") {
  report_on(said(progress::placed));
  CHECK(word(report_on(said(progress::pending, "AuthFailed")), "Ready") == "True/Programmed");
  edit();
  CHECK(word(report_on(said(progress::pending, "AuthFailed")), "Programmed")
        == "Unknown/AuthFailed");
}

TEST_CASE_METHOD(reported, "a list that could never be read says why", "[velocloud]") {
  profile_inventory locked_out;
  locked_out.trouble = "AuthFailed";
  index.profiles = take_snapshot(locked_out);
  CHECK(word(report_on({}), "Ready") == "Unknown/AuthFailed");
}

TEST_CASE_METHOD(reported, "an invalid spec is False for its generation", "[velocloud]") {
  report_on(said(progress::placed));
  edit();
  object.find("spec")->set("dport", 0);
  const auto status = report_on({});
  CHECK(word(status, "Accepted") == "False/InvalidSpec");
  CHECK(word(status, "Programmed") == "False/Pending");
  CHECK(word(status, "Ready") == "False/InvalidSpec");
  CHECK(status.find("observedGeneration")->as_int() == 2);
  CHECK(read_placements(status).size() == 1);
}

TEST_CASE_METHOD(reported, "what is not accepted says why nothing is programmed", "[velocloud]") {
  auto refused = said(progress::pending, "NameConflict", false);
  refused.message = "somebody has it";
  const auto told = [&](const json::value& status) {
    for (const auto& one : read_conditions(status))
      if (one.type == "Programmed")
        return one.status + "/" + one.reason + ": " + one.message;
    return std::string{};
  };
  CHECK(told(report_on(refused)) == "False/Pending: the object is not accepted: NameConflict");
  object.find("spec")->set("dport", 0);
  CHECK(told(report_on(std::nullopt)) == "False/Pending: the object is not accepted: InvalidSpec");
}

TEST_CASE_METHOD(reported, "times change with the status only", "[velocloud]") {
  report_on(said(progress::intended), noon);
  const auto later = noon + std::chrono::minutes{1};
  const auto status = report_on(said(progress::placed), later);
  for (const auto& one : read_conditions(status))
    CHECK(one.since == (one.type == "Accepted" ? noon : later));
}

TEST_CASE_METHOD(reported, "position and version alone are news after half a resync period",
                 "[velocloud]") {
  const auto before = report_on(said(progress::placed));
  position = 5;
  version = "2";
  CHECK(report_on(said(progress::placed), noon + std::chrono::seconds{149}) == before);
  const auto after = report_on(said(progress::placed), noon + std::chrono::seconds{150});
  CHECK(read_placements(after)[0].position == 5);
  CHECK(after.find("lastSyncTime")->text_or("") == "2026-03-01T12:02:30Z");
  version = "3";
  CHECK(report_on(said(progress::placed), noon + std::chrono::hours{9}) == after);
}

TEST_CASE_METHOD(reported, "a placement to be left is Removing until it is gone", "[velocloud]") {
  report_on(said(progress::placed));
  object.find("metadata")->set("deletionTimestamp", "2026-03-01T12:00:00Z");
  object.find("metadata")->set("finalizers", json::value::list({std::string{finalizer}}));
  auto status = report_on({});
  CHECK(read_placements(status)[0].state == "Removing");
  CHECK(word(status, "Ready") == "False/Removing");
  CHECK(word(report_on(said(progress::pending, "VCOUnreachable")), "Ready")
        == "Unknown/VCOUnreachable");
  CHECK(read_placements(report_on(said(progress::absent))).empty());
}
