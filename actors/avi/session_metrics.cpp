#include "actors/avi/session.hpp"
#include "adapters/metrics/registry.hpp"

namespace weft::avi {

using namespace metrics::names;

void session_state::start_counting() const {
  if (wiring.world->numbers)
    wiring.world->numbers->gauge(avi_insecure_tls).set(wiring.how.insecure_skip_tls_verify ? 1 : 0);
}

void session_state::count(const job& done, std::string_view code) const {
  if (!wiring.world->numbers)
    return;
  auto& numbers = *wiring.world->numbers;
  numbers.counter(avi_requests_total, {done.method, code}).add();
  const std::chrono::duration<double> took = now() - done.sent;
  numbers.histogram(avi_request_seconds, {done.method}).observe(took.count());
}

void session_state::show_comparison() const {
  if (!wiring.world->numbers)
    return;
  auto& numbers = *wiring.world->numbers;
  const std::chrono::duration<double> when = wiring.world->wall().time_since_epoch();
  numbers.gauge(avi_last_comparison_timestamp_seconds).set(when.count());
  numbers.gauge(avi_misconfigured).set(at && !at->trouble.empty() ? 1 : 0);
}

void session_state::show_reach() const {
  if (!wiring.world->numbers)
    return;
  auto& numbers = *wiring.world->numbers;
  numbers.gauge(avi_live).set(stands == standing::live ? 1 : 0);
  numbers.gauge(avi_objects_in_doubt).set(static_cast<double>(known.doubtful().size()));
}

} // namespace weft::avi
