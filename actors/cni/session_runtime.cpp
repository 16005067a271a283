#include "actors/cni/answers.hpp"
#include "actors/cni/session.hpp"
#include "actors/runtime/backoff.hpp"
#include "adapters/log/log.hpp"
#include "protocol/cni/wished_pod.hpp"

#include <algorithm>
#include <utility>

namespace weft::cni {

namespace {

constexpr int forgotten_after = 5; ///< healths without a question

} // namespace

void session_state::poll() {
  if (stopping)
    return;
  if (std::exchange(polling, true)) {
    poll_again = true;
    return;
  }
  clock.disarm(purpose::poll);
  polled = now();
  wiring.node.containers->list_sandboxes(
    {}, tell_answer<result<std::vector<sandbox>>>(self, expect({errand::poll})));
}

/// What an event tells, or a call that failed, is seen within a list.
void session_state::poll_soon() {
  if (stopping)
    return;
  if (polling) {
    poll_again = true;
    return;
  }
  const auto pause = polled + between_polls - now();
  clock.arm(self, purpose::poll, std::max(pause, instant::zero()));
}

void session_state::on_polled(const result<std::vector<sandbox>>& all) {
  polling = false;
  if (all)
    on_runtime_there();
  else
    on_runtime_away(all.error());
  const backoff pace{first_retry, wiring.how.runtime_poll};
  const std::chrono::milliseconds pause
    = all ? wiring.how.runtime_poll : pace.before(failures++, wiring.world->spread());
  clock.arm(self, purpose::poll, pause);
  if (!all)
    return;
  if (tells_events && stream == 0 && polled >= followed + first_retry)
    follow_events();
  for (const auto& [ns, pod] : census.take(*all))
    stir_pod(ns, pod);
  forget_strangers();
  if (is_delayed())
    go_on();
  if (take_config())
    tell_inventory();
  if (std::exchange(poll_again, false))
    poll_soon();
}

void session_state::on_runtime_there() {
  failures = 0;
  if (stands == standing::open)
    return;
  if (std::exchange(stands, standing::open) == standing::away) {
    count_return();
    log::info("The container runtime is there again.", {{"node", wiring.how.node_name}});
  }
  since = now();
  trouble.clear();
  show_runtime();
  wiring.node.containers->ask_version(
    tell_answer<result<runtime_version>>(self, expect({errand::version})));
  tells_events = true;
  self->send(wiring.house, way_open{});
  for (const auto& [target, when] : known)
    stir(target); // their answers said that it was away
}

void session_state::on_runtime_away(const fault& why) {
  poll_again = false;
  auto words = to_string(why);
  if (std::exchange(trouble, words) != words)
    log::warn("The container runtime does not answer.",
              {{"node", wiring.how.node_name}, {"why", words}});
  if (std::exchange(stands, standing::away) == standing::away)
    return;
  since = now();
  stream = 0;
  events.reset();
  show_runtime();
}

void session_state::follow_events() {
  followed = now();
  const auto ticket = ++last_ticket;
  stream = ticket;
  events = wiring.node.containers->follow(
    {tell_answer<std::string>(self, ticket), tell_answer<fault>(self, ticket)});
}

/// A runtime that does not tell events is polled alone; one that has broken off is followed again
/// with a list that shows it to be there.
void session_state::on_event_end(const fault& why) {
  stream = 0;
  events.reset();
  tells_events = why.code != errc::refused;
  if (tells_events)
    poll_soon();
}

void session_state::stir(const std::string& target) {
  self->send(wiring.house, stirred{target});
}

/// Of a static Pod only the name is known.
void session_state::stir_pod(const std::string& ns, const std::string& pod) {
  const auto prefix = target_of(pod_identity{"", "", ns, pod});
  for (auto i = known.lower_bound(prefix); i != known.end() && i->first.starts_with(prefix); ++i)
    stir(i->first);
}

/// Targets that nobody has asked for in a long time have ended.
void session_state::forget_strangers() {
  const auto oldest = now() - forgotten_after * instant{wiring.how.health};
  std::erase_if(known, [&](const auto& one) {
    const bool gone = one.second < oldest && !working.contains(one.first);
    if (gone) {
      rests.forget(one.first);
      resting.erase(one.first);
      guarded.erase(one.first);
      forget_checks(one.first);
    }
    return gone;
  });
  std::erase_if(wiring.past->turns, [](const auto& one) { return one.second.expired(); });
  std::erase_if(torn_told, [this](const auto& one) { return !kept.is_torn(one.first); });
}

} // namespace weft::cni
