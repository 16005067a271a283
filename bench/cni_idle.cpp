// `weft agent` on a node whose Pods have all they ask for, and nothing happens. The promise: at
// most 0.2 % of one core, over as long as it takes to look at every Pod once.

#include "bench/node/crowded_node.hpp"
#include "bench/stage/meter.hpp"
#include "bench/stage/verdict.hpp"

#include <catch2/catch.hpp>

#include <thread>

namespace weft::bench {

namespace {

constexpr double promised_percent = 0.2;

} // namespace

TEST_CASE("nothing happens on a node full of Pods") {
  const std::size_t pods = is_quick() ? 10 : 250;
  const std::chrono::seconds span{is_quick() ? 5 : 60};
  crowded_node here{pods};
  here.define_bridge();
  here.attach_all();
  const auto before = cpu_seconds_of(here.agent_id());
  std::this_thread::sleep_for(span);
  const auto used = cpu_seconds_of(here.agent_id()) - before;
  const auto percent = 100 * used / static_cast<double>(span.count());
  tabulate("agent idle with " + std::to_string(pods) + " Pods: processor over "
             + std::to_string(span.count()) + " s",
           "<= 0.2 %", rounded(percent) + " %", at_most(promised_percent, percent));
  tabulate("the same: resident", "-", rounded(resident_mib(here.agent_id()), 1) + " MiB",
           verdict::told);
}

} // namespace weft::bench
