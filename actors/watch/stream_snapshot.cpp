#include "actors/watch/stream.hpp"
#include "actors/watch/stream_exchange.hpp"
#include "adapters/log/log.hpp"

/// How a watch begins with all there is. @see kubernetes.md 4.1, 4.7
namespace weft {

using namespace std::chrono_literals;

namespace {

constexpr auto longest_silence = 60s; ///< within a streamed snapshot
constexpr std::uint32_t patience = 3; ///< streamed snapshots that break off in a row
constexpr auto refusal_holds = 1h;    ///< then a server may have learned to stream snapshots

} // namespace

void stream_state::open_stream() {
  ++count.lists;
  measured.lists.add();
  asked_at = self->clock().now();
  staging = true;
  open_watch();
  await_the_rest();
}

void stream_state::await_the_rest() {
  told_at = self->clock().now();
  if (!clock.armed(purpose::silence)) // a timer for each part would outlive the snapshot
    clock.arm(self, purpose::silence, longest_silence);
}

void stream_state::on_silence() {
  const auto left = told_at + longest_silence - self->clock().now();
  if (left > 0ns)
    return clock.arm(self, purpose::silence, left);
  on_stream_failed(
    {errc::unreachable, "silent within a snapshot", watching::name_of("WATCH", *kind), {}});
}

void stream_state::drop_snapshot() {
  staging = false;
  held->forget_staged();
  clock.disarm(purpose::silence);
}

void stream_state::on_stream_failed(const fault& why) {
  drop_snapshot();
  if (why.code == errc::gone && from_last_version()) {
    version_unusable = true;
    hang_up();
    return queue_up();
  }
  const bool hopeless = why.code == errc::unreachable && ++broken_streams >= patience;
  if (why.code == errc::refused || why.code == errc::gone || hopeless) {
    broken_streams = 0;
    lists_until = self->clock().now() + refusal_holds;
    log::info("Snapshots are listed, since the server does not stream them",
              {{"source", to_string(where)}, {"cause", to_string(why)}});
    hang_up();
    return queue_up();
  }
  back_off(why);
}

void stream_state::on_initial(k8s::watch_event& event) {
  switch (event.type) {
  case k8s::event_type::added:
  case k8s::event_type::modified:
    return held->stage(std::move(event.object));
  case k8s::event_type::deleted:
    return held->unstage(event.object.meta.key);
  case k8s::event_type::bookmark:
    if (!event.initial_events_end)
      return;
    if (event.object.meta.version == 0)
      return on_stream_failed(
        {errc::malformed, "a snapshot without a version", watching::name_of("WATCH", *kind), {}});
    return on_snapshot_end(event.object.meta.version);
  case k8s::event_type::error:
    return on_stream_failed(watching::refusal(event.trouble, *kind));
  case k8s::event_type::unknown:
    measured.unknown.add();
    log::warn("Event of an unknown type", {{"source", to_string(where)}});
  }
}

void stream_state::on_snapshot_end(std::uint64_t reached) {
  staging = false;
  clock.disarm(purpose::silence);
  next = take_over();
  version = std::to_string(reached);
  version_unusable = doubtful = false;
  failing_since.reset();
  broken_streams = 0;
  now = phase::watching;
  note(true, "");
}

fault stream_state::unended() const {
  const bool had_its_time = self->clock().now() - opened_at >= wiring.pace.timeout;
  return {had_its_time ? errc::refused : errc::unreachable,
          "the watch ended within its snapshot",
          watching::name_of("WATCH", *kind),
          {}};
}

} // namespace weft
