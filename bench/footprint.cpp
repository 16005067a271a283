// What a watched Pod costs in memory, and what an object actor costs besides. The promises: at
// most 1.0 KB per projected Pod and 1.5 KB per object actor.

#include "actors/runtime_config.hpp"
#include "bench/stage/await.hpp"
#include "bench/stage/meter.hpp"
#include "bench/stage/pod_domain.hpp"
#include "bench/stage/pods.hpp"
#include "bench/stage/verdict.hpp"
#include "protocol/k8s/decode.hpp"

#include <caf/scoped_actor.hpp>

#include <stdexcept>

namespace weft::bench {

namespace {

constexpr double kilobyte = 1024;
constexpr double mebibyte = kilobyte * kilobyte;

void fill(index& objects, std::size_t count) {
  const auto kind = pods();
  for (std::size_t i = 0; i < count; ++i) {
    auto event = k8s::decode_line(kind, pod_line("ADDED", i, i + 1));
    if (!event)
      throw std::runtime_error(to_string(event.error().why));
    objects.put(take_snapshot(std::move(event->object)));
  }
}

std::string state_of(caf::scoped_actor& self, const domain_actor& whom) {
  std::string state;
  self->request(whom, caf::infinite, describe{})
    .receive([&](const description& one) { state = one.state; }, [](const caf::error&) {});
  return state;
}

void measure(std::size_t count) {
  index objects;
  const auto empty = resident_mib();
  fill(objects, count);
  const auto filled = resident_mib();
  const auto per_pod = (filled - empty) * mebibyte / static_cast<double>(count);
  tabulate("memory per projected Pod (5.6 KB on the wire)", "<= 1.0 KB",
           rounded(per_pod / kilobyte) + " KB", at_most(kilobyte, per_pod));

  surroundings world;
  use_real_world(world);
  runtime_config config{2};
  caf::actor_system system{config};
  caf::scoped_actor self{system};
  const auto house = spawn_pod_domain(system, pod_domain([](const auto&) {}), objects, world);
  const auto before = resident_mib();
  self->send(house, source_changed{"Pod", true, ""});
  await("all objects have spoken", [&] { return state_of(self, house) == "complete"; });
  const auto per_actor = (resident_mib() - before) * mebibyte / static_cast<double>(count);
  tabulate("memory per object actor, its supervisor's books included", "<= 1.5 KB",
           rounded(per_actor / kilobyte) + " KB", at_most(1.5 * kilobyte, per_actor));
  self->send_exit(house, caf::exit_reason::user_shutdown);
  self->wait_for(house);
}

} // namespace

} // namespace weft::bench

int main() {
  using namespace weft::bench;
  return run([] { measure(is_quick() ? 10'000 : 100'000); });
}
