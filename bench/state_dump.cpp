// GET /state of 100 000 object actors while events flow to them at a fixed rate. The promise: the
// last byte within a second; and what the dump adds to the latency of events is told. Both are
// elapsed times and worth something on a quiet machine only.

#include "actors/runtime_config.hpp"
#include "actors/status/opening.hpp"
#include "adapters/net/http_client.hpp"
#include "bench/stage/await.hpp"
#include "bench/stage/meter.hpp"
#include "bench/stage/pod_domain.hpp"
#include "bench/stage/pods.hpp"
#include "bench/stage/verdict.hpp"
#include "protocol/k8s/decode.hpp"

#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

namespace weft::bench {

namespace {

using namespace std::chrono_literals;
using steady = std::chrono::steady_clock;

constexpr double promised_seconds = 1;
constexpr std::size_t events_per_turn = 5; ///< each millisecond
constexpr int dumps = 3;

double since(steady::time_point began) {
  return std::chrono::duration<double>(steady::now() - began).count();
}

/// Events at a fixed rate to Pods in turn, and how long each took to its object actor.
class flow {
public:
  explicit flow(std::size_t pods) {
    const auto kind = bench::pods();
    for (std::size_t i = 0; i < pods; ++i) {
      auto event = k8s::decode_line(kind, pod_line("ADDED", i, 1));
      if (!event)
        throw std::runtime_error(to_string(event.error().why));
      held.put(take_snapshot(std::move(event->object)));
    }
    held.each("Pod", "*", [this](const auto& one) { all_.push_back(one); });
  }
  ~flow() { stop(); }
  flow(const flow&) = delete;
  flow& operator=(const flow&) = delete;

  /// On the object's thread. The version of an event is its place among all that were sent.
  void arrived(const k8s::projection& pod) {
    if (pod.meta.version < first_version)
      return;
    const std::lock_guard lock{guard_};
    latencies_.push_back(since(sent_.at(pod.meta.version - first_version)));
  }

  void start(const domain_actor& to) {
    pump_ = std::thread{[this, to] {
      for (auto turn = steady::now(); !over_; turn += 1ms) {
        std::this_thread::sleep_until(turn);
        for (std::size_t i = 0; i < events_per_turn; ++i)
          send(to);
      }
    }};
  }

  void stop() {
    over_ = true;
    if (pump_.joinable())
      pump_.join();
  }

  /// The 99th percentile in milliseconds of what arrived since the last call.
  double p99() {
    const std::lock_guard lock{guard_};
    if (latencies_.empty())
      throw std::runtime_error("no event has arrived");
    const auto at = latencies_.begin() + static_cast<std::ptrdiff_t>(latencies_.size() * 99 / 100);
    std::nth_element(latencies_.begin(), at, latencies_.end());
    const auto out = *at * 1000;
    latencies_.clear();
    return out;
  }

  index held;

private:
  static constexpr std::uint64_t first_version = 1'000'000;

  void send(const domain_actor& to) {
    auto& last = all_[next_++ % all_.size()];
    auto fresh = *last;
    {
      const std::lock_guard lock{guard_};
      fresh.meta.version = first_version + sent_.size();
      sent_.push_back(steady::now());
    }
    const auto now = take_snapshot(std::move(fresh));
    caf::anon_send(to, objects_changed{{{std::exchange(last, now), now}}});
  }

  std::vector<snapshot<k8s::projection>> all_;
  std::size_t next_ = 0;
  std::mutex guard_;
  std::vector<steady::time_point> sent_;
  std::vector<double> latencies_; ///< in seconds
  std::atomic<bool> over_ = false;
  std::thread pump_;
};

/// What GET /state takes until its last byte, and how much it is.
struct taken {
  double seconds = 0;
  std::size_t bytes = 0;
};

taken dump(net::http_client& from) {
  std::atomic<std::size_t> bytes = 0;
  std::atomic<bool> over = false;
  std::atomic<bool> good = false;
  const auto began = steady::now();
  const auto stream = from.open({"GET", "/state", {}, {}}, 1min,
                                {[&](const net::http_response& head) { good = head.status == 200; },
                                 [&](std::string_view piece) { bytes += piece.size(); },
                                 [&](const result<void>&) { over = true; }});
  await("the dump ends", [&] { return over.load(); });
  if (!good)
    throw std::runtime_error("there was no dump");
  return {since(began), bytes};
}

void dump_of(std::size_t objects) {
  flow events{objects};
  surroundings world;
  use_real_world(world);
  metrics::registry numbers{"bench"};
  status::vital_signs signs;
  net::transport io{2};
  server_settings where;
  where.port = 0;
  status::server shown{io, where, {"bench", {}, &numbers, &signs}};
  runtime_config config{2};
  caf::actor_system system{config};
  caf::scoped_actor self{system};
  const auto house
    = spawn_pod_domain(system, pod_domain([&](const k8s::projection& pod) { events.arrived(pod); }),
                       events.held, world);
  self->send(house, source_changed{"Pod", true, ""});
  await("all objects have spoken", [&] {
    std::string state;
    self->request(house, caf::infinite, describe{})
      .receive([&](const description& one) { state = one.state; }, [](const caf::error&) {});
    return state == "complete";
  });
  open_board(system, house, shown, signs, "bench");
  net::http_client client{io, {false, "127.0.0.1", shown.port()}, {}};

  events.start(house);
  dump(client); // also lets the first walk of the board's own pass
  events.p99();
  std::this_thread::sleep_for(is_quick() ? 1s : 3s);
  const auto calm = events.p99();
  std::vector<double> seconds;
  std::size_t bytes = 0;
  const auto cpu = cpu_seconds();
  for (int i = 0; i < dumps; ++i) {
    const auto one = dump(client);
    seconds.push_back(one.seconds);
    bytes = one.bytes;
  }
  const auto used = (cpu_seconds() - cpu) / dumps;
  const auto busy = events.p99();
  events.stop();
  std::sort(seconds.begin(), seconds.end());
  const auto median = seconds[seconds.size() / 2];

  const auto what = "state of " + grouped(static_cast<double>(objects)) + " actors under "
                    + grouped(events_per_turn * 1000) + " events/s: ";
  tabulate(what + "last byte", "<= 1 s", rounded(median) + " s", at_most(promised_seconds, median));
  tabulate(what + "size, processor time", "-",
           rounded(static_cast<double>(bytes) / 1e6, 1) + " MB, " + rounded(used) + " s",
           verdict::told);
  tabulate(what + "p99 of events without, with", "-", rounded(calm) + ", " + rounded(busy) + " ms",
           verdict::told);
  self->send_exit(house, caf::exit_reason::user_shutdown);
  self->wait_for(house);
}

} // namespace

} // namespace weft::bench

int main() {
  using namespace weft::bench;
  return run([] { dump_of(is_quick() ? 10'000 : 100'000); });
}
