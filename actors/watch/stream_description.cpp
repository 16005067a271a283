#include "actors/watch/stream.hpp"

#include <chrono>

namespace weft {

description stream_state::describe_self() {
  description out;
  out.actor = name;
  out.key = to_string(where);
  out.state = to_string(now);
  out.mailbox = self->mailbox().size();
  out.handled = count.events;
  const bool waits = now == phase::absent && !kind->mandatory; // for a kind it can do without
  out.retries = trouble.empty() || waits ? 0 : failures;
  out.last_error = trouble;
  out.next_timer_ms = clock.next_ms(self->clock().now());
  out.details = {{"version", version},
                 {"objects", std::to_string(held->size())},
                 {"listeners", std::to_string(listeners.size())},
                 {"lists", std::to_string(count.lists)},
                 {"watches", std::to_string(count.watches)},
                 {"short watches", std::to_string(count.short_watches)},
                 {"dropped as old", std::to_string(held->dropped())},
                 {"unreadable", std::to_string(held->unreadables())}};
  if (held->missing() > 0)
    out.details.emplace_back("missing, and kept until another snapshot agrees",
                             std::to_string(held->missing()));
  for (const auto& [object, why] : held->quarantine())
    out.details.emplace_back(object, why);
  return out;
}

std::string_view to_string(stream_state::phase what) {
  switch (what) {
  case stream_state::phase::queued:
    return "queued";
  case stream_state::phase::listing:
    return "listing";
  case stream_state::phase::opening:
    return "opening";
  case stream_state::phase::beginning:
    return "beginning";
  case stream_state::phase::watching:
    return "watching";
  case stream_state::phase::comparing:
    return "comparing";
  case stream_state::phase::backing_off:
    return ailing::backing_off;
  case stream_state::phase::absent:
    return "absent";
  }
  return "unknown";
}

} // namespace weft
