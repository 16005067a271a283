#include "actors/aci/session.hpp"
#include "adapters/metrics/registry.hpp"

namespace weft::aci {

using namespace metrics::names;

void session_state::start_counting() const {
  if (wiring.world->numbers)
    wiring.world->numbers->gauge(aci_insecure_tls).set(wiring.how.insecure_skip_tls_verify ? 1 : 0);
}

void session_state::count(const job& done, const answered<reply>& got) const {
  if (!wiring.world->numbers)
    return;
  auto& numbers = *wiring.world->numbers;
  const auto code = got ? std::string_view{"ok"} : to_string(got.error().kind);
  numbers.counter(aci_requests_total, {done.method, code}).add();
  const std::chrono::duration<double> took = now() - done.sent;
  numbers.histogram(aci_request_seconds, {done.method}).observe(took.count());
}

void session_state::count_log_in() const {
  if (wiring.world->numbers)
    wiring.world->numbers->counter(aci_log_ins_total).add();
}

void session_state::count_gap() const {
  if (wiring.world->numbers)
    wiring.world->numbers->counter(aci_gaps_total).add();
}

void session_state::show_comparison() const {
  if (!wiring.world->numbers)
    return;
  const std::chrono::duration<double> when = wiring.world->wall().time_since_epoch();
  wiring.world->numbers->gauge(aci_last_comparison_timestamp_seconds).set(when.count());
}

void session_state::show_reach() const {
  if (!wiring.world->numbers)
    return;
  auto& numbers = *wiring.world->numbers;
  numbers.gauge(aci_live).set(stands == standing::live ? 1 : 0);
  numbers.gauge(aci_subscriptions).set(static_cast<double>(subscriptions.size()));
  numbers.gauge(aci_reads_waiting).set(static_cast<double>(doubtful.size() + (reading ? 1 : 0)));
}

void session_state::show_wished(const departures::wishes& all) const {
  if (wiring.world->numbers)
    wiring.world->numbers->gauge(aci_wished_objects, {wiring.how.name})
      .set(static_cast<double>(count_wished(all)));
}

} // namespace weft::aci
