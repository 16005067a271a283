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
  }
}

void stream_state::count_relist(const fault& why) {
  if (auto* numbers = wiring.world->numbers)
    numbers->counter(reflector_relists_total, {kind->name, to_string(why.code)}).add();
}

} // namespace weft
