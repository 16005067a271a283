#include "actors/cni/session.hpp"
#include "adapters/metrics/registry.hpp"

namespace weft::cni {

using namespace metrics::names;

void session_state::show_records() const {
  if (wiring.world->numbers)
    for (const auto& [how_far, count] : kept.counts())
      wiring.world->numbers->gauge(cni_attachments, {to_string(how_far)})
        .set(static_cast<double>(count));
}

void session_state::show_slots() const {
  if (!wiring.world->numbers)
    return;
  auto& numbers = *wiring.world->numbers;
  numbers.gauge(cni_plugins_running).set(static_cast<double>(slots.running()));
  numbers.gauge(cni_plugins_waiting).set(static_cast<double>(slots.waiting()));
  numbers.gauge(cni_slots_exhausted).set(slots.exhausted() ? 1 : 0);
}

void session_state::show_runtime() const {
  if (wiring.world->numbers)
    wiring.world->numbers->gauge(cni_runtime_up).set(stands == standing::open ? 1 : 0);
}

void session_state::count_retry(const setback& what) const {
  if (wiring.world->numbers)
    wiring.world->numbers->counter(cni_retries_total, {to_string(what.calls_for)}).add();
}

void session_state::count_torn() const {
  if (wiring.world->numbers)
    wiring.world->numbers->counter(cni_corrupt_records_total).add();
}

void session_state::count_guarded() const {
  if (wiring.world->numbers)
    wiring.world->numbers->counter(cni_netns_guard_rejections_total).add();
}

void session_state::count_return() const {
  if (wiring.world->numbers)
    wiring.world->numbers->counter(cri_reconnects_total).add();
}

} // namespace weft::cni
