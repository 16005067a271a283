#include "actors/velocloud/session.hpp"
#include "adapters/metrics/registry.hpp"

namespace weft::velocloud {

void session_state::count(const job& done, errc how) const {
  if (!wiring.world->numbers)
    return;
  using namespace metrics::names;
  auto& numbers = *wiring.world->numbers;
  const bool good = how == errc::none;
  numbers.counter(vco_requests_total, {done.method, good ? "ok" : to_string(how)}).add();
  const std::chrono::duration<double> took = now() - done.sent;
  numbers.histogram(vco_request_seconds, {done.method}).observe(took.count());
  if (how == errc::throttled)
    numbers.counter(vco_ratelimited_total).add();
  if (done.what == errand::write && good)
    numbers.counter(velo_module_writes_total, {done.work->target}).add();
}

} // namespace weft::velocloud
