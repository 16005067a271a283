#include "actors/velocloud/session.hpp"
#include "adapters/metrics/registry.hpp"

namespace weft::velocloud {

using namespace metrics::names;

void session_state::start_counting() const {
  if (wiring.world->numbers)
    wiring.world->numbers->gauge(velo_insecure_tls)
      .set(wiring.how.insecure_skip_tls_verify ? 1 : 0);
}

void session_state::count(const job& done, errc how) const {
  if (!wiring.world->numbers)
    return;
  auto& numbers = *wiring.world->numbers;
  const bool good = how == errc::none;
  numbers.counter(vco_requests_total, {done.method, good ? "ok" : to_string(how)}).add();
  const std::chrono::duration<double> took = now() - done.sent;
  numbers.histogram(vco_request_seconds, {done.method}).observe(took.count());
  if (how == errc::throttled)
    numbers.counter(vco_ratelimited_total).add();
  if (done.what == errand::write && good)
    numbers.counter(velo_module_writes_total, {done.work->target}).add();
  if (const auto lapses = wiring.io->credential_expiry()) {
    const std::chrono::duration<double> left = *lapses - wiring.world->wall();
    numbers.gauge(vco_token_expiry_seconds).set(left.count());
  }
}

void session_state::show_gate(bool frozen) const {
  if (wiring.world->numbers)
    wiring.world->numbers->gauge(vco_gate_frozen).set(frozen ? 1 : 0);
}

} // namespace weft::velocloud
