// The controller is started on a cluster that holds 1000 VelocloudBPs already, in front of a VCO
// that takes 200 ms for each answer: real sockets, TLS, simulated peers in the same process. The
// promises: at most three writes a profile, and all of one profile's objects Ready within 5 s. The
// time is elapsed time and worth something on a quiet machine only.

#include "actors/program/service.hpp"
#include "bench/stage/await.hpp"
#include "bench/stage/scene.hpp"
#include "bench/stage/verdict.hpp"
#include "protocol/condition.hpp"
#include "protocol/k8s/decode.hpp"
#include "protocol/velocloud/kinds.hpp"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <set>

namespace weft::bench {

namespace {

using namespace std::chrono_literals;

constexpr double promised_writes = 3;
constexpr double promised_seconds = 5;
constexpr const char* rules_path = "/apis/vcn.cloud/v1/velocloudbps";

/// An onlooker with a watch of its own, who counts the objects that are Ready.
class onlooker {
public:
  explicit onlooker(scene& at) : client_(at.connect(io_)) {
    k8s::request what;
    at.cluster.with_core([&](auto& core) {
      what.target
        = std::string{rules_path} + "?watch=1&resourceVersion=" + std::to_string(core.version());
    });
    k8s::stream_events events;
    events.on_open = [](const k8s::response&) {};
    events.on_lines = [this](const auto& lines) {
      for (const auto line : lines)
        look(line);
    };
    events.on_end = [](const result<void>&) {};
    watch_ = client_->watch(std::move(what), 10min, std::move(events));
  }

  std::size_t ready() const { return ready_; }

private:
  void look(std::string_view line) {
    static const auto kind = velocloud::kinds().front();
    const auto event = k8s::decode_line(kind, line, k8s::buffer::padded);
    if (!event || event->object.status.find("\"True\"") == std::string::npos)
      return;
    const auto status = json::parse(event->object.status);
    for (const auto& one : status ? read_conditions(*status) : std::vector<condition>{})
      if (one.type == "Ready" && one.status == "True")
        names_.insert(event->object.meta.key.name);
    ready_ = names_.size();
  }

  net::transport io_;
  std::shared_ptr<k8s::client> client_;
  std::set<std::string> names_; ///< on the I/O thread
  std::atomic<std::size_t> ready_ = 0;
  std::unique_ptr<k8s::stream> watch_;
};

json::value rule(std::size_t number, std::size_t profile) {
  const auto name = "app-" + std::to_string(number);
  return json::value::of(
    {{"apiVersion", "vcn.cloud/v1"},
     {"kind", "VelocloudBP"},
     {"metadata", json::value::of({{"name", name}, {"namespace", "ns1"}})},
     {"spec", json::value::of({{"profile", "Profile " + std::to_string(profile)},
                               {"name", name},
                               {"fqdn", name + ".vcn.cloud"},
                               {"dport", 8080},
                               {"service-class", "realtime"},
                               {"link-policy", "auto"},
                               {"service-group", "ALL"},
                               {"priority", "high"},
                               {"bandwidth-limit", -1}})}});
}

void prepare(scene& at, std::size_t profiles, std::size_t each) {
  at.add_profiles(profiles);
  at.create("/api/v1/namespaces",
            json::value::of({{"apiVersion", "v1"},
                             {"kind", "Namespace"},
                             {"metadata", json::value::of({{"name", "ns1"}})}}));
  for (std::size_t i = 0; i < profiles * each; ++i)
    at.create("/apis/vcn.cloud/v1/namespaces/ns1/velocloudbps", rule(i, i % profiles));
  at.vco.with([](velocloud::sim::core& core) {
    core.settings.least_latency = core.settings.most_latency = 200ms;
    return 0;
  });
}

/// The most writes that any one module took.
std::size_t most_writes(scene& at) {
  return at.vco.with([](velocloud::sim::core& core) {
    std::map<std::int64_t, std::size_t> writes;
    for (const auto& one : core.journal())
      ++writes[one.module];
    std::size_t most = 0;
    for (const auto& [module, count] : writes)
      most = std::max(most, count);
    return most;
  });
}

void start_with(std::size_t profiles, std::size_t each) {
  scene at;
  prepare(at, profiles, each);
  onlooker eyes{at};
  net::transport io;
  const auto began = std::chrono::steady_clock::now();
  metrics::registry numbers;
  service controller{at.how(), io, at.connect(io), at.ways(io), process_identity(), numbers};
  await("every object is Ready", [&] { return eyes.ready() == profiles * each; });
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  controller.stop();

  const auto what = std::to_string(profiles * each) + " VelocloudBPs of " + std::to_string(profiles)
                    + (profiles == 1 ? " profile" : " profiles") + " at start, VCO 200 ms: ";
  const auto writes = static_cast<double>(most_writes(at));
  tabulate(what + "writes a profile", "<= 3", rounded(writes, 0), at_most(promised_writes, writes));
  const bool promised = profiles == 1;
  tabulate(what + "all Ready after", promised ? "<= 5 s" : "-", rounded(took.count(), 1) + " s",
           promised ? at_most(promised_seconds, took.count()) : verdict::told);
}

} // namespace

} // namespace weft::bench

int main() {
  using namespace weft::bench;
  return run([] {
    start_with(1, is_quick() ? 100 : 1000);
    start_with(10, is_quick() ? 10 : 100);
  });
}
