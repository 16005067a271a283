#include "tests/simulation/scene.hpp"

#include <algorithm>

using namespace weft;
using namespace weft::simulation;

namespace {

using names = std::vector<std::string>;

std::string numbered(const std::string& stem, int n) {
  return stem + std::to_string(1000 + n).substr(1);
}

/// Creates objects `stem`000, `stem`001, … that want rules "velo-<name>".
void apply_many(world& here, const std::string& stem, int count, const std::string& profile,
                const std::string& ns = "ns1") {
  for (int n = 0; n < count; ++n) {
    const auto name = numbered(stem, n);
    REQUIRE(here.apply_rule(name,
                            "{profile: " + profile + ", name: velo-" + name + ", fqdn: " + name
                              + ".vcn.cloud, dport: " + std::to_string(1000 + n) + "}",
                            ns)
            == 201);
  }
}

/// The rules of one burst from the top: namespace and name decide, the last is on top.
names stacked(const std::string& stem, int count) {
  names out;
  for (int n = count - 1; n >= 0; --n)
    out.push_back("velo-" + numbered(stem, n));
  return out;
}

names with_people(names ours) {
  for (const auto* name : {"Box for everybody", "Voice to HQ \"north\"", "gäste-wlan"})
    ours.emplace_back(name);
  return ours;
}

std::size_t count_ready(world& here) {
  const auto all = here.list("/apis/vcn.cloud/v1/velocloudbps");
  return static_cast<std::size_t>(
    std::count_if(all.begin(), all.end(),
                  [&](const json::value& one) { return here.condition_of(one) == "True"; }));
}

/// Runs until so many objects are Ready, looking once a second. @returns how long that took.
std::optional<span> until_ready(world& here, std::size_t how_many, span limit) {
  for (span passed = 0s; passed <= limit; passed += 1s) {
    if (count_ready(here) == how_many)
      return passed;
    here.run_for(1s);
  }
  return std::nullopt;
}

constexpr std::int64_t first_profile = 201;

/// Ten profiles "Site 0" to "Site 9" like "Quick Start Profile", ids from 201 on.
void add_sites(scene& here) {
  const auto like = sim::make_profiles().front();
  for (int n = 0; n < 10; ++n) {
    auto site = like;
    site.id = first_profile + n;
    site.name = "Site " + std::to_string(n);
    site.modules.front().id = site.id * 10 + 1;
    here.vco.profiles.push_back(std::move(site));
  }
}

} // namespace

TEST_CASE("row 12: a thousand objects that wait for the start take at most three writes",
          "[velocloud]") {
  scene here;
  const auto people = here.rules_of_people();
  apply_many(here, "app", 1000, "Quick Start Profile");
  here.start();
  REQUIRE(until_ready(here, 1000, 5min));
  CHECK(here.vco.rule_names(sim::quick_start) == with_people(stacked("app", 1000)));
  CHECK(here.rules_of_people() == people);
  here.run_for(15min);
  const auto& seen = here.vco.seen();
  CHECK(seen.writes <= 3);
  CHECK(seen.bytes_in + seen.bytes_out < 16'000'000);
  CHECK(here.blemishes() == names{});
}

TEST_CASE("row 13: ten profiles of a hundred objects proceed in parallel within the gate",
          "[velocloud]") {
  scene here;
  add_sites(here);
  here.vco.settings.least_latency = here.vco.settings.most_latency = 500ms;
  here.vco.settings.limit.at_once = 4;
  here.vco.settings.limit.calls = 14; // ten a second and the four that may start at once
  for (int n = 0; n < 10; ++n)
    apply_many(here, "app" + std::to_string(n), 100, "Site " + std::to_string(n));
  here.start();
  const auto took = until_ready(here, 1000, 5min);
  REQUIRE(took);
  // One after the other would be four calls of half a second for each of ten profiles.
  CHECK(*took < 16s);
  std::size_t overlaps = 0;
  for (std::int64_t n = 0; n < 10; ++n) {
    const auto profile = first_profile + n;
    const auto made = here.changes(profile * 10 + 1);
    CHECK(made.size() <= 3);
    CHECK(here.vco.rule_names(profile) == with_people(stacked("app" + std::to_string(n), 100)));
    const auto earlier = here.changes(first_profile * 10 + 1).front().when;
    overlaps += n > 0 && made.front().when - earlier < 4 * 500ms * n;
  }
  CHECK(overlaps == 9);
  const auto& seen = here.vco.seen();
  CHECK(seen.most_calls_in_flight > 1);
  CHECK(seen.most_calls_in_flight <= 4);
  CHECK(seen.throttled == 0);
  CHECK(here.blemishes() == names{});
}

TEST_CASE("row 13: where answers come at once it is the rate that holds", "[velocloud]") {
  scene here;
  add_sites(here);
  here.vco.settings.limit.calls = 15; // ten a second, four that may start at once, and the wire
  for (int n = 0; n < 10; ++n)
    apply_many(here, "app" + std::to_string(n), 3, "Site " + std::to_string(n));
  here.start();
  const auto took = until_ready(here, 30, 1min);
  REQUIRE(took);
  CHECK(*took < 15s);
  CHECK(here.vco.seen().throttled == 0);
  CHECK(here.blemishes() == names{});
}

TEST_CASE("row 14: objects of two namespaces that arrive at once all have their rules",
          "[velocloud]") {
  for (const auto mode : every_id_mode) {
    INFO(to_string(mode));
    scene here{mode};
    const auto people = here.rules_of_people();
    here.open();
    for (int wave = 0; wave < 5; ++wave) {
      apply_many(here, "a" + std::to_string(wave), 10, "Quick Start Profile", "ns1");
      apply_many(here, "b" + std::to_string(wave), 10, "Quick Start Profile", "ns2");
      here.run_for(700ms);
    }
    REQUIRE(until_ready(here, 100, 5min));
    CHECK(here.vco.rules(sim::quick_start).size() == 103);
    for (const auto* stem : {"a", "b"})
      for (int wave = 0; wave < 5; ++wave)
        for (const auto& name : stacked(stem + std::to_string(wave), 10))
          CHECK(here.count_rules(name) == 1);
    CHECK(here.rules_of_people() == people);
    here.run_for(1min);
    CHECK(here.counted().writes <= 3); // one, and one for each two seconds of the stream
    CHECK(here.blemishes() == names{});
  }
}
