#include "protocol/velocloud/show.hpp"
#include "tests/unit/protocol/velocloud/module.hpp"

#include <algorithm>

using namespace weft;
using namespace weft::velocloud;

namespace {

using lines = std::vector<std::string>;

constexpr std::string_view marks = "+~-!";

/// A module of profile 101, and what is said of writes to it.
struct shown_module : module_of_101 {
  lines shown(const json::value& before, const json::value& after, bool create = false) {
    module_state state;
    state.data = before;
    observation seen;
    seen.body = create ? nullptr : take_snapshot(state);
    module_write write;
    write.profile_id = 101;
    write.create = create;
    write.data = after;
    transaction work;
    work.target = target;
    work.body = take_snapshot(write);
    const plan_request asked{target, parts, seen, held, refused, may_remove, sweep, live};
    lines out;
    told = show(how, asked, work, index.profiles);
    for (const auto& one : told)
      out.push_back({marks[static_cast<std::size_t>(one.what)], ' '});
    for (std::size_t i = 0; i < told.size(); ++i)
      out[i] += told[i].text;
    return out;
  }

  /// Of what is planned now.
  lines planned_lines() {
    const auto what = planned();
    return what.work ? shown(data, as<module_write>(what.work->body).data) : lines{};
  }

  std::vector<change_line> told;
};

} // namespace

TEST_CASE_METHOD(shown_module, "a new rule is shown with its place, its object and its match",
                 "[velocloud][show]") {
  give("velokube2", velokube2);
  CHECK(planned_lines()
        == lines{R"(+ rule "velokube2" at 0 in Global Segment of "Quick Start Profile" )"
                 R"((for VelocloudBP/ns1/velokube2): hostname velokube2.vcn.cloud, dport 443, )"
                 R"(class realtime, link fixed, group PUBLIC_WIRED, priority high, at most 40 %)"});
  CHECK(told.front().about == object_key{"VelocloudBP", "ns1", "velokube2"});
}

TEST_CASE_METHOD(shown_module, "an edit is shown path by path, each way of saying it once",
                 "[velocloud][show]") {
  give("velokube1", velokube1);
  give("velokube2", velokube2);
  settle();
  CHECK(planned_lines().empty());
  give("velokube2", velokube2_edited);
  CHECK(planned_lines()
        == lines{R"(~ rule "velokube2" at 0 in Global Segment of "Quick Start Profile" )"
                 R"((for VelocloudBP/ns1/velokube2): action.*.serviceGroup: "PUBLIC_WIRED" -> )"
                 R"("PRIVATE_WIRED", action.QoS.*.bandwidthCapPct: 40 -> 10, )"
                 R"(action.QoS.*.priority: "high" -> "low")"});
}

TEST_CASE_METHOD(shown_module, "a rename is an edit of the rule that was there",
                 "[velocloud][show]") {
  give("velokube1", velokube1);
  settle();
  auto spec = *json::parse(velokube1);
  spec.set("name", "renamed");
  give("velokube1", json::write(spec));
  CHECK(planned_lines()
        == lines{R"(~ rule "velokube1" at 0 in Global Segment of "Quick Start Profile" )"
                 R"((for VelocloudBP/ns1/velokube1): name: "velokube1" -> "renamed")"});
}

TEST_CASE_METHOD(shown_module, "a rule that goes is shown with the object it was for",
                 "[velocloud][show]") {
  give("velokube1", velokube1);
  settle();
  take_away("velokube1");
  CHECK(planned_lines()
        == lines{R"(- rule "velokube1" at 0 in Global Segment of "Quick Start Profile" )"
                 R"((for VelocloudBP/ns1/velokube1))"});
}

TEST_CASE_METHOD(shown_module, "a rule of nobody's that is swept is shown as such",
                 "[velocloud][show]") {
  give("velokube1", velokube1);
  settle();
  parts.clear();
  sweep = true;
  CHECK(planned_lines()
        == lines{R"(- rule "velokube1" at 0 in Global Segment of "Quick Start Profile" )"
                 R"((its object is gone))"});
  CHECK(told.front().about == object_key{});
}

