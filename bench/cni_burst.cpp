// A hundred Pods ask for a network at once, whose plugin takes 100 ms. The promises: what that many
// workers need is exceeded by less than 15 %, and never do two plugins run for one sandbox.

#include "actors/cni/session.hpp"
#include "bench/node/crowded_node.hpp"
#include "bench/stage/meter.hpp"
#include "bench/stage/verdict.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

namespace weft::bench {

namespace {

using namespace std::chrono_literals;

constexpr auto plugin_time = 100ms;
constexpr double allowance = 1.15;

} // namespace

TEST_CASE("many Pods ask at once") {
  const std::size_t pods = is_quick() ? 10 : 100;
  crowded_node here{pods};
  here.define_slow(plugin_time);
  here.start();
  here.await_quiet();
  const auto began = boottime_ns();
  here.ask_all();
  here.await("all have been served", [&] {
    const auto calls = here.executions();
    return calls.size() == pods
           && std::ranges::all_of(calls, [](const auto& one) { return one.ended_ns.has_value(); });
  });
  const auto calls = here.executions();
  auto last = began;
  for (const auto& one : calls)
    last = std::max(last, *one.ended_ns);

  const auto workers = static_cast<double>(cni::workers_of({}));
  const std::chrono::duration<double> each = plugin_time;
  const auto ideal = static_cast<double>(pods) * each.count() / workers;
  const auto took = static_cast<double>(last - began) / 1e9;
  const auto overlaps = tests::overlaps_in_one_container(calls);
  const auto what
    = std::to_string(pods) + " Pods at once, plugin of 100 ms, " + rounded(workers, 0) + " workers";
  tabulate(what, "< " + rounded(allowance * ideal) + " s", rounded(took) + " s",
           at_most(allowance * ideal, took));
  tabulate("the same: executions that overlapped for one sandbox", "0", std::to_string(overlaps),
           at_most(0, static_cast<double>(overlaps)));
}

} // namespace weft::bench
