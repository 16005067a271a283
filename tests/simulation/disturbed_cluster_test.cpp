#include "adapters/yaml/reader.hpp"
#include "protocol/state/vitals.hpp"
#include "tests/simulation/claims.hpp"

#include <algorithm>

/// What an API server may do to us: each time a clear word, the rest goes on, nothing is lost, and
/// it heals by itself.
using namespace weft;
using namespace weft::simulation;
using namespace std::chrono_literals;

namespace {

using k8s::server::misfortune;

constexpr auto definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/";

/// What /readyz says of the newest process.
std::string readiness(world& here) {
  vitals now;
  for (const auto& one : dump(here))
    note(now, one);
  return write_checks(
    check_domain(now, "velocloud", {"Namespace", "VelocloudBP", "VelocloudPolicy"}));
}

bool is_ready(world& here) {
  return readiness(here).find("[-]") == std::string::npos;
}

} // namespace

TEST_CASE("an API server that is out of its mind at the start is named and outlived",
          "[velocloud]") {
  auto shape = with_trace();
  shape.pace.stream = false;
  world here{71, std::move(shape)};
  const auto [how, word] = GENERATE(Catch::Generators::table<misfortune, std::string>({
    {misfortune::html, "<!DOCTYPE html>"},
    {misfortune::half_line, "never closed"},
    {misfortune::garbage, "JSON"},
    {misfortune::error, "etcdserver: leader changed"},
    {misfortune::unavailable, "unable to handle the request"},
    {misfortune::unauthorized, "Unauthorized"},
    {misfortune::drop, "connection"},
  }));
  CAPTURE(word);
  here.misfortunes.add({how, "GET", "", 12});
  here.apply_rule("velokube1", velokube1);
  here.start();
  here.run_for(1s);
  const auto words = readiness(here);
  CHECK_THAT(words, Catch::Contains("[-]velocloud/VelocloudBP failed: ") && Catch::Contains(word));
  CHECK(traced(here, "Source is disturbed"));
  CHECK_THAT(words, !Catch::Contains("has no uid"));
  CHECK(here.vco.seen().writes == 0);
  CHECK(here.run_until([&] { return all_ready(here, {"velokube1"}) && is_ready(here); }, 10min));
  CHECK(here.vco.seen().writes == 1);
  check_manners(here);
}

TEST_CASE("an API server that is out of its mind while we write loses no word of ours",
          "[velocloud]") {
  world here{72, with_trace()};
  const auto how = GENERATE(misfortune::html, misfortune::half_line, misfortune::garbage,
                            misfortune::error, misfortune::unavailable, misfortune::unauthorized,
                            misfortune::throttled, misfortune::drop, misfortune::drop_after);
  CAPTURE(static_cast<int>(how));
  here.start();
  here.run_for(5s);
  here.misfortunes.add({how, "PATCH", "", 6});
  here.misfortunes.add({how, "POST", "", 2});
  here.apply_rule("velokube1", velokube1);
  here.apply_rule("odd", spec_of("odd", ", link-policy: fixed")); // an event is told of it
  CHECK(here.run_until([&] { return all_ready(here, {"velokube1", "odd"}); }, 10min));
  if (how != misfortune::throttled)
    CHECK(traced(here, "An object could not be written"));
  CHECK(here.vco.rule_names(sim::quick_start).size() == 5);
  CHECK(here.vco.seen().writes <= 2);
  here.misfortunes.add({how, "PATCH", "", 6});
  here.erase(world::rule_path("velokube1"));
  CHECK(here.run_until([&] { return here.find(world::rule_path("velokube1")).is_null(); }, 15min));
  CHECK(here.vco.rule_names(sim::quick_start).size() == 4);
  check_manners(here);
}

TEST_CASE("an object of three megabytes is one object among others", "[velocloud]") {
  world here{73, with_trace()};
  auto definition = here.find(std::string{definitions} + "velocloudbps.vcn.cloud");
  for (auto& version : *definition.find_path({"spec", "versions"})->as_array())
    version["schema"].set("openAPIV3Schema", json::parse(R"({"type":"object",
                            "x-kubernetes-preserve-unknown-fields":true})")
                                               .value());
  here.patch(std::string{definitions} + "velocloudbps.vcn.cloud", json::write(definition));
  const std::string large(3U << 20U, 'x');
  const bool before_start = GENERATE(true, false);
  if (!before_start)
    here.start();
  here.apply_rule("velokube1", velokube1);
  here.apply_rule("named",
                  "{profile: Quick Start Profile, fqdn: named.vcn.cloud, dport: 443, name: " + large
                    + "}");
  here.apply_rule("stuffed", spec_of("stuffed", ", x-stuffing: " + large));
  here.apply_rule("velokube2", velokube2);
  if (before_start)
    here.start();
  CHECK(here.run_until(
    [&] {
      return all_ready(here, {"velokube1", "velokube2", "stuffed"})
             && here.ready("named") == "False/InvalidSpec";
    },
    1min));
  CHECK_THAT(message_of(here, "named"),
             Catch::Contains("spec.name is \"xxx") && Catch::Contains("1 to 128 characters"));
  CHECK(message_of(here, "named").size() < 1024);
  for (const auto& one : dump(here)) // a word of it, not the whole
    CHECK(one.last_error.size() + one.reason.size() < 4096);
  CHECK(here.vco.rule_names(sim::quick_start).size() == 6);
  check_manners(here);
}

