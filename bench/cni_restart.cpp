// `weft agent` is killed and started again on a node whose Pods have all they ask for. The
// promises: it executes nothing, and has at most 30 MB resident. How long it takes until it has
// looked at every Pod is told.

#include "bench/node/crowded_node.hpp"
#include "bench/stage/meter.hpp"
#include "bench/stage/verdict.hpp"

#include <catch2/catch.hpp>

namespace weft::bench {

namespace {

constexpr double promised_mib = 30;

} // namespace

TEST_CASE("an agent comes back to a node full of Pods") {
  const std::size_t pods = is_quick() ? 10 : 250;
  crowded_node here{pods};
  here.define_bridge();
  here.attach_all();
  const auto before = here.executions().size();
  here.kill();
  const auto began = std::chrono::steady_clock::now();
  here.start();
  here.await_settled();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  const auto used = cpu_seconds_of(here.agent_id());
  here.kill();
  here.start(); // nobody has asked this one for its state
  here.await_quiet();
  const auto executions = here.executions().size() - before;
  const auto mib = resident_mib(here.agent_id());

  const auto what = "restart with " + std::to_string(pods) + " attached Pods: ";
  tabulate(what + "executions", "0", std::to_string(executions),
           at_most(0, static_cast<double>(executions)));
  tabulate("the same: until all are verified, processor", "-",
           rounded(took.count()) + " s, " + rounded(used) + " s", verdict::told);
  tabulate("the same: resident", "<= 30 MB", rounded(mib, 1) + " MiB", at_most(promised_mib, mib));
  tabulate("the same: peak memory", "-", rounded(peak_mib(here.agent_id()), 1) + " MiB",
           verdict::told);
}

} // namespace weft::bench
