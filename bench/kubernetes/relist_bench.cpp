#include "bench/kubernetes/crowd.hpp"
#include "bench/kubernetes/receiver.hpp"
#include "bench/stage/await.hpp"
#include "bench/stage/meter.hpp"
#include "bench/stage/spread.hpp"
#include "bench/stage/verdict.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <thread>

namespace weft::bench {

namespace {

using namespace std::chrono_literals;

constexpr double promised_growth = 1.2;
constexpr const char* what_for = "relist after an API server's restart";

/// A second list of the same incident would show by then.
std::chrono::seconds settling() {
  return is_quick() ? 2s : 10s;
}

/// Politely and by SIGKILL in turn.
void restart(tests::control_plane& server, int nth) {
  nth % 2 == 0 ? server.stop_server() : server.kill_server();
  server.start_server();
}

} // namespace

TEST_CASE("a restarted API server costs one list of each kind and nothing else", "[relist]") {
  const std::size_t count = is_quick() ? 1000 : 20'000;
  const int times = is_quick() ? 1 : 5;
  tests::control_plane server;
  const crowd pods{server, count};
  receiver weft{weft_with("objects"), server.kubeconfig("admin"), count, {"namespaces"}};
  weft.await_synced();
  std::this_thread::sleep_for(settling());
  const auto steady = resident_mib(weft.pid());
  forget_peak(weft.pid());
  const auto first = weft.count();

  print_head("Relist of " + grouped(static_cast<double>(count))
               + " unchanged Pods, an actor each, and 100 Namespaces, after a restart",
             {"restart", "by", "lists of Pods", "lists of Namespaces", "interpretations",
              "calls to the outside", "peak MiB so far", "processor s"});
  auto before = first;
  std::uint64_t most_lists = 0;
  for (int i = 0; i < times; ++i) {
    const auto cpu = cpu_seconds_of(weft.pid());
    restart(server, i);
    await("both kinds are listed again", [&] {
      const auto now = weft.count();
      std::this_thread::sleep_for(200ms);
      return now.pod_lists > before.pod_lists && now.namespace_lists > before.namespace_lists;
    });
    std::this_thread::sleep_for(settling());
    const auto now = weft.count();
    const auto pod_lists = now.pod_lists - before.pod_lists;
    const auto namespace_lists = now.namespace_lists - before.namespace_lists;
    most_lists = std::max({most_lists, pod_lists, namespace_lists});
    print_row({std::to_string(i + 1), i % 2 == 0 ? "SIGTERM" : "SIGKILL", std::to_string(pod_lists),
               std::to_string(namespace_lists),
               std::to_string(now.interpretations - before.interpretations),
               std::to_string(now.calls - before.calls), rounded(peak_mib(weft.pid()), 1),
               rounded(cpu_seconds_of(weft.pid()) - cpu)});
    before = now;
  }
  const auto again = static_cast<double>(before.interpretations - first.interpretations);
  const auto calls = static_cast<double>(before.calls - first.calls);
  const auto growth = peak_mib(weft.pid()) / steady;
  const std::string what{what_for};
  print_head("Relist, judged", {"what", "target", "measured", ""});
  tabulate(what + ": interpretations", "0", grouped(again), at_most(0, again));
  tabulate(what + ": calls to the outside", "0", grouped(calls), at_most(0, calls));
  tabulate(what + ": lists of a kind, the most", "1", std::to_string(most_lists),
           at_most(1, static_cast<double>(most_lists)));
  tabulate(what + ": peak over steady memory", "<= 1.2",
           rounded(growth) + " (steady " + rounded(steady, 1) + " MiB)",
           at_most(promised_growth, growth));
}

} // namespace weft::bench
