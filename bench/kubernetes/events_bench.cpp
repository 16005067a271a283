#include "bench/kubernetes/crowd.hpp"
#include "bench/kubernetes/receiver.hpp"
#include "bench/stage/meter.hpp"
#include "bench/stage/spread.hpp"
#include "bench/stage/verdict.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <map>
#include <thread>

namespace weft::bench {

namespace {

using namespace std::chrono_literals;

constexpr double per_second = 300;

/// Before the first patch.
std::chrono::seconds settling() {
  return is_quick() ? 1s : 5s;
}

/// What has not arrived this long after the last patch will not.
constexpr auto patience = 120s;

std::chrono::seconds span() {
  const char* wish = std::getenv("WEFT_BENCH_SECONDS");
  return std::chrono::seconds{wish && *wish ? std::atoi(wish) : is_quick() ? 5 : 120};
}

/// One quantity per round.
struct rounds {
  std::vector<double> p50, p99, p999, cpu;
  std::uint64_t dropped = 0;
};

void listen_once(const contender& what, const tests::control_plane& server, crowd& pods,
                 rounds& to) {
  receiver one{what, server.kubeconfig("admin"), pods.pods()};
  one.await_synced();
  std::this_thread::sleep_for(settling());
  const auto before = cpu_seconds_of(one.pid());
  const auto [sent, seconds] = pods.patch(per_second, span());
  const auto limit = std::chrono::steady_clock::now() + patience;
  while (one.arrived() < sent && std::chrono::steady_clock::now() < limit)
    std::this_thread::sleep_for(200ms);
  const auto used = cpu_seconds_of(one.pid()) - before;
  const auto arrived = one.end();
  const auto dropped = sent - std::min<std::uint64_t>(sent, arrived.size());
  to.p50.push_back(percentile(arrived, 0.5));
  to.p99.push_back(percentile(arrived, 0.99));
  to.p999.push_back(percentile(arrived, 0.999));
  to.cpu.push_back(used * 10'000 / static_cast<double>(sent));
  to.dropped += dropped;
  print_row({std::to_string(to.p50.size()), what.name, std::to_string(sent),
             rounded(static_cast<double>(sent) / seconds.count(), 0), std::to_string(dropped),
             rounded(to.p50.back()), rounded(to.p99.back()), rounded(to.p999.back()),
             rounded(to.cpu.back(), 3)});
}

void judge(const rounds& of, const std::string& name) {
  const auto what = "Pod events at 300/s, " + name;
  const auto dropped = static_cast<double>(of.dropped);
  tabulate(what + ": p50", "-", to_string(spread_of(of.p50)) + " ms", verdict::told);
  tabulate(what + ": p99", "-", to_string(spread_of(of.p99)) + " ms", verdict::told);
  tabulate(what + ": p99.9", "-", to_string(spread_of(of.p999)) + " ms", verdict::told);
  tabulate(what + ": processor seconds for 10 000", "-", to_string(spread_of(of.cpu), 3),
           verdict::told);
  tabulate(what + ": dropped", "0", grouped(dropped), at_most(0, dropped));
}

} // namespace

TEST_CASE("how late changes of Pods arrive, beside client-go's informer", "[events]") {
  const std::size_t count = is_quick() ? 1000 : 10'000;
  const int times = is_quick() ? 1 : 2;
  const tests::control_plane server;
  crowd pods{server, count};
  print_head("Status patches of " + grouped(static_cast<double>(count)) + " Pods, 300 a second for "
               + std::to_string(span().count()) + " s: from their sending to the object actor, or "
               + "to the informer's handler",
             {"round", "receiver", "patches", "acknowledged a second", "dropped", "p50 ms",
              "p99 ms", "p99.9 ms", "processor s for 10 000"});
  std::vector<contender> all{weft_with("objects")};
  if (auto peer = client_go("full"))
    all.push_back(*peer);
  std::map<std::string, rounds> measured;
  for (int i = 0; i < times; ++i) // each is first in its turn
    for (std::size_t k = 0; k < all.size(); ++k) {
      const auto& one = all[(k + static_cast<std::size_t>(i)) % all.size()];
      listen_once(one, server, pods, measured[one.name]);
    }
  print_head("Status patches, judged", {"what", "target", "measured", ""});
  for (const auto& one : all)
    judge(measured.at(one.name), one.name);
}

} // namespace weft::bench
