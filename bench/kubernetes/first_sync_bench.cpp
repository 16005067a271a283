#include "bench/kubernetes/crowd.hpp"
#include "bench/kubernetes/receiver.hpp"
#include "bench/stage/meter.hpp"
#include "bench/stage/spread.hpp"
#include "bench/stage/verdict.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <thread>

namespace weft::bench {

namespace {

using namespace std::chrono_literals;

constexpr double promised_overhead_mib = 10;
constexpr double promised_cpu_share = 1.0 / 3;
constexpr double promised_memory_share = 1.0 / 5;

/// From synced to steady.
std::chrono::seconds settling() {
  return is_quick() ? 2s : 5s;
}

/// One quantity per round.
struct rounds {
  std::vector<double> seconds, cpu, server_cpu, peak, steady, overhead;
};

void sync_once(const contender& what, const tests::control_plane& server, crowd& pods, rounds& to) {
  const auto server_before = pods.server_cpu_seconds();
  receiver one{what, server.kubeconfig("admin"), pods.pods()};
  to.seconds.push_back(one.await_synced().count());
  to.cpu.push_back(cpu_seconds_of(one.pid()));
  to.server_cpu.push_back(pods.server_cpu_seconds() - server_before);
  std::this_thread::sleep_for(settling());
  to.peak.push_back(peak_mib(one.pid()));
  to.steady.push_back(resident_mib(one.pid()));
  to.overhead.push_back(to.peak.back() - to.steady.back());
  one.end();
  print_row({std::to_string(to.seconds.size()), what.name, rounded(to.seconds.back()),
             rounded(to.cpu.back()), rounded(to.server_cpu.back()), rounded(to.peak.back(), 1),
             rounded(to.steady.back(), 1)});
}

void judge(const rounds& ours, const std::string& what) {
  const auto overhead = spread_of(ours.overhead);
  tabulate(what + ": peak over steady memory", "<= 10 MB", to_string(overhead, 1) + " MiB",
           at_most(promised_overhead_mib, overhead.median));
}

void tell(const rounds& of, const std::string& name) {
  tabulate(name + ": seconds until synced", "-", to_string(spread_of(of.seconds)), verdict::told);
  tabulate(name + ": processor seconds", "-", to_string(spread_of(of.cpu)), verdict::told);
  tabulate(name + ": the API server's processor seconds", "-", to_string(spread_of(of.server_cpu)),
           verdict::told);
  tabulate(name + ": peak memory", "-", to_string(spread_of(of.peak), 1) + " MiB", verdict::told);
}

void compare(const rounds& ours, const rounds& theirs, const std::string& peer) {
  const auto cpu = spread_of(ours.cpu).median / spread_of(theirs.cpu).median;
  const auto peak = spread_of(ours.peak).median / spread_of(theirs.peak).median;
  tabulate("first sync, processor seconds, of " + peer + "'s", "<= 1/3", rounded(cpu),
           at_most(promised_cpu_share, cpu));
  tabulate("first sync, peak memory, of " + peer + "'s", "<= 1/5", rounded(peak),
           at_most(promised_memory_share, peak));
}

} // namespace

TEST_CASE("the first sync of many Pods beside client-go's informer", "[first-sync]") {
  const std::size_t count = is_quick() ? 2000 : 50'000;
  const int times = is_quick() ? 1 : 5;
  const tests::control_plane server;
  crowd pods{server, count};
  print_head("First sync of " + grouped(static_cast<double>(count)) + " Pods of "
               + grouped(pods.mean_bytes()) + " bytes in JSON, "
               + rounded(100 * pods.managed_share(), 0) + " % of them managed fields",
             {"round", "receiver", "seconds", "processor s", "API server's processor s", "peak MiB",
              "steady MiB"});

  std::vector<contender> all{weft_with("index"), weft_with("objects")};
  for (const auto* how : {"full", "slim"})
    if (auto peer = client_go(how))
      all.push_back(*peer);
  std::map<std::string, rounds> measured;
  for (int i = 0; i < times; ++i) // each is first in its turn
    for (std::size_t k = 0; k < all.size(); ++k) {
      const auto& one = all[(k + static_cast<std::size_t>(i)) % all.size()];
      sync_once(one, server, pods, measured[one.name]);
    }

  print_head("First sync, judged", {"what", "target", "measured", ""});
  const auto& ours = measured.at(all[0].name);
  judge(ours, "first sync, " + all[0].name);
  judge(measured.at(all[1].name), "first sync, " + all[1].name);
  for (std::size_t i = 2; i < all.size(); ++i)
    compare(ours, measured.at(all[i].name), all[i].name);
  for (const auto& one : all)
    tell(measured.at(one.name), "first sync, " + one.name);
}

} // namespace weft::bench
