#include "actors/aci/session.hpp"
#include "adapters/log/log.hpp"

#include <algorithm>
#include <utility>

namespace weft::aci {

namespace {

constexpr std::chrono::nanoseconds soonest_look = std::chrono::milliseconds{100};

} // namespace

void session_state::doubt() {
  ++gaps;
  count_gap();
  comparing = true;
  known.gap();
  for (const auto& [which, held] : subscriptions)
    doubtful.insert(which);
  for (auto& [ticket, one] : out)
    one.shaken = true;
  compared.reset();
  if (scans())
    scanning.emplace();
  if (stands == standing::live)
    enter(standing::socket_open);
  clock.disarm(purpose::calm);
  pump();
}

/// What waits for its turn counts as it is known, but for what only memory calls ours.
void session_state::mistrust() {
  if (!must_wait({}))
    return doubt();
  const auto before = known.revision();
  known.shake();
  if (known.revision() != before)
    tell_stirred();
  pump();
}

void session_state::put_in_doubt(const l3out_name& which) {
  if (subscriptions.contains(which) && !must_wait(which))
    doubtful.insert(which);
}

bool session_state::must_wait(const l3out_name& which) {
  const object_name whole{{which.tenant, which.l3out, {}}, {}};
  if (!turns.resting(now()).contains(whole)) {
    turns.repeated(whole, now());
    return false;
  }
  put_off.insert(which);
  clock.arm(self, purpose::turn, *turns.next_due() - now());
  return true;
}

void session_state::take_turns() {
  for (const auto& which : std::exchange(put_off, {}))
    which == l3out_name{} ? mistrust() : put_in_doubt(which);
  pump();
}

void session_state::on_lapsed(const lapsed& news) {
  const auto found = std::ranges::find_if(
    subscriptions, [&](const auto& one) { return one.second.id == news.id; });
  if (stopping || found == subscriptions.end())
    return;
  doubtful.erase(found->first);
  subscriptions.erase(found);
  trouble = news.why;
  mistrust();
}

void session_state::on_events(const socket_record& news) {
  aci::upshot all;
  for (const auto& one : news.events)
    all.add(known.take_event(one, now()));
  note(all);
  pump();
}

void session_state::note(const aci::upshot& what) {
  for (const auto& which : what.read)
    put_in_doubt(which);
  if (what.changed)
    tell_stirred();
  arm_look();
}

/// Unless it will see by itself: it waits for an answer, or reads after its write.
void session_state::tell_stirred() {
  if (questions.size() > 0 || writing || stands != standing::live || std::exchange(stirring, true))
    return;
  self->send(wiring.house, stirred{wiring.how.name});
}

void session_state::look() {
  const auto due = known.due(now());
  for (const auto& which : due)
    if (subscriptions.contains(which))
      doubtful.insert(which);
  if (due.empty()) // a pause of a correction is over
    tell_stirred();
  arm_look();
  pump();
}

void session_state::arm_look() {
  const auto next = known.next_due();
  if (!next)
    return clock.disarm(purpose::look);
  clock.arm(self, purpose::look, std::max<std::chrono::nanoseconds>(*next - now(), soonest_look));
}

bool session_state::is_denied(const l3out_name& what) {
  const bool again = !barred.insert(what).second;
  return again || (honoured && now() - *honoured < recent);
}

void session_state::deny(const l3out_name& which, const std::string& words) {
  log::warn("An L3Out cannot be read.",
            {{"apic", wiring.io->name_of(node)}, {"l3out", aci::to_string(which)}, {"why", words}});
  doubtful.erase(l3out_name{which});
  denied.insert(which);
  known.take_denied(which, words);
  tell_stirred();
}

} // namespace weft::aci
