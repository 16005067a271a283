#include "tests/simulation/claims.hpp"

#include <algorithm>

/// The whole cluster is watched, or some namespaces of it: whoever asks for something there sees no
/// difference. @see kubernetes.md 20 row 18
using namespace weft;
using namespace weft::simulation;
using namespace std::chrono_literals;

namespace {

/// What can be seen from outside.
struct sight {
  std::vector<std::string> rules; ///< of both profiles, in order
  std::vector<std::string> words; ///< how each object stands
  std::vector<std::string> events;
  std::size_t writes = 0;

  bool operator==(const sight&) const = default;
};

sight look_at(world& here) {
  sight out;
  for (const auto profile : {sim::quick_start, sim::branch_gold})
    for (auto& name : here.vco.rule_names(profile))
      out.rules.push_back(std::move(name));
  for (const auto* ns : {"ns1", "ns2"})
    for (const auto& one :
         here.list("/apis/vcn.cloud/v1/namespaces/" + std::string{ns} + "/velocloudbps")) {
      const std::string name{one.text_at({"metadata", "name"})};
      out.words.push_back(std::string{ns} + "/" + name + " " + here.ready(name, ns));
    }
  out.events = here.event_reasons();
  std::sort(out.events.begin(), out.events.end());
  out.writes = here.vco.seen().writes;
  return out;
}

/// One life of a cluster, seen after each of its turns.
std::vector<sight> live_through(std::vector<std::string> namespaces) {
  auto shape = with_trace();
  shape.namespaces = std::move(namespaces);
  world here{91, std::move(shape)};
  std::vector<sight> out;
  const auto turn = [&] {
    here.run_for(2min);
    out.push_back(look_at(here));
  };
  here.apply_rule("before", spec_of("before"), "ns2");
  here.start();
  here.apply_rule("a", spec_of("a"));
  here.apply_rule("a", spec_of("a-of-ns2"), "ns2");
  here.apply_rule("odd", spec_of("odd", ", link-policy: fixed"));
  turn();
  here.apply_rule("a", spec_of("a", ", bandwidth-limit: 40"));
  here.apply_rule("before", spec_of("before", "", "Branch Gold"), "ns2");
  turn();
  here.api->core().forget_history();
  here.api->core().restart();
  here.erase(world::rule_path("a", "ns2"));
  turn();
  here.kill(here.newest());
  here.erase(world::rule_path("odd"));
  here.apply_rule("late", spec_of("late"));
  here.start();
  turn();
  check_manners(here);
  return out;
}

} // namespace

TEST_CASE("kubernetes row 18: namespaced mode and cluster mode give the same behaviour",
          "[velocloud]") {
  const auto whole = live_through({});
  const auto part = live_through({"ns1", "ns2"});
  REQUIRE(whole.size() == part.size());
  for (std::size_t i = 0; i < whole.size(); ++i) {
    CAPTURE(i);
    CHECK(whole[i].rules == part[i].rules);
    CHECK(whole[i].words == part[i].words);
    CHECK(whole[i].events == part[i].events);
    CHECK(whole[i].writes == part[i].writes);
  }
  CHECK(whole.back().words
        == std::vector<std::string>{"ns1/a True", "ns1/late True", "ns2/before True"});
}
