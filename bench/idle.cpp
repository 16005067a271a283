// `weft run` as a process of its own, in front of an empty cluster and a VCO with nothing to do.
// The targets: at most 25 MB resident and 0.1 % of one core.

#include "bench/stage/await.hpp"
#include "bench/stage/meter.hpp"
#include "bench/stage/program.hpp"
#include "bench/stage/scene.hpp"
#include "bench/stage/verdict.hpp"

#include <thread>
#include <vector>

namespace weft::bench {

namespace {

using namespace std::chrono_literals;

constexpr double promised_mib = 25;
constexpr double promised_percent = 0.1;
constexpr std::size_t watches = 3; ///< VelocloudBP, VelocloudPolicy, Namespace

std::vector<std::string> words(const scene& at) {
  return {WEFT_PROGRAM,
          "run",
          "--velocloud-enabled=true",
          "--velocloud-url=" + at.vco.url(),
          "--velocloud-ca-file=" + at.vco_ca.string(),
          "--kubernetes-kubeconfig=" + at.kubeconfig.string(),
          "--server-port=0",
          "--log-level=error"};
}

void idle_for(std::chrono::seconds span) {
  scene at;
  at.create("/api/v1/namespaces",
            json::value::of({{"apiVersion", "v1"},
                             {"kind", "Namespace"},
                             {"metadata", json::value::of({{"name", "ns1"}})}}));
  const program weft{words(at),
                     {std::string{"VCO_TOKEN="} + velocloud::sim::demo_token, "HOME=/nonexistent"}};
  await(
    "weft watches everything",
    [&] {
      std::size_t open = 0;
      at.cluster.with_core([&](auto& core) { open = core.open_watches(); });
      return open >= watches;
    },
    30s);
  std::this_thread::sleep_for(5s); // the lease, the inventory and the first comparison
  const auto before = cpu_seconds_of(weft.pid());
  std::this_thread::sleep_for(span);
  const auto used = cpu_seconds_of(weft.pid()) - before;
  const auto percent = 100 * used / static_cast<double>(span.count());
  const auto mib = resident_mib(weft.pid());
  tabulate("idle, all velocloud watches, empty cluster: resident", "<= 25 MB",
           rounded(mib, 1) + " MiB", at_most(promised_mib, mib));
  tabulate("idle, the same: processor over " + std::to_string(span.count()) + " s", "<= 0.1 %",
           rounded(percent) + " %", at_most(promised_percent, percent));
  tabulate("idle, the same: threads", "-", std::to_string(threads_of(weft.pid())), verdict::told);
}

} // namespace

} // namespace weft::bench

int main() {
  using namespace weft::bench;
  return run([] { idle_for(is_quick() ? std::chrono::seconds{5} : std::chrono::seconds{60}); });
}
