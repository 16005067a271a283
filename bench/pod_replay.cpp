// Pod events from a neutral sender over TLS, read by one watch stream and carried through index and
// domain supervisor to their object actors. The promise: at least 100 000 events a second on one
// core, memory flat. Loaded machines do not change it: processor time is counted, not elapsed time.

#include "actors/runtime_config.hpp"
#include "actors/watch/supervisor.hpp"
#include "adapters/k8s/make_client.hpp"
#include "bench/stage/await.hpp"
#include "bench/stage/meter.hpp"
#include "bench/stage/pod_domain.hpp"
#include "bench/stage/pods.hpp"
#include "bench/stage/sender.hpp"
#include "bench/stage/verdict.hpp"

#include <caf/actor_cast.hpp>
#include <caf/scoped_actor.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <stdexcept>

namespace weft::bench {

namespace {

constexpr double promised_rate = 100'000;
constexpr double flat = 1.25; ///< resident memory at the end over that at a tenth of the way

std::shared_ptr<k8s::client> connect(net::transport& io, std::uint16_t port,
                                     const std::string& ca_pem) {
  k8s::cluster_access access;
  access.origin = "the sender";
  access.server = {true, "127.0.0.1", port};
  access.ca.text = ca_pem;
  auto made = k8s::make_client(io, std::move(access));
  if (!made)
    throw std::runtime_error(to_string(made.error()));
  return std::move(*made);
}

struct round {
  double rate = 0;                  ///< events a second and core
  std::array<double, 3> resident{}; ///< MiB, on the way
};

constexpr std::array<std::uint64_t, 3> percent{10, 50, 100};

round replay(std::size_t pod_count, std::uint64_t events) {
  const auto identity = net::make_identity();
  const sender server{identity.server, pod_count, events};

  net::transport io;
  surroundings world;
  use_real_world(world);
  index objects;
  runtime_config config{1};
  caf::actor_system system{config};
  caf::scoped_actor self{system};
  std::atomic<std::uint64_t> newest = 0;
  std::atomic<std::uint64_t> interpreted = 0;
  const auto house = spawn_pod_domain(system, pod_domain([&](const k8s::projection& pod) {
                                        ++interpreted;
                                        newest = pod.meta.version;
                                      }),
                                      objects, world);
  watch_wiring its;
  its.kinds = {pods()};
  its.server = connect(io, server.port(), identity.ca_pem);
  its.objects = &objects;
  its.world = &world;
  its.pace.stream = false; // the sender tells changes, and no snapshot

  const auto start = cpu_seconds();
  const auto watches = system.spawn(watch_supervisor, std::move(its));
  self->send(watches, follow{caf::actor_cast<caf::actor>(house), {"Pod"}});
  round out;
  for (std::size_t i = 0; i < percent.size(); ++i) {
    await("the events arrive", [&] { return interpreted >= events * percent[i] / 100; });
    out.resident[i] = resident_mib();
  }
  out.rate = static_cast<double>(events) / (cpu_seconds() - start);
  for (const auto& one :
       {caf::actor_cast<caf::actor>(watches), caf::actor_cast<caf::actor>(house)}) {
    self->send_exit(one, caf::exit_reason::user_shutdown);
    self->wait_for(one);
  }
  return out;
}

/// Neighbours of the machine move a round by a tenth, so that the middle of three is told.
void compare(std::size_t pod_count, std::uint64_t events) {
  std::array<round, 3> rounds;
  for (auto& one : rounds)
    one = replay(pod_count, events);
  std::sort(rounds.begin(), rounds.end(),
            [](const round& a, const round& b) { return a.rate < b.rate; });
  const auto& [rate, resident] = rounds[1];
  tabulate("Pod events a second and core, TLS to object actor, median of 3",
           ">= " + grouped(promised_rate),
           grouped(rate) + " (" + grouped(rounds[0].rate) + " to " + grouped(rounds[2].rate) + ")",
           at_least(promised_rate, rate));
  tabulate("resident memory at 10, 50, 100 % of " + grouped(static_cast<double>(events))
             + " events",
           "flat",
           rounded(resident[0], 0) + ", " + rounded(resident[1], 0) + ", " + rounded(resident[2], 0)
             + " MiB",
           at_most(flat, resident[2] / resident[0]));
}

} // namespace

} // namespace weft::bench

int main() {
  using namespace weft::bench;
  return run([] { is_quick() ? compare(1000, 50'000) : compare(10'000, 1'000'000); });
}