TEST_CASE_METHOD(shown_module, "a rule that is taken over changes hands", "[velocloud][show]") {
  give("velokube1", velokube1);
  settle();
  auto taken = *rule("velokube1");
  taken.erase("ruleLogicalId");
  parts.clear();
  status.clear();
  rules().erase(rules().begin());
  rules().push_back(taken);
  give("velokube1", velokube1);
  const auto said = planned_lines();
  REQUIRE(said.size() == 1);
  CHECK(said[0].starts_with(R"(~ rule "velokube1" at 3 in Global Segment)"));
  CHECK(said[0].find("ruleLogicalId: none -> \"76656c6f-") != std::string::npos);
}

TEST_CASE_METHOD(shown_module, "a rule that is not ours and would differ is cried out",
                 "[velocloud][show]") {
  const auto before = data;
  SECTION("altered") {
    rules()[1].find("match")->set("dport_low", 1);
    const auto said = shown(before, data);
    REQUIRE(said.size() == 1);
    CHECK(said[0].starts_with(R"(! rule "human-2" at 1 in Global Segment)"));
    CHECK(said[0].ends_with("; it is not ours"));
  }
  SECTION("removed") {
    rules().erase(rules().begin());
    CHECK(shown(before, data)
          == lines{R"(! rule "human-1" at 0 in Global Segment of "Quick Start Profile")"
                   " would be removed; it is not ours"});
  }
  SECTION("made") {
    rules(1).push_back(rules()[0]);
    const auto said = shown(before, data);
    REQUIRE(said.size() == 1);
    CHECK(said[0].starts_with(R"(! rule "human-1" at 0 in Voice of)"));
    CHECK(said[0].ends_with("; nobody wishes that"));
  }
  SECTION("moved") {
    std::swap(rules()[0], rules()[2]);
    CHECK(shown(before, data)
          == lines{R"(! the order of the rules in Global Segment of "Quick Start Profile" that )"
                   "are not ours would differ; nobody wishes that"});
  }
  SECTION("another cluster's") {
    rules()[0].set("ruleLogicalId", rule_id("cluster-2", "uid-velokube1"));
    const auto theirs = data;
    rules()[0].set("name", "mine");
    CHECK(shown(theirs, data).front().front() == '!');
  }
}

TEST_CASE_METHOD(shown_module, "what is beside the rules and would differ is cried out",
                 "[velocloud][show]") {
  const auto before = data;
  data.find("serviceRateLimit")->set("enabled", true);
  segment(1).erase("extra");
  CHECK(shown(before, data)
        == lines{R"(! beside the rules of "Quick Start Profile": serviceRateLimit.enabled: false )"
                 "-> true; nobody wishes that",
                 R"(! beside the rules of "Quick Start Profile": segments[0].extra: [1,2.0] -> )"
                 "none; nobody wishes that"});
}

TEST_CASE_METHOD(shown_module, "rules that come where there was no list of them are rules",
                 "[velocloud][show]") {
  segment(0).set("rules", nullptr);
  give("velokube1", velokube1);
  const auto said = planned_lines();
  REQUIRE(said.size() == 1);
  CHECK(said[0].starts_with(R"(+ rule "velokube1" at 0)"));
}

TEST_CASE_METHOD(shown_module, "a module that is made is shown before its rules",
                 "[velocloud][show]") {
  give("velokube1", velokube1);
  const auto what = planned();
  const auto said = shown({}, as<module_write>(what.work->body).data, true);
  REQUIRE(said.size() > 1);
  CHECK(said[0] == R"(+ QOS module of "Quick Start Profile")");
}

TEST_CASE_METHOD(shown_module, "odd documents are compared as far as they go",
                 "[velocloud][show]") {
  const auto odd = GENERATE(
    R"(null)", R"([])", R"({"segments":7})", R"({"segments":[null,3,{"rules":{}}]})",
    R"({"segments":[{"rules":[null,1,"x",{"name":5,"ruleLogicalId":[]},{"name":"a\nb"}]}]})");
  const auto read = *json::parse(odd);
  CHECK(shown(read, read).empty());
  give("velokube1", velokube1);
  CHECK_FALSE(shown(read, data).empty());
  CHECK_FALSE(shown(data, read).empty());
}

TEST_CASE_METHOD(shown_module, "names from outside stay within their quotation marks",
                 "[velocloud][show]") {
  const auto before = data;
  rules()[0].set("name", "a\n\"b\"\x1b[31m");
  const auto dressed = data;
  data = before;
  const auto said = shown(dressed, before);
  REQUIRE(said.size() == 1);
  CHECK(said[0].find('\n') == std::string::npos);
  CHECK(said[0].find('\x1b') == std::string::npos);
}
