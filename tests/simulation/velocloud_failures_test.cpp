#include "tests/simulation/claims.hpp"

#include <algorithm>
#include <numeric>

/// Rows 28 to 34: how VCO may fail.
using namespace weft;
using namespace weft::simulation;
using namespace std::chrono_literals;

namespace {

using sim::misbehaviour;

constexpr std::size_t for_ever = 100'000;
constexpr auto rotated = "a-rotated-token";

/// A world with one rule that is Ready.
struct settled : world {
  explicit settled(std::uint64_t seed, world_shape of = with_trace()) : world(seed, std::move(of)) {
    start();
    apply_rule("velokube1", velokube1);
    REQUIRE(run_until([&] { return all_ready(*this, {"velokube1"}); }, 1min));
    run_for(3s);
  }

  /// Lets time pass and looks every tenth of a second whether the rule is Ready all the time.
  bool stays_ready(span how_long) {
    bool always = true;
    run_until(
      [&] {
        always = always && ready("velokube1") == "True";
        return !always;
      },
      how_long);
    return always;
  }

  std::size_t calls_of(const std::string& method) {
    const auto& all = vco.calls_by_method();
    const auto found = all.find(method);
    return found == all.end() ? 0 : found->second;
  }

  std::size_t times_named(const std::string& rule) {
    const auto all = vco.rule_names(sim::quick_start);
    return static_cast<std::size_t>(std::count(all.begin(), all.end(), rule));
  }
};

} // namespace

TEST_CASE("row 28: a write whose answer was lost is not made twice", "[velocloud]") {
  world here{28, with_trace()};
  here.start();
  here.vco.inject(update_module,
                  GENERATE(misbehaviour::reset_after_apply, misbehaviour::truncated));
  here.apply_rule("velokube1", velokube1);
  REQUIRE(here.run_until([&] { return all_ready(here, {"velokube1"}); }, 2min));
  here.run_for(11min);
  const auto names = here.vco.rule_names(sim::quick_start);
  CHECK(std::count(names.begin(), names.end(), "velokube1") == 1);
  CHECK(here.vco.seen().writes == 1);
  CHECK(here.vco.calls_by_method().at(update_module) == 1);
  check_manners(here);
}

TEST_CASE("row 28: a write that never arrived is made, from a new read", "[velocloud]") {
  world here{28, with_trace()};
  here.start();
  here.vco.inject(update_module, GENERATE(misbehaviour::reset_before_apply, misbehaviour::hang));
  here.apply_rule("velokube1", velokube1);
  REQUIRE(here.run_until([&] { return here.vco.calls_by_method().contains(update_module); }, 1min));
  const auto reads = here.vco.seen().reads;
  here.vco.human_edit(
    sim::quick_start_qos,
    [](json::value& data) {
      data.find("segments")
        ->as_array()
        ->front()
        .find("rules")
        ->push_back(sim::make_rule("meanwhile"));
    },
    here.vco_time());
  REQUIRE(here.run_until([&] { return all_ready(here, {"velokube1"}); }, 3min));
  const auto names = here.vco.rule_names(sim::quick_start);
  CHECK(names.size() == 5);
  CHECK(names.front() == "velokube1");
  CHECK(names.back() == "meanwhile");
  CHECK(here.vco.seen().reads > reads);
  CHECK(here.vco.seen().writes == 1);
  check_manners(here);
}

TEST_CASE("row 29: a minute of 500 is outlived with patience", "[velocloud]") {
  settled here{29};
  here.apply_rule("velokube2", velokube2);
  here.vco.inject("*", misbehaviour::http500, for_ever);
  const auto calls = here.vco.seen().calls;
  const auto modules = here.calls_of(read_modules);
  CHECK(here.stays_ready(60s));
  CHECK(here.ready("velokube2").empty()); // nothing was decided for this generation
  CHECK(reason_of(here, "velokube2") == "VCOUnreachable");
  CHECK_THAT(message_of(here, "velokube2"), Catch::Contains("simulated failure"));
  CHECK(here.calls_of(read_modules) - modules >= 3);
  CHECK(here.vco.seen().calls - calls <= 15);
  here.vco.relent();
  CHECK(here.run_until([&] { return all_ready(here, {"velokube2"}); }, 2min));
  CHECK(here.vco.seen().writes == 2);
  CHECK(here.stays_ready(1min));
  check_manners(here);
}

TEST_CASE("row 29: a drift comparison that fails makes nobody unready", "[velocloud]") {
  settled here{29};
  const auto status = here.find(world::rule_path("velokube1"));
  here.run_for(4min);
  here.vco.inject(read_modules, misbehaviour::http500, for_ever);
  const auto reads = here.calls_of(read_modules);
  CHECK(here.stays_ready(3min));
  CHECK(here.calls_of(read_modules) > reads + 3);
  CHECK(here.calls_of(read_modules) <= reads + 45); // of three profiles
  CHECK(here.find(world::rule_path("velokube1")) == status);
  here.vco.relent();
  here.run_for(12min);
  CHECK(here.vco.seen().writes == 1);
  check_manners(here);
}

