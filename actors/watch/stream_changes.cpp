#include "actors/watch/stream.hpp"
#include "adapters/log/log.hpp"

#include <algorithm>

namespace weft {

using namespace std::chrono_literals;

namespace {

constexpr backoff connection{800ms, 30s};
constexpr auto calm = 2min; ///< without a failure, after which earlier ones are forgiven
constexpr auto denied_pause = 30s;
constexpr auto absent_pause = 10s; ///< until a missing CRD is looked for again
constexpr std::size_t spoilt_kept = 20;

} // namespace

void stream_state::upsert(const snapshot<k8s::projection>& object, bool replace) {
  auto before = wiring.objects->find(object->meta.key);
  if (before && before->meta.uid != object->meta.uid) {
    remove(object->meta.key);
    before = nullptr;
  }
  if (before && before->meta.version == object->meta.version)
    return;
  if (before && before->meta.version > object->meta.version && !replace) {
    ++stale;
    return;
  }
  wiring.objects->put(object);
  for (const auto& listener : listeners)
    self->send(listener, object_seen{object, before});
}

void stream_state::remove(const object_key& key) {
  const auto last = wiring.objects->take(key);
  if (!last)
    return;
  for (const auto& listener : listeners)
    self->send(listener, object_gone{last});
}

void stream_state::note_spoilt(const object_key& key, const fault& why) {
  const auto text = to_string(key);
  const auto known = std::find_if(spoilt.begin(), spoilt.end(),
                                  [&](const auto& entry) { return entry.first == text; });
  if (known != spoilt.end() && known->second == why.what)
    return;
  log::warn("An object could not be read and was left out.", {{"object", text}, {"why", why.what}});
  if (known != spoilt.end())
    spoilt.erase(known);
  spoilt.emplace_back(text, why.what);
  if (spoilt.size() > spoilt_kept)
    spoilt.pop_front();
}

void stream_state::back_off(const fault& why) {
  const auto time = self->clock().now();
  if (time - last_failure > calm)
    failures = 0;
  last_failure = time;
  const auto doubled = connection.before(failures++) * (1.0 + wiring.world->spread());
  auto delay = std::chrono::duration_cast<std::chrono::nanoseconds>(doubled);
  if (why.code == errc::forbidden || why.code == errc::expired)
    delay = denied_pause;
  else if (why.code == errc::not_found)
    delay = absent_pause;
  else if (why.code == errc::throttled)
    delay = std::max<std::chrono::nanoseconds>(why.retry_after, 1s);
  enter(phase::backing_off);
  clock.arm(self, purpose::resume, delay);
  if (auto words = to_string(why); words != trouble) {
    trouble = std::move(words);
    log::warn(
      "A watch is interrupted.",
      {{"kind", wiring.kind.name}, {"namespace", wiring.ns}, {"why", trouble}, {"retry", delay}});
    tell_source();
  }
}

void stream_state::tell_source() {
  for (const auto& listener : listeners)
    self->send(listener, source_changed{wiring.kind.name, synced, trouble});
}

void stream_state::enter(phase next) {
  since = self->clock().now();
  now = next;
}

description stream_state::describe_self() const {
  constexpr std::string_view words[] = {"listing", "opening", "watching", "backing_off"};
  using std::chrono::milliseconds;
  description out;
  out.actor = "watch.stream";
  out.key = wiring.ns.empty() ? wiring.kind.name : wiring.kind.name + "/" + wiring.ns;
  out.state = words[static_cast<std::size_t>(now)];
  const auto time = self->clock().now();
  out.state_age_ms = std::chrono::duration_cast<milliseconds>(time - since).count();
  out.mailbox = self->mailbox().size();
  out.handled = handled;
  out.retries = failures;
  out.last_error = trouble;
  if (const auto next = clock.next())
    out.next_timer_ms = std::chrono::duration_cast<milliseconds>(*next - time).count();
  out.details = {{"version", std::to_string(version)},
                 {"objects", std::to_string(wiring.objects->size(wiring.kind.name))},
                 {"lists", std::to_string(lists)},
                 {"watches", std::to_string(watches)},
                 {"stale events", std::to_string(stale)}};
  for (const auto& [key, why] : spoilt)
    out.details.emplace_back("unreadable " + key, why);
  return out;
}

} // namespace weft
