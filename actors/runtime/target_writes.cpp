#include "actors/runtime/target.hpp"
#include "adapters/log/log.hpp"

#include <algorithm>

namespace weft {

using namespace std::chrono_literals;

namespace {

constexpr auto intent_patience = 5s; ///< one object that cannot record holds up no other for longer
constexpr backoff interference{200ms, 30s};

} // namespace

std::set<owner> target_state::unrecorded() const {
  std::set<owner> whose;
  for (const auto& [one, said] : planned.verdicts) {
    if (!said.changes || !said.first)
      continue;
    const auto part = parts.find(one);
    const auto known = recorded.find(one);
    const bool noted = known != recorded.end() && known->second == said.evidence_digest;
    if (part != parts.end() && !noted)
      whose.insert(one);
  }
  return whose;
}

void target_state::record_intents(const std::set<owner>& whose) {
  recorded_round = true;
  enter(phase::recording);
  outstanding = whose;
  clock.arm(self, purpose::act, intent_patience);
  for (const auto& one : whose) {
    if (!asked.insert(one).second)
      continue;
    const auto& said = planned.verdicts.at(one);
    outcome intended{
      one, wiring.key,    parts.at(one)->generation,          progress::intended,   true, "Pending",
      "",  said.evidence, "intended/" + said.evidence_digest, parts.at(one)->digest};
    const auto news = take_snapshot(std::move(intended));
    told_so_far[one] = {news, parts.at(one)->digest};
    self->request(wiring.house, caf::infinite, record_intent{news})
      .then([this, one,
             digest = said.evidence_digest](intent_recorded) { on_intent(one, digest, true); },
            [this, one](const caf::error&) { on_intent(one, {}, false); });
  }
}

void target_state::on_intent(const owner& whose, const std::string& evidence, bool written) {
  asked.erase(whose);
  if (written) {
    recorded[whose] = evidence;
  } else {
    unable.insert(whose);
    told_so_far.erase(whose); // should its owner come back, it is heard anew
  }
  if (outstanding.erase(whose) == 0) {
    if (written)
      touch(); // it was late, and waits
    return;
  }
  if (outstanding.empty() && now == phase::recording) {
    clock.disarm(purpose::act);
    pursue();
  }
}

void target_state::await_turn() {
  // What is not recorded by now stays out of this transaction, or a stream of newcomers would
  // keep it from ever being written.
  if (const auto late = unrecorded(); !late.empty()) {
    auto held = kept_out();
    for (const auto& one : late)
      held.insert({one, {}});
    plan_without(held);
    dirty = dirty || std::any_of(late.begin(), late.end(), [this](const owner& one) {
              return !asked.contains(one) && !unable.contains(one);
            });
    if (!planned.work)
      return finish();
  }
  const auto next = last_write + wiring.filling->pace.between_writes;
  const auto time = self->clock().now();
  if (wrote_ever && !planned.urgent && time < next) {
    enter(phase::spacing);
    return clock.arm(self, purpose::act, next - time);
  }
  ask_version();
}

void target_state::ask_version() {
  enter(phase::probing);
  self->request(wiring.way_out, caf::infinite, probe{wiring.key})
    .then([this](const probed& got) { on_probed(got.version); },
          [this](const caf::error& why) { on_fault(to_fault(why)); });
}

void target_state::on_probed(const std::string& version) {
  if (version == seen->version)
    return write();
  if (probes-- == 0) {
    trouble = "the target keeps changing under us";
    return back_off(interference.before(failures++, wiring.world->spread()));
  }
  read(phase::reading);
}

void target_state::write() {
  enter(phase::writing);
  in_flight = in_work;
  flown = batch();
  repairing.clear();
  for (const auto& [whose, digest] : in_flight) {
    const auto part = basis().find(whose);
    if (const auto stood = drifted.find(whose); part != basis().end() && stood != drifted.end()
                                                && stood->second == part->second->generation)
      repairing[whose] = planned.verdicts.at(whose).repairs;
  }
  if (wiring.filling->told_by_session)
    std::erase_if(repairing, [](const auto& one) { return one.second.empty(); });
  write_before = last_write;
  last_write = self->clock().now();
  wrote_ever = true;
  ++writes;
  self->request(wiring.way_out, caf::infinite, commit{planned.work})
    .then([this](committed) { on_committed(); },
          [this](const caf::error& why) {
            const auto what = to_fault(why);
            what.code == errc::refused ? on_refused(what) : on_fault(what);
          });
}

std::set<unit> target_state::batch() const {
  std::set<unit> all{planned.units.begin(), planned.units.end()};
  if (!all.empty())
    return all;
  for (const auto& [one, digest] : in_work) {
    const auto& parts_of_it = planned.verdicts.at(one).units;
    for (const auto& what : parts_of_it)
      all.insert({one, what});
    if (parts_of_it.empty())
      all.insert({one, {}});
  }
  return all;
}

void target_state::on_committed() {
  if (!wiring.filling->told_by_session)
    log::info(
      "Wrote a target.",
      {{"target", wiring.key}, {"owners", in_flight.size()}, {"swept", planned.sweeps_here}});
  count_batch();
  culprits.accepted(flown);
  if (planned.sweeps_here > 0 && planned.sweeps_here == planned.sweeps.size()) {
    let_pass.clear();
    put_off_sweep(wiring.filling->pace.sweep);
  }
  read(phase::verifying);
}

void target_state::on_refused(const fault& why) {
  last_write = write_before; // a refused write changed nothing, so the next need not wait for it
  trouble = to_string(why);
  if (planned.sweeps_here > 0 && planned.units.empty())
    return drop_sweep();
  if (const auto culprit = culprits.refused(flown))
    reject(*culprit, why);
  else if (flown.empty())
    return on_fault({errc::unreachable, why.what, why.where, {}});
  read(phase::reading);
}

void target_state::reject(const unit& culprit, const fault& why) {
  const auto part = parts.find(culprit.whose);
  const auto sent = in_flight.find(culprit.whose);
  const bool stands
    = part != parts.end() && sent != in_flight.end() && part->second->digest == sent->second;
  if (culprit.what.empty() && !stands)
    return; // something else is wished by now
  rejected[culprit] = why.what;
  count_culprit();
  if (!clock.armed(purpose::parole))
    clock.arm(self, purpose::parole, wiring.filling->pace.quarantine);
  if (culprit.what.empty()) // of a part of it the next plan speaks
    tell(culprit.whose,
         {culprit.whose, wiring.key, 0, progress::declined, true, wiring.filling->name_fault(why),
          why.what, nullptr, "rejected/" + why.what});
}

void target_state::drop_sweep() {
  log::warn("A removal of what nobody owns is put off.",
            {{"target", wiring.key}, {"swept", planned.sweeps_here}, {"why", trouble}});
  let_pass.clear();
  put_off_sweep(wiring.filling->pace.quarantine);
  read(phase::reading);
}

bool target_state::is_undone(const owner& whose) const {
  const auto said = planned.verdicts.find(whose);
  if (said == planned.verdicts.end() || !said->second.changes)
    return false;
  const auto& again = said->second.units;
  return again.empty() ? flown.contains({whose, {}})
                       : std::any_of(again.begin(), again.end(), [&](const std::string& what) {
                           return flown.contains({whose, what});
                         });
}

void target_state::verify() {
  std::set<owner> undone;
  for (const auto& [whose, digest] : in_flight) {
    const auto part = parts.find(whose);
    if (part != parts.end() && part->second->digest == digest && is_undone(whose))
      undone.insert(whose);
    else if (const auto fixed = repairing.find(whose); fixed != repairing.end()) {
      count(wiring.measured.repairs);
      std::string paths;
      for (const auto& path : fixed->second)
        paths += (paths.empty() ? "repaired " : ", ") + path;
      self->send(wiring.recorder, announce{take_snapshot(
                                    notice{whose, false, wiring.filling->repaired,
                                           paths.empty() ? "put back in " + wiring.key : paths})});
    }
  }
  in_flight.clear();
  publish();
  recorded_round = false;
  probes = wiring.filling->pace.probes;
  if (undone.empty()) {
    failures = 0;
    trouble.clear();
    return pursue();
  }
  count(wiring.measured.interference);
  for (const auto& whose : undone)
    self->send(wiring.recorder,
               announce{take_snapshot(notice{whose, true, "ConcurrentWriter",
                                             "another writer undid the change to " + wiring.key})});
  trouble = "another writer interfered";
  back_off(interference.before(failures++, wiring.world->spread()));
}

} // namespace weft