TEST_CASE("row 30: after a 429 nobody calls for five seconds", "[velocloud]") {
  settled here{30};
  const auto method = GENERATE(values<std::string>({"*", update_module}));
  CAPTURE(method);
  here.vco.inject(method, misbehaviour::http429);
  here.apply_rule("velokube2", velokube2);
  REQUIRE(here.run_until([&] { return here.vco.seen().throttled == 1; }, 2min));
  const auto calls = here.vco.seen().calls;
  here.apply_rule("velokube3", spec_of("velokube3"));
  here.apply_rule("gold", spec_of("gold", "", "Branch Gold"));
  here.apply_rule("other",
                  spec_of("other", "", "No Such Profile")); // asks for the list of profiles
  here.run_for(4700ms);
  CHECK(here.vco.seen().calls == calls);
  CHECK(here.run_until(
    [&] {
      return all_ready(here, {"velokube1", "velokube2", "velokube3", "gold"});
    },
    1min));
  CHECK(here.vco.seen().throttled == 1);
  CHECK(here.vco.seen().writes <= 5);
  check_manners(here);
}

TEST_CASE("row 30: a VCO that allows less than we ask for is given less", "[velocloud]") {
  auto shape = with_trace();
  world here{30, shape};
  here.vco.settings.limit.calls = 2;
  std::vector<std::string> names;
  for (int i = 0; i < 20; ++i)
    names.push_back("rule-" + std::to_string(i));
  here.start();
  for (const auto& one : names)
    here.apply_rule(one,
                    spec_of(one, "", names.front() == one ? "Branch Gold" : "Quick Start Profile"));
  CHECK(here.run_until([&] { return all_ready(here, names); }, 5min));
  const auto throttled = here.vco.seen().throttled;
  here.run_for(20min);
  CHECK(here.vco.seen().throttled <= throttled + 2);
  CHECK(here.vco.seen().writes <= 4);
  check_manners(here, 3); // were under way already
}

TEST_CASE("row 31: a token that lapsed stops everything until the Secret is rotated",
          "[velocloud]") {
  settled here{31};
  here.vco.rotate_token(sim::demo_token, rotated, here.vco_time());
  here.apply_rule("velokube2", velokube2);
  REQUIRE(here.run_until(
    [&] {
      return reason_of(here, "velokube2") == "AuthFailed"
             && message_of(here, "velokube2").find("tokenError") != std::string::npos;
    },
    1min));
  const auto calls = here.vco.seen().calls;
  const auto writes = here.vco.seen().writes;
  CHECK(here.stays_ready(10min)); // verified and unchanged
  CHECK(here.vco.seen().calls - calls <= 21);
  CHECK(here.vco.seen().writes == writes);
  SECTION("which is told") {
    here.newest().vco->change_token(rotated);
  }
  SECTION("which is noticed at the next probe") {
    for (auto& one : here.vco.accounts)
      if (one.token == rotated)
        one.token = sim::demo_token;
  }
  const auto took = here.run_until(
    [&] {
      return all_ready(here, {"velokube1", "velokube2"});
    },
    1min);
  REQUIRE(took);
  CHECK(*took <= 35s);
  CHECK(here.vco.seen().writes == writes + 1);
  CHECK_FALSE(traced(here, rotated));
  check_manners(here);
}

TEST_CASE("row 32: an answer 302 is no way in and is not followed", "[velocloud]") {
  settled here{32};
  here.vco.inject("*", misbehaviour::redirect302, for_ever);
  here.apply_rule("velokube2", velokube2);
  REQUIRE(here.run_until([&] { return reason_of(here, "velokube2") == "AuthFailed"; }, 1min));
  const auto calls = here.vco.seen().calls;
  CHECK(here.stays_ready(5min));
  CHECK(here.vco.seen().calls - calls <= 11);
  here.vco.relent();
  const auto took = here.run_until(
    [&] {
      return all_ready(here, {"velokube1", "velokube2"});
    },
    1min);
  REQUIRE(took);
  CHECK(*took <= 35s);
  check_manners(here);
}