TEST_CASE("a CRD that is missing at the start is named, and served when it appears",
          "[velocloud]") {
  world here{74, with_trace()};
  const auto which = GENERATE(values<std::string>({"velocloudbps", "velocloudpolicies"}));
  const auto kind = which == "velocloudbps" ? "VelocloudBP" : "VelocloudPolicy";
  CAPTURE(which);
  auto definition = here.find(definitions + which + ".vcn.cloud");
  here.erase(definitions + which + ".vcn.cloud");
  here.run_for(1s);
  REQUIRE(here.find(definitions + which + ".vcn.cloud").is_null());
  if (which != "velocloudbps")
    here.apply_rule("velokube1", velokube1);
  here.start();
  here.run_for(5min);
  CHECK_THAT(readiness(here),
             Catch::Contains(std::string{"[-]velocloud/"} + kind + " failed: not synced")
               && Catch::Contains("[+]velocloud/Namespace ok"));
  CHECK_THAT(readiness(here), Catch::Contains("is its CRD installed?"));
  CHECK(here.vco.seen().writes == 0); // limits that nobody knows allow nothing
  definition.erase("status");
  for (const auto* name : {"uid", "resourceVersion", "creationTimestamp", "generation",
                           "managedFields", "deletionTimestamp", "finalizers"})
    definition["metadata"].erase(name);
  CHECK(here.apply(definition) == 201);
  here.apply_rule("velokube1", velokube1);
  const auto took = here.run_until([&] { return all_ready(here, {"velokube1"}); }, 5min);
  REQUIRE(took);
  CHECK(*took < 65s);
  CHECK(is_ready(here));
  CHECK(here.vco.seen().writes == 1);
  check_manners(here);
}

TEST_CASE("a right that is denied on one kind is named, and used when it is granted",
          "[velocloud]") {
  const auto [plural, kind] = GENERATE(
    Catch::Generators::table<std::string, std::string>({{"velocloudbps", "VelocloudBP"},
                                                        {"velocloudpolicies", "VelocloudPolicy"},
                                                        {"namespaces", "Namespace"}}));
  const auto verb = GENERATE(values<std::string>({"list", "watch"}));
  CAPTURE(plural, verb);
  auto shape = with_trace();
  shape.pace.stream = false;
  world here{75, std::move(shape)};
  here.apply_rule("velokube1", velokube1);
  here.api->core().deny({"", verb, plural, ""});
  here.start();
  here.run_for(5min);
  std::size_t passed = 0;
  const auto said = readiness(here);
  for (std::size_t at = 0; (at = said.find("[+]", at)) != std::string::npos; ++at)
    ++passed;
  CHECK(traced(here, "Source is disturbed"));
  CHECK(traced(here, "cannot " + verb + " resource"));
  if (verb == "list") {
    CHECK_THAT(said, Catch::Contains("[-]velocloud/" + kind + " failed: denied")
                       && Catch::Contains("cannot list resource \"" + plural));
    CHECK(passed == 3);
    CHECK(here.vco.seen().writes == 0);
  }
  here.api->core().allow_again();
  CHECK(here.run_until([&] { return all_ready(here, {"velokube1"}) && is_ready(here); }, 65s));
  CHECK(here.vco.seen().writes == 1);
  check_manners(here);
}

TEST_CASE("where snapshots are streamed the right to watch suffices", "[velocloud]") {
  world here{75, with_trace()};
  here.apply_rule("velokube1", velokube1);
  for (const auto* plural : {"velocloudbps", "velocloudpolicies", "namespaces"})
    here.api->core().deny({"", "list", plural, ""});
  here.start();
  CHECK(here.run_until([&] { return all_ready(here, {"velokube1"}) && is_ready(here); }, 65s));
  CHECK_FALSE(traced(here, "Source is disturbed"));
}

TEST_CASE("a right to write that is denied is named, and used when it is granted", "[velocloud]") {
  world here{76, with_trace()};
  SECTION("status: nothing is written whose place cannot be recorded") {
    here.api->core().deny({"", "patch", "velocloudbps/status", ""});
    here.start();
    here.apply_rule("velokube1", velokube1);
    here.run_for(1min);
    CHECK(here.vco.seen().writes == 0);
    CHECK(here.vco.seen().calls < 60);
  }
  SECTION("finalizers: nothing is written that could be left behind") {
    here.api->core().deny({"", "patch", "velocloudbps", ""});
    here.start();
    here.apply_rule("velokube1", velokube1);
    here.run_for(1min);
    CHECK(here.vco.seen().writes == 0);
  }
  CHECK(traced(here, "cannot patch resource"));
  const auto all = dump(here);
  const auto own = std::find_if(all.begin(), all.end(),
                                [](const auto& one) { return one.actor == "velocloud.object"; });
  REQUIRE(own != all.end());
  CHECK_THAT(own->last_error, Catch::Contains("cannot patch resource"));
  here.api->core().allow_again();
  CHECK(here.run_until([&] { return all_ready(here, {"velokube1"}); }, 6min));
  CHECK(here.vco.seen().writes == 1);
  check_manners(here);
}

TEST_CASE("events that may not be written are missed by nobody else", "[velocloud]") {
  world here{77, with_trace()};
  here.api->core().deny({"", "create", "events", ""});
  here.start();
  here.apply_rule("odd", spec_of("odd", ", link-policy: fixed"));
  CHECK(here.run_until([&] { return all_ready(here, {"odd"}); }, 1min));
  CHECK(is_ready(here));
  here.api->core().allow_again();
  here.apply_rule("odd-too", spec_of("odd-too", ", link-policy: fixed"));
  CHECK(here.run_until([&] { return !here.event_reasons().empty(); }, 1min));
  check_manners(here);
}
