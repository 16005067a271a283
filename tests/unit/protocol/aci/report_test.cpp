#include "protocol/aci/report.hpp"
#include "tests/unit/protocol/aci/cluster.hpp"

using namespace weft;
using namespace weft::aci;

namespace {

const timestamp morning = from_rfc3339("2026-03-01T08:00:00Z");
const timestamp evening = from_rfc3339("2026-03-01T20:00:00Z");

/// One Deployment with two Pods whose report is asked for, stored and asked for again.
struct reporting : cluster {
  reporting() { run("web", {"10.244.1.5", "10.244.1.6"}); }

  static outcome said(progress how_far, std::string reason = {}, std::string message = {},
                      bool accepted = true) {
    outcome out;
    out.target = "apic";
    out.generation = 1;
    out.how_far = how_far;
    out.reason = std::move(reason);
    out.message = std::move(message);
    out.accepted = accepted;
    return out;
  }

  json::value ask(const std::optional<outcome>& what, timestamp when) const {
    std::map<std::string, snapshot<outcome>> outcomes;
    if (what)
      outcomes["apic"] = take_snapshot(*what);
    const auto held = find(key(deployment_kind, "web"));
    const auto meaning = meaning_of("web");
    return report(how, {*held, meaning, outcomes, when});
  }

  void store(const std::string& text) {
    auto object = deployment("web", wanted);
    object.find_path({"metadata", "annotations"})->set(how.report_annotation, text);
    set_meta(object, "generation", generation);
    put(object);
  }

  /// "True/Published"
  std::string report_on(const std::optional<outcome>& what, timestamp when = morning) {
    const auto now = ask(what, when);
    store(stored = json::write(now));
    CHECK(json::write(ask(what, when + std::chrono::hours{1})) == stored);
    return std::string{now.text_at({"status"})} + "/" + std::string{now.text_at({"reason"})};
  }

  std::string wanted = to_e;
  std::string stored;
  std::int64_t generation = 1;
};

} // namespace

TEST_CASE_METHOD(reporting, "what stands is reported to the byte", "[aci]") {
  CHECK(report_on(said(progress::placed)) == "True/Published");
  CHECK(stored
        == R"({"type":"Ready","status":"True","reason":"Published","message":"",)"
           R"("observedGeneration":1,"target":"uni/tn-T/out-O/instP-E",)"
           R"("lastTransitionTime":"2026-03-01T08:00:00Z"})");
}

TEST_CASE_METHOD(reporting, "the time of a report changes with its status alone", "[aci]") {
  const auto since
    = [&] { return std::string{json::parse(stored)->text_at({"lastTransitionTime"})}; };
  report_on({}, morning);
  CHECK(report_on(said(progress::declined, "WaitingForL3Out"), evening) == "False/WaitingForL3Out");
  CHECK(since() == "2026-03-01T20:00:00Z");
  report_on(said(progress::declined, "Conflict"), evening + std::chrono::hours{5});
  CHECK(since() == "2026-03-01T20:00:00Z");
  report_on(said(progress::placed), evening + std::chrono::hours{6});
  CHECK(since() == "2026-03-02T02:00:00Z");
}

TEST_CASE_METHOD(reporting, "before the fabric has answered nothing is known", "[aci]") {
  CHECK(report_on({}) == "Unknown/Pending");
  CHECK(report_on(said(progress::pending)) == "Unknown/Pending");
  CHECK(report_on(said(progress::intended)) == "Unknown/Pending");
  CHECK(report_on(said(progress::placed)) == "True/Published");
}

TEST_CASE_METHOD(reporting, "what stands against the wish is told as it was said", "[aci]") {
  const auto why
    = GENERATE(Catch::Generators::as<std::string>{}, "WaitingForL3Out", "Conflict", "ApicRejected");
  CHECK(report_on(said(progress::pending, why, "so and so")) == "False/" + why);
  CHECK(json::parse(stored)->text_at({"message"}) == "so and so");
  CHECK(report_on(said(progress::declined, why)) == "False/" + why);
  CHECK(report_on(said(progress::pending, "Other", "", false)) == "False/Other");
}

