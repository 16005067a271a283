// The controller is started on a cluster in which one annotated Deployment has a thousand Pods
// already, or two thousand, in front of an empty L3Out: real sockets, TLS, simulated peers in the
// same process. The promises: a POST for each 500 Pods and one more in three, nothing that is read
// for a Pod by itself, one subscription for the L3Out. All of them are counts.

#include "actors/program/service.hpp"
#include "bench/stage/await.hpp"
#include "bench/stage/fabric_scene.hpp"
#include "bench/stage/verdict.hpp"

namespace weft::bench {

namespace {

void start_with(std::size_t pods, double promised_posts) {
  fabric_scene at;
  at.deploy("web", "E", 0, pods);
  net::transport io;
  metrics::registry numbers;
  const auto began = std::chrono::steady_clock::now();
  service controller{at.how(), io, at.connect(io), at.ways(io), process_identity(), numbers};
  await("every Pod has its subnet", [&] { return at.placed() == pods + 1; });
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  at.await_quiet(); // the comparison after an EEPG has been made is one of the reads
  const auto seen = at.counted();
  controller.stop();

  const auto what = grouped(static_cast<double>(pods)) + " Pods of one Deployment: ";
  const auto posts = static_cast<double>(seen.posts);
  const auto subscriptions = static_cast<double>(seen.subscriptions);
  const auto single = static_cast<double>(at.single_reads());
  tabulate(what + "POSTs", "<= " + rounded(promised_posts, 0), rounded(posts, 0),
           at_most(promised_posts, posts));
  tabulate(what + "reads of one subnet (in all)", "0",
           rounded(single, 0) + " (" + std::to_string(seen.gets) + ")", at_most(0, single));
  tabulate(what + "subscriptions per L3Out", "<= 1", rounded(subscriptions, 0),
           at_most(1, subscriptions));
  tabulate(what + "all there after", "-", rounded(took.count(), 1) + " s", verdict::told);
}

} // namespace

} // namespace weft::bench

int main() {
  using namespace weft::bench;
  return run([] {
    start_with(is_quick() ? 100 : 1000, 3);
    start_with(is_quick() ? 200 : 2000, 6);
  });
}
