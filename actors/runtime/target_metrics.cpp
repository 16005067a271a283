#include "actors/runtime/target.hpp"
#include "adapters/metrics/registry.hpp"

#include <array>

namespace weft {

using namespace metrics::names;

namespace {

constexpr std::size_t progress_words = 5;

double seconds(std::chrono::nanoseconds what) {
  return std::chrono::duration<double>(what).count();
}

} // namespace

target_state::~target_state() {
  if (cycle_began && wiring.world->numbers)
    wiring.world->numbers->gauge(controller_runtime_active_workers, {wiring.filling->name}).add(-1);
}

void target_state::begin_cycle() {
  const auto time = self->clock().now();
  cycle_began = time;
  cycle_wrote = false;
  probes = wiring.filling->pace.probes;
  if (auto* numbers = wiring.world->numbers) {
    const auto& domain = wiring.filling->name;
    numbers->gauge(controller_runtime_active_workers, {domain}).add(1);
    if (now == phase::settling)
      numbers->histogram(workqueue_queue_duration_seconds, {domain, domain})
        .observe(seconds(time - first_touch));
  }
}

void target_state::end_cycle(bool good) {
  auto* numbers = wiring.world->numbers;
  const auto began = std::exchange(cycle_began, std::nullopt);
  if (!numbers || !began)
    return;
  const auto& domain = wiring.filling->name;
  const auto took = seconds(self->clock().now() - *began);
  numbers->gauge(controller_runtime_active_workers, {domain}).add(-1);
  numbers->counter(controller_runtime_reconcile_total, {domain, good ? "success" : "error"}).add();
  numbers->histogram(controller_runtime_reconcile_time_seconds, {domain}).observe(took);
  numbers->histogram(workqueue_work_duration_seconds, {domain, domain}).observe(took);
  if (!good) {
    numbers->counter(controller_runtime_reconcile_errors_total, {domain}).add();
    numbers->counter(workqueue_retries_total, {domain, domain}).add();
  } else if (!cycle_wrote) {
    count(wiring.measured.idle_cycles);
  }
}

void target_state::count_wish() {
  const auto& domain = wiring.filling->name;
  if (auto* numbers = wiring.world->numbers)
    numbers->counter(workqueue_adds_total, {domain, domain}).add();
}

void target_state::count_timeout(const fault& why) {
  if (wiring.world->numbers && why.code == errc::unreachable)
    wiring.world->numbers
      ->counter(controller_runtime_reconcile_timeouts_total, {wiring.filling->name})
      .add();
}

void target_state::count_culprit() {
  if (auto* numbers = wiring.world->numbers)
    numbers->counter(controller_runtime_terminal_reconcile_errors_total, {wiring.filling->name})
      .add();
}

void target_state::count(const metrics::definition* what, std::size_t times) const {
  if (wiring.world->numbers && what && times > 0)
    wiring.world->numbers->counter(*what).add(static_cast<double>(times));
}

void target_state::count_batch() {
  cycle_wrote = true;
  if (wiring.world->numbers && wiring.measured.batch)
    wiring.world->numbers->histogram(*wiring.measured.batch)
      .observe(static_cast<double>(in_flight.size()));
}

void target_state::measure_things() const {
  if (wiring.world->numbers && wiring.measured.ours)
    wiring.world->numbers->gauge(*wiring.measured.ours, {wiring.key})
      .set(static_cast<double>(planned.ours));
  if (!wiring.world->numbers || !wiring.measured.things)
    return;
  std::array<std::size_t, progress_words> by_progress{};
  for (const auto& [whose, said] : planned.verdicts)
    ++by_progress.at(static_cast<std::size_t>(said.how_far));
  for (std::size_t i = 0; i < by_progress.size(); ++i)
    wiring.world->numbers
      ->gauge(*wiring.measured.things, {wiring.key, to_string(static_cast<progress>(i))})
      .set(static_cast<double>(by_progress.at(i)));
}

void forget_things(metrics::registry* numbers, const domain_measures& measured,
                   const std::string& target) {
  if (numbers && measured.ours)
    numbers->forget(*measured.ours, {target});
  if (!numbers || !measured.things)
    return;
  for (std::size_t i = 0; i < progress_words; ++i)
    numbers->forget(*measured.things, {target, to_string(static_cast<progress>(i))});
}

} // namespace weft