TEST_CASE("row 33: of a batch of eight the one that VCO refuses stands alone", "[velocloud]") {
  world here{33, with_trace()};
  here.vco.settings.reject_if = [](const json::value& rule) {
    return at(rule, {"match", "hostname"}) == "rule-5.vcn.cloud"
             ? "hostname is on the list of shame"
             : "";
  };
  std::vector<std::string> good;
  for (int i = 0; i < 8; ++i) {
    const auto name = "rule-" + std::to_string(i);
    here.apply_rule(name, spec_of(name));
    if (i != 5)
      good.push_back(name);
  }
  here.start();
  REQUIRE(here.run_until(
    [&] { return all_ready(here, good) && here.ready("rule-5") == "False/VCORejected"; }, 1min));
  CHECK_THAT(message_of(here, "rule-5"), Catch::Contains("hostname is on the list of shame"));
  CHECK(here.vco.rule_names(sim::quick_start).size() == 10);
  CHECK_FALSE(here.vco.rule(sim::quick_start, "rule-5"));
  const auto refused = here.vco.seen().refused_writes;
  CHECK(refused <= 6);

  // the next ones do not wait for it
  here.run_for(5s);
  here.apply_rule("later", spec_of("later"));
  const auto took = here.run_until([&] { return all_ready(here, {"later"}); }, 1min);
  REQUIRE(took);
  CHECK(*took <= 5s);
  CHECK(here.vco.seen().refused_writes == refused);

  // nor does it rest for ever
  here.vco.settings.reject_if = nullptr;
  SECTION("it is tried again after ten minutes") {
    CHECK(here.run_until([&] { return all_ready(here, {"rule-5"}); }, 11min));
  }
  SECTION("it is tried at once when it changes") {
    here.patch(world::rule_path("rule-5"), R"({"spec":{"dport":8443}})");
    const auto again = here.run_until([&] { return all_ready(here, {"rule-5"}); }, 1min);
    REQUIRE(again);
    CHECK(*again <= 5s);
  }
  good.push_back("rule-5");
  good.push_back("later");
  CHECK(all_ready(here, good));
  check_manners(here);
}

TEST_CASE("row 33: what VCO goes on refusing is asked about once in ten minutes", "[velocloud]") {
  world here{33, with_trace()};
  here.vco.settings.reject_if
    = [](const json::value& rule) { return at(rule, {"name"}) == "bad" ? "no" : ""; };
  here.start();
  here.apply_rule("bad", spec_of("bad"));
  here.apply_rule("good", spec_of("good"));
  REQUIRE(here.run_until(
    [&] { return all_ready(here, {"good"}) && here.ready("bad") == "False/VCORejected"; }, 1min));
  const auto refused = here.vco.seen().refused_writes;
  const auto status = here.find(world::rule_path("bad"));
  here.run_for(61min);
  CHECK(here.vco.seen().refused_writes - refused <= 6);
  CHECK(here.vco.seen().writes == 1);
  CHECK(here.find(world::rule_path("bad")) == status);
  here.erase(world::rule_path("bad"));
  CHECK(here.run_until([&] { return here.find(world::rule_path("bad")).is_null(); }, 1min));
  check_manners(here);
}

TEST_CASE("row 33: several that VCO goes on refusing keep their word and write nothing",
          "[velocloud]") {
  world here{33, with_trace()};
  here.vco.settings.reject_if = [](const json::value& rule) {
    return at(rule, {"match", "hostname"}) == "refused.vcn.cloud" ? "not this host" : "";
  };
  here.start();
  const std::vector<std::string> all{"o1", "o3", "o4"};
  here.apply_rule("o3", spec_of("stood-before"));
  REQUIRE(here.run_until([&] { return all_ready(here, {"o3"}); }, 1min));
  const auto refused_as = [](const std::string& name) {
    return "{profile: Quick Start Profile, name: " + name
           + ", fqdn: refused.vcn.cloud, dport: 443}";
  };
  here.apply_rule("o1", refused_as("first"));
  here.apply_rule("o3", refused_as("renamed"));
  here.apply_rule("o4", refused_as("last"));
  const auto words = [&] {
    std::vector<json::value> out;
    for (const auto& name : all)
      out.push_back(here.find(world::rule_path(name)));
    return out;
  };
  REQUIRE(here.run_until(
    [&] {
      return std::all_of(all.begin(), all.end(), [&](const std::string& name) {
        return here.ready(name) == "False/VCORejected";
      });
    },
    2min));
  here.run_for(11min); // so that what was learned in between is in it
  const auto before = words();
  const auto tried = here.vco.seen().refused_writes;
  here.run_for(31min);
  CHECK(here.vco.seen().refused_writes > tried);
  CHECK(words() == before);
  check_manners(here);
}

TEST_CASE("row 34: 200 with an error text is a refusal and never a success", "[velocloud]") {
  settled here{34};
  here.vco.inject(update_module, misbehaviour::error_string200, for_ever);
  here.apply_rule("velokube2", velokube2);
  bool claimed = false;
  here.run_until(
    [&] {
      claimed = claimed || here.ready("velokube2") == "True";
      return here.ready("velokube2") == "False/VCORejected";
    },
    1min);
  CHECK(here.ready("velokube2") == "False/VCORejected");
  CHECK_THAT(message_of(here, "velokube2"), Catch::Contains("simulated refusal"));
  CHECK(here.stays_ready(5min));
  CHECK_FALSE(claimed);
  CHECK(here.times_named("velokube2") == 0);
  CHECK(here.vco.seen().writes == 1);
  here.vco.relent();
  CHECK(here.run_until([&] { return all_ready(here, {"velokube2"}); }, 11min));
  CHECK(here.times_named("velokube2") == 1);
  check_manners(here);
}
