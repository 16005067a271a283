#include "actors/watch/stream.hpp"
#include "adapters/metrics/registry.hpp"

namespace weft {

using namespace metrics::names;

void stream_state::start_counting() {
  if (auto* numbers = wiring.world->numbers) {
    measured.lists = numbers->counter(reflector_lists_total, {kind->name});
    measured.watches = numbers->counter(reflector_watches_total, {kind->name});
    measured.short_watches = numbers->counter(reflector_short_watches_total, {kind->name});
    measured.version = numbers->gauge(reflector_last_resource_version, {kind->name});
    measured.lag = numbers->histogram(reflector_watch_lag_seconds, {kind->name});
    for (const auto& [events, cause] :
         {std::pair{&measured.older, "older"}, std::pair{&measured.unreadable, "unreadable"},
          std::pair{&measured.unknown, "unknown"}})
      *events = numbers->counter(reflector_events_discarded_total, {kind->name, cause});
  }
}

void stream_state::count_discards() {
  auto add = [](const metrics::counter& discarded, std::uint64_t& told, std::uint64_t all) {
    discarded.add(static_cast<double>(all - std::exchange(told, all)));
  };
  add(measured.older, measured.older_told, held->dropped());
  add(measured.unreadable, measured.unreadable_told, held->unreadables());
}

void stream_state::begin_lag() {
  if (!lagging_since)
    lagging_since = self->clock().now();
}

void stream_state::end_lag() {
  if (!lagging_since)
    return;
  const std::chrono::duration<double> lag = self->clock().now() - *lagging_since;
  lagging_since.reset();
  measured.lag.observe(lag.count());
}

void stream_state::count_relist(const fault& why) {
  if (auto* numbers = wiring.world->numbers)
    numbers->counter(reflector_relists_total, {kind->name, to_string(why.code)}).add();
}

} // namespace weft
