// An administrator deletes an EEPG of ours that holds a thousand subnets, at APICs that take 50 ms
// for each answer; the thousand and one events of it come over the socket. The promise: all of it
// is back after at most eight POSTs. How long that takes, by the APICs' own record of commits, is
// elapsed time and worth something on a quiet machine only.

#include "actors/program/service.hpp"
#include "bench/stage/await.hpp"
#include "bench/stage/fabric_scene.hpp"
#include "bench/stage/verdict.hpp"

namespace weft::bench {

namespace {

using namespace std::chrono_literals;

constexpr double promised_posts = 8;
constexpr double promised_seconds = 2;

void restore(std::size_t pods) {
  fabric_scene at;
  at.deploy("web", "E", 0, pods);
  at.slow_down(50ms);
  net::transport io;
  metrics::registry numbers;
  service controller{at.how(), io, at.connect(io), at.ways(io), process_identity(), numbers};
  await("every Pod has its subnet", [&] { return at.placed() == pods + 1; });
  at.await_quiet();
  const auto before = at.counted();
  const auto gone = at.erase_by_hand("E");
  await("all of it is back", [&] { return at.placed() == pods + 1; });
  const std::chrono::duration<double> took = at.last_creation() - gone;
  at.await_quiet();
  const auto after = at.counted();
  controller.stop();

  const auto what
    = "EEPG with " + grouped(static_cast<double>(pods)) + " subnets deleted, APIC 50 ms: ";
  const auto posts = static_cast<double>(after.posts - before.posts);
  tabulate(what + "POSTs", "<= 8", rounded(posts, 0), at_most(promised_posts, posts));
  tabulate(what + "reads", "-", std::to_string(after.gets - before.gets), verdict::told);
  tabulate(what + "all back after", "< 2 s", rounded(took.count()) + " s",
           at_most(promised_seconds, took.count()));
}

} // namespace

} // namespace weft::bench

int main() {
  using namespace weft::bench;
  return run([] { restore(is_quick() ? 100 : 1000); });
}
