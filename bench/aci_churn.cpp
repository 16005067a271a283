// Ten thousand Pods whose addresses change a hundred times a second, in a hundred Deployments of
// one L3Out and in one alone, in front of `weft run` as a process of its own. The promise: POSTs
// stay within a bucket of 30 that fills at 10 a second, in whatever window they are counted. How
// long a change takes from the API server to its commit at the APIC, by that one's own record, and
// what it costs, are told. WEFT_BENCH_SECONDS shortens the changes.

#include "bench/stage/await.hpp"
#include "bench/stage/fabric_scene.hpp"
#include "bench/stage/meter.hpp"
#include "bench/stage/program.hpp"
#include "bench/stage/verdict.hpp"
#include "protocol/aci/settings.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <map>
#include <stdexcept>
#include <thread>

namespace weft::bench {

namespace {

using namespace std::chrono_literals;
using aci::sim::instant;

constexpr std::size_t per_second = 100;
constexpr std::size_t fresh_addresses = 1U << 20U; ///< numbers from here on are of no Pod at first

/// When the API server took each change, by the DN that it asks for.
using change_times = std::map<std::string, instant>;

std::chrono::seconds span_of(std::chrono::seconds usual) {
  const char* wish = std::getenv("WEFT_BENCH_SECONDS");
  if (!wish || !*wish)
    return is_quick() ? 5s : usual;
  int seconds = 0;
  if (std::from_chars(wish, wish + std::strlen(wish), seconds).ec != std::errc{} || seconds <= 0)
    throw std::runtime_error("WEFT_BENCH_SECONDS is no number of seconds");
  return std::chrono::seconds{seconds};
}

change_times move_pods(fabric_scene& at, std::size_t pods, std::size_t deployments,
                       std::chrono::seconds span) {
  change_times out;
  const auto each = pods / deployments;
  const auto began = std::chrono::steady_clock::now();
  const auto changes = per_second * static_cast<std::size_t>(span.count());
  for (std::size_t i = 0; i < changes; ++i) {
    std::this_thread::sleep_until(began + i * 1000ms / per_second);
    const auto owner = i % deployments;
    const auto pod = owner * each + i / deployments % each;
    const auto address = fabric_scene::address_of(fresh_addresses + i);
    const auto now
      = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    at.move_to(pod, address);
    out[fabric_scene::dn_of("E" + std::to_string(owner)) + "/extsubnet-[" + address + "/32]"] = now;
  }
  return out;
}

/// How late each of the changes was committed, in seconds, in order.
std::vector<double> lateness(fabric_scene& at, const change_times& asked) {
  return at.apics.with([&](aci::sim::core& core, auto) {
    std::vector<double> out;
    for (const auto& one : core.transactions())
      for (const auto& edit : one.edits)
        if (const auto found = asked.find(edit.dn);
            found != asked.end() && edit.what == aci::sim::transaction_entry::edit::kind::created)
          out.push_back(std::chrono::duration<double>(one.when - found->second).count());
    std::ranges::sort(out);
    return out;
  });
}

/// By how much the POSTs of any window exceed what flows into the bucket during it, at most.
double greatest_excess(fabric_scene& at, instant since, double rate) {
  const auto posts = at.apics.with([&](aci::sim::core& core, auto) {
    std::vector<instant> out;
    for (const auto& one : core.requests())
      if (one.method == "POST" && one.target.starts_with("/api/mo/") && one.when >= since)
        out.push_back(one.when);
    return out;
  });
  double most = 0;
  for (std::size_t from = 0; from < posts.size(); ++from)
    for (auto to = from; to < posts.size(); ++to) {
      const std::chrono::duration<double> window = posts[to] - posts[from];
      most = std::max(most, static_cast<double>(to - from + 1) - rate * window.count());
    }
  return most;
}

void churn(std::size_t pods, std::size_t deployments, std::chrono::seconds span) {
  fabric_scene at;
  const auto each = pods / deployments;
  for (std::size_t i = 0; i < deployments; ++i)
    at.deploy("web-" + std::to_string(i), "E" + std::to_string(i), i * each, each);
  const program weft{at.words(WEFT_PROGRAM, free_port()), {"HOME=/nonexistent"}};
  await("all is placed", [&] { return at.placed() == pods + deployments; });
  at.await_quiet();
  const auto before = at.counted();
  const auto cpu = cpu_seconds_of(weft.pid());
  const auto began
    = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  const auto asked = move_pods(at, pods, deployments, span);
  await("every change has been committed",
        [&] { return lateness(at, asked).size() == asked.size(); });
  at.await_quiet();
  const auto used = cpu_seconds_of(weft.pid()) - cpu;
  const auto after = at.counted();
  const auto late = lateness(at, asked);

  const auto what = "100/s of " + grouped(static_cast<double>(pods)) + " Pods of "
                    + std::to_string(deployments)
                    + (deployments == 1 ? " Deployment" : " Deployments") + " move: ";
  const aci::settings usual;
  const auto excess = greatest_excess(at, began, usual.rate);
  const auto posts = static_cast<double>(after.posts - before.posts);
  tabulate(what + "POSTs above 10/s in a window", "<= 30", rounded(excess, 1),
           at_most(static_cast<double>(usual.burst), excess));
  tabulate(what + "POSTs per second", "-", rounded(posts / static_cast<double>(span.count()), 1),
           verdict::told);
  tabulate(what + "reads", "-", std::to_string(after.gets - before.gets), verdict::told);
  tabulate(what + "staleness p50, p99", "-",
           rounded(late[late.size() / 2]) + ", " + rounded(late[late.size() * 99 / 100]) + " s",
           verdict::told);
  tabulate(what + "processor of weft over " + std::to_string(span.count()) + " s", "-",
           rounded(used, 1) + " s", verdict::told);
  tabulate(what + "peak memory", "-", rounded(peak_mib(weft.pid()), 1) + " MiB", verdict::told);
}

} // namespace

} // namespace weft::bench

int main() {
  using namespace weft::bench;
  return run([] {
    const std::size_t pods = is_quick() ? 500 : 10'000;
    churn(pods, is_quick() ? 10 : 100, span_of(60s));
    churn(pods, 1, span_of(30s));
  });
}