TEST_CASE_METHOD(reporting, "trouble on the way leaves a word that stands", "[aci]") {
  CHECK(report_on(said(progress::pending, "APICUnreachable", "no answer"))
        == "Unknown/APICUnreachable");
  report_on(said(progress::placed));
  CHECK(report_on(said(progress::pending, "APICUnreachable", "no answer")) == "True/Published");
}

TEST_CASE_METHOD(reporting, "while Pods come and go the earlier word stands until the next",
                 "[aci]") {
  report_on(said(progress::placed));
  put(pod("web-1-2", "web-1", "web", {"10.244.1.7"}));
  const auto before = stored;
  CHECK(report_on({}) == "True/Published");
  CHECK(stored == before);
  report_on(said(progress::placed), evening);
  CHECK(stored == before);
}

TEST_CASE_METHOD(reporting, "a word on one EEPG says nothing of another", "[aci]") {
  report_on(said(progress::placed));
  wanted = to_f;
  store(stored);
  CHECK(report_on({}) == "Unknown/Pending");
  CHECK(json::parse(stored)->text_at({"target"}) == "uni/tn-T/out-O/instP-F");
}

TEST_CASE_METHOD(reporting, "a word on another generation does not count", "[aci]") {
  report_on(said(progress::placed));
  generation = 2;
  store(stored);
  CHECK(report_on(said(progress::placed)) == "Unknown/Pending");
  auto current = said(progress::placed);
  current.generation = 2;
  CHECK(report_on(current) == "True/Published");
  CHECK(json::parse(stored)->int_at({"observedGeneration"}, 0) == 2);
}

TEST_CASE_METHOD(reporting, "a malformed annotation is not ready, and says what stays", "[aci]") {
  wanted = "{";
  store("");
  CHECK(report_on(said(progress::placed)) == "False/InvalidAnnotation");
  CHECK_FALSE(json::parse(stored)->find("target"));
  wanted = to_e;
  store(stored);
  contribute("web");
  wanted = "{";
  store(stored);
  CHECK(report_on(said(progress::placed)) == "False/InvalidAnnotation");
  CHECK(json::parse(stored)->text_at({"target"}) == "uni/tn-T/out-O/instP-E");
  wanted = to_e;
  store(stored);
  CHECK(report_on({}) == "Unknown/Pending");
}

TEST_CASE_METHOD(reporting, "where nothing is to be reported the report is null", "[aci]") {
  SECTION("for it is switched off") {
    how.report = false;
  }
  SECTION("for there is no annotation") {
    put(deployment("web", ""));
  }
  CHECK(ask(said(progress::placed), morning).is_null());
}

TEST_CASE_METHOD(reporting, "whatever somebody wrote into our annotation is written over",
                 "[aci]") {
  store(GENERATE("", "{", "5", "[]", R"({"type":5,"status":[],"lastTransitionTime":"x"})",
                 R"({"type":"Ready","status":"True","lastTransitionTime":"2026"})"));
  CHECK(ask(said(progress::placed), morning).text_at({"lastTransitionTime"})
        == "2026-03-01T08:00:00Z");
  CHECK(ask({}, morning).text_at({"status"}) == "Unknown");
}

TEST_CASE_METHOD(reporting, "what has been written since counts before what the annotation shows",
                 "[aci]") {
  report_on(said(progress::placed), morning);
  auto object = *find(key(deployment_kind, "web"));
  object.status = R"({"type":"Ready","status":"True","lastTransitionTime":"2026-03-01T07:00:00Z"})";
  objects[object.meta.key] = take_snapshot(object);
  CHECK(ask(said(progress::placed), evening).text_at({"lastTransitionTime"})
        == "2026-03-01T07:00:00Z");
}
