// weft beside a program that speaks to the APICs as the original does, one request for each object,
// in front of the same simulated fabric, which takes 50 ms for each answer. In turn, twice: the
// first sync of a thousand Pods, and an EEPG with as many subnets that is deleted by hand. Requests
// and what is missing at the end are counts; seconds are elapsed, most of them spent in waiting for
// answers.

#include "actors/program/service.hpp"
#include "bench/peers/aci-haystack/haystack.hpp"
#include "bench/stage/await.hpp"
#include "bench/stage/fabric_scene.hpp"
#include "bench/stage/verdict.hpp"

#include <algorithm>
#include <functional>
#include <vector>

namespace weft::bench {

namespace {

using namespace std::chrono_literals;

/// What one of them took for one of the two.
struct effort {
  double requests = 0;
  double seconds = 0;
  double missing = 0;
};
using efforts = std::vector<effort>;

struct round {
  effort first_sync;
  effort restored;
};

/// Waits until all is there, or nothing more is done about it.
effort settle(fabric_scene& at, std::size_t objects, const aci::sim::counters& before,
              aci::sim::instant began) {
  auto last = at.placed();
  auto since = std::chrono::steady_clock::now();
  await("it comes to rest", [&] {
    if (const auto now = at.placed(); now != last) {
      last = now;
      since = std::chrono::steady_clock::now();
    }
    return last == objects || std::chrono::steady_clock::now() - since > 20s;
  });
  at.await_quiet();
  const auto seen = at.counted();
  const std::chrono::duration<double> took = at.last_creation() - began;
  return {static_cast<double>(seen.requests - before.requests), took.count(),
          static_cast<double>(objects - at.placed())};
}

aci::sim::instant now() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

/// @param start Makes the controller act, until what it returns is destroyed.
round watch_one(std::size_t pods,
                const std::function<std::shared_ptr<void>(fabric_scene&, net::transport&)>& start) {
  fabric_scene at;
  at.deploy("web", "E", 0, pods);
  at.slow_down(50ms);
  net::transport io;
  round out;
  const auto nothing = at.counted();
  const auto began = now();
  const auto controller = start(at, io);
  out.first_sync = settle(at, pods + 1, nothing, began);
  const auto before = at.counted();
  out.restored = settle(at, pods + 1, before, at.erase_by_hand("E"));
  return out;
}

std::shared_ptr<void> start_weft(fabric_scene& at, net::transport& io) {
  struct running {
    metrics::registry numbers;
    std::unique_ptr<service> controller;
  };
  auto out = std::make_shared<running>();
  out->controller = std::make_unique<service>(at.how(), io, at.connect(io), at.ways(io),
                                              process_identity(), out->numbers);
  return out;
}

std::shared_ptr<void> start_haystack(fabric_scene& at, net::transport& io) {
  auto way = at.way();
  way.max_in_flight = 8; // five that work, one that refreshes
  std::shared_ptr<aci::client> fabric = expect(aci::apic::open(io, std::move(way)));
  return std::make_shared<haystack>(std::move(fabric), at.connect(io));
}

std::string both(const efforts& all, double effort::*which, int digits) {
  std::string out;
  for (const auto& one : all)
    out += (out.empty() ? "" : ", ") + rounded(one.*which, digits);
  return out;
}

void tell(const std::string& what, const efforts& weft, const efforts& peer) {
  const auto row = [&](const std::string& name, double effort::*which, int digits) {
    tabulate(what + name + ", weft; peer", "-",
             both(weft, which, digits) + "; " + both(peer, which, digits), verdict::told);
  };
  row("requests", &effort::requests, 0);
  row("seconds", &effort::seconds, 1);
  row("missing", &effort::missing, 0);
}

void compare(std::size_t pods, int rounds) {
  efforts weft_first;
  efforts weft_restored;
  efforts peer_first;
  efforts peer_restored;
  for (int i = 0; i < rounds; ++i) {
    const auto ours = watch_one(pods, start_weft);
    const auto theirs = watch_one(pods, start_haystack);
    weft_first.push_back(ours.first_sync);
    weft_restored.push_back(ours.restored);
    peer_first.push_back(theirs.first_sync);
    peer_restored.push_back(theirs.restored);
  }
  const auto many = grouped(static_cast<double>(pods));
  tell(many + " Pods at first, APIC 50 ms: ", weft_first, peer_first);
  tell(many + " subnets deleted, the same: ", weft_restored, peer_restored);
}

} // namespace

} // namespace weft::bench

int main() {
  using namespace weft::bench;
  return run([] { compare(is_quick() ? 50 : 1000, is_quick() ? 1 : 2); });
}
