// Pods of an API server kept as weft keeps them, by the parts that `weft run` is made of: client,
// watch stream and index, with one listener (index) or an object actor for each (objects). The
// words on its stdout are those of every receiver: bench/peers/README.md.

#include "actors/runtime_config.hpp"
#include "actors/watch/supervisor.hpp"
#include "adapters/k8s/kubeconfig.hpp"
#include "adapters/k8s/make_client.hpp"
#include "adapters/metrics/registry.hpp"
#include "bench/stage/pod_domain.hpp"
#include "bench/stage/pods.hpp"
#include "bench/stage/verdict.hpp"

#include <caf/actor_cast.hpp>
#include <caf/scoped_actor.hpp>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

namespace weft::bench {

namespace {

std::int64_t now_in_micros() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
           std::chrono::system_clock::now().time_since_epoch())
    .count();
}

/// What has been told of the Pods, and how late. Thread-safe.
class tally {
public:
  explicit tally(std::uint64_t expected) : expected_(expected) {}

  /// Says when the last of the expected ones is heard of.
  void hear(const k8s::projection& pod) {
    const auto at = now_in_micros();
    const std::lock_guard lock{guard_};
    if (++heard_ == expected_)
      say("synced " + std::to_string(at));
    const auto* stamp = k8s::find(pod.meta.annotations, sent_mark);
    if (!stamp)
      return;
    const auto sent = std::stoll(*stamp);
    auto& newest = newest_.try_emplace(pod.meta.key.name, started_).first->second;
    if (sent <= newest)
      return;
    newest = sent;
    latencies_.push_back(at - sent);
  }

  std::uint64_t heard() const {
    const std::lock_guard lock{guard_};
    return heard_;
  }

  std::size_t arrived() const {
    const std::lock_guard lock{guard_};
    return latencies_.size();
  }

  void say_latencies() const {
    const std::lock_guard lock{guard_};
    for (const auto one : latencies_)
      std::printf("latency %lld\n", static_cast<long long>(one));
  }

  static void say(const std::string& line) {
    std::puts(line.c_str());
    std::fflush(stdout);
  }

private:
  const std::uint64_t expected_;
  const std::int64_t started_ = now_in_micros(); ///< an older stamp is of another round
  mutable std::mutex guard_;
  std::uint64_t heard_ = 0;
  std::unordered_map<std::string, std::int64_t> newest_; ///< stamps by name
  std::vector<std::int64_t> latencies_;                  ///< microseconds
};

listener_actor::behavior_type onlooker(listener_actor::pointer, tally* told) {
  return {
    [told](const objects_changed& news) {
      for (const auto& one : news.all)
        if (one.now)
          told->hear(*one.now);
    },
    [](const source_changed&) {},
  };
}

/// A kind that is only looked up.
k8s::kind namespaces() {
  k8s::kind kept;
  kept.version = "v1";
  kept.name = "Namespace";
  kept.plural = "namespaces";
  kept.namespaced = false;
  kept.metadata_only = true;
  return kept;
}

std::shared_ptr<k8s::client> connect(net::transport& io, const std::string& kubeconfig) {
  auto access = k8s::read_kubeconfig({kubeconfig}, {});
  if (!access)
    throw std::runtime_error(to_string(access.error()));
  auto made = k8s::make_client(io, std::move(*access));
  if (!made)
    throw std::runtime_error(to_string(made.error()));
  return std::move(*made);
}

std::string lists_of(const std::string& kind, const metrics::registry& numbers) {
  const auto text = numbers.exposition();
  const auto mark = "reflector_lists_total{kind=\"" + kind + "\"} ";
  const auto at = text.find(mark);
  return at == text.npos ? "0"
                         : text.substr(at + mark.size(), text.find('\n', at) - at - mark.size());
}

struct wishes {
  std::string kubeconfig;
  bool objects = false; ///< an object actor for each Pod
  std::uint64_t pods = 0;
  bool namespaces = false; ///< to be watched as well
};

/// Runs until SIGTERM; SIGUSR1 asks for the counts, SIGUSR2 how many changes have arrived.
void receive(const wishes& wanted, const sigset_t& signals) {
  tally told{wanted.pods};
  std::atomic<std::uint64_t> calls = 0;
  metrics::registry numbers;
  net::transport io;
  surroundings world;
  use_real_world(world);
  world.numbers = &numbers;
  index objects;
  runtime_config config{std::max(1U, std::thread::hardware_concurrency())};
  caf::actor_system system{config};
  caf::scoped_actor self{system};

  watch_wiring its;
  its.kinds = {pods()};
  if (wanted.namespaces)
    its.kinds.push_back(namespaces());
  its.server = connect(io, wanted.kubeconfig);
  its.objects = &objects;
  its.world = &world;
  const auto house
    = wanted.objects ? caf::actor_cast<caf::actor>(spawn_pod_domain(
        system, pod_domain([&](const auto& pod) { told.hear(pod); }), objects, world, &calls))
                     : caf::actor_cast<caf::actor>(system.spawn(onlooker, &told));
  const auto watches = system.spawn(watch_supervisor, std::move(its));
  self->send(watches, follow{house, {"Pod"}});

  for (int signal = 0; sigwait(&signals, &signal) == 0 && signal != SIGTERM;)
    tally::say(signal == SIGUSR2
                 ? "arrived " + std::to_string(told.arrived())
                 : "counts " + std::to_string(told.heard()) + " " + std::to_string(calls) + " "
                     + lists_of("Pod", numbers) + " " + lists_of("Namespace", numbers));
  for (const auto& one : {caf::actor_cast<caf::actor>(watches), house}) {
    self->send_exit(one, caf::exit_reason::user_shutdown);
    self->wait_for(one);
  }
  told.say_latencies();
}

} // namespace

} // namespace weft::bench

int main(int argc, char** argv) {
  using namespace weft::bench;
  const std::vector<std::string> words{argv + 1, argv + argc};
  if (words.size() < 3) {
    std::fputs("informer KUBECONFIG index|objects PODS [namespaces]\n", stderr);
    return 2;
  }
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGUSR1);
  sigaddset(&signals, SIGUSR2);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr); // before any thread
  return run([&] {
    receive({words[0], words[1] == "objects", std::stoull(words[2]), words.size() > 3}, signals);
  });
}
