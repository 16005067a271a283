#include "actors/runtime/target.hpp"

#include "adapters/log/log.hpp"

#include <algorithm>

namespace weft {

using namespace std::chrono_literals;

namespace {

constexpr std::uint32_t tolerated_failures = 3; ///< before an outage is told to owners
constexpr auto trouble_pause = 60s;
constexpr auto locked_out_pause = 30s;
constexpr auto intent_patience = 5s; ///< one object that cannot record holds up no other for longer
const std::string removal_braked = "RemovalBraked";
constexpr backoff interference{200ms, 30s};

} // namespace

target_actor::behavior_type target_state::start(target_wiring with) {
  wiring = std::move(with);
  since = self->clock().now();
  self->set_error_handler([](caf::error&) {});
  return {
    [this](const contribute& news) { take(news.part); },
    [this](const view_complete& news) { on_complete(news.complete); },
    [this](way_open) { on_way_open(); },
    [this](const wake& told) { on_wake(told); },
    [this](describe) { return describe_self(); },
  };
}

void target_state::take(const snapshot<fragment>& part) {
  ++handled;
  count_wish();
  auto held = parts.find(part->from);
  if (held != parts.end() && held->second->generation > part->generation)
    return; // a late word from an object actor that has been restarted
  if (part->what == wish::none) {
    const bool known = parts.erase(part->from) > 0;
    told_so_far.erase(part->from);
    recorded.erase(part->from);
    rejected.erase(part->from);
    drifted.erase(part->from);
    std::erase_if(announced, [&](const auto& one) { return one.first.first == part->from; });
    if (known)
      touch(); // somebody else may have waited for the place
    return;
  }
  if (!part->recorded)
    recorded.erase(part->from); // somebody has taken it out of the status again
  const bool same = held != parts.end() && held->second->digest == part->digest;
  parts[part->from] = part;
  if (const auto before = told_so_far.find(part->from); same && before != told_so_far.end()) {
    auto repeated = *before->second.news;
    repeated.generation = part->generation;
    before->second.news = nullptr; // whoever asks again has forgotten
    return tell(part->from, std::move(repeated));
  }
  rejected.erase(part->from);
  touch();
}

void target_state::touch() {
  const auto& pace = wiring.filling->pace;
  const auto time = self->clock().now();
  dirty = true;
  if (now == phase::idle) {
    first_touch = time;
    enter(phase::settling);
  }
  if (now != phase::settling)
    return;
  const auto latest = first_touch + pace.debounce_cap;
  const auto quiet = std::min<std::chrono::nanoseconds>(pace.debounce, latest - time);
  clock.arm(self, purpose::act, std::max<std::chrono::nanoseconds>(quiet, 0ns));
}

void target_state::on_wake(const wake& told) {
  const auto why = clock.due(told);
  if (!why)
    return;
  switch (*why) {
  case purpose::act:
    if (now == phase::recording) {
      outstanding.clear();
      return pursue();
    }
    if (now == phase::spacing) {
      recorded_round = false; // there was time for newcomers to record theirs
      return pursue();
    }
    return read(phase::reading);
  case purpose::sweep:
    sweep_due = true;
    [[fallthrough]];
  case purpose::resync:
    if (now == phase::idle)
      read(phase::reading);
    return;
  case purpose::parole:
    rejected.clear();
    return touch();
  }
}

void target_state::on_way_open() {
  if (now == phase::backing_off)
    read(phase::reading);
}

void target_state::on_complete(bool is) {
  if (std::exchange(complete, is) == is || !is)
    return;
  sweep_due = true;
  touch();
}

void target_state::read(phase as) {
  clock.disarm(purpose::act); // what it was armed for begins here
  if (as == phase::reading) {
    probes = wiring.filling->pace.probes;
    recorded_round = false;
    unable.clear();
    if (!cycle_began)
      begin_cycle();
  }
  enter(as);
  ++reads;
  self->request(wiring.way_out, caf::infinite, observe{wiring.key})
    .then([this](const observed& got) { on_observed(got.what); },
          [this](const caf::error& why) { on_fault(to_fault(why)); });
}

void target_state::on_observed(const snapshot<observation>& what) {
  const bool back = now == phase::verifying;
  seen = what;
  replan();
  if (back)
    return verify();
  publish();
  failures = 0;
  trouble.clear();
  if (!seen->trouble.empty() && !planned.work) {
    trouble = seen->trouble + ": " + seen->message;
    return back_off(trouble_pause);
  }
  pursue();
}

void target_state::replan() {
  dirty = false;
  auto living = sweep_due && complete ? wiring.alive() : std::nullopt;
  sweeping = living.has_value();
  if (living)
    live = *std::move(living);
  const auto held = kept_out();
  auto plan = [&] {
    return wiring.filling->plan({wiring.key, parts, *seen, held, complete, sweeping, live});
  };
  planned = plan();
  if (sweeping && planned.sweeps > 0) {
    brake_sweep();
    sweeping = sweep_due;
    if (!sweeping)
      planned = plan();
  } else if (sweeping) {
    sweep_due = false;
    clock.arm(self, purpose::sweep, wiring.filling->pace.sweep);
  }
  note_drift();
}

void target_state::brake_sweep() {
  const auto& limits = wiring.filling->limits;
  const auto time = self->clock().now();
  const bool second = braked_at != decltype(braked_at){} && time - braked_at >= limits.wait;
  if (!exceeds(planned, limits) || second) {
    braked_at = {};
    announced.erase({owner{}, removal_braked});
    return;
  }
  if (braked_at == decltype(braked_at){})
    braked_at = time;
  announce_once({{},
                 true,
                 removal_braked,
                 "removing " + std::to_string(planned.sweeps) + " of "
                   + std::to_string(planned.ours) + " things in " + wiring.key
                   + " waits for a second comparison"});
  sweep_due = false;
  clock.arm(self, purpose::sweep, limits.wait);
}

std::set<owner> target_state::kept_out() const {
  auto held = culprits.held();
  for (const auto& [whose, why] : rejected)
    held.insert(whose);
  return held;
}

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

void target_state::pursue() {
  if (dirty) {
    replan();
    publish();
  }
  while (!planned.work && culprits.under_way()) {
    culprits.skip();
    replan();
    publish();
  }
  if (!planned.work)
    return finish();
  if (const auto whose = unrecorded(); !whose.empty() && !recorded_round)
    return record_intents(whose);
  await_turn();
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
      one, wiring.key,    parts.at(one)->generation,         progress::intended, true, "Pending",
      "",  said.evidence, "intended/" + said.evidence_digest};
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
    held.insert(late.begin(), late.end());
    planned = wiring.filling->plan({wiring.key, parts, *seen, held, complete, sweeping, live});
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
  in_flight.clear();
  repairing.clear();
  for (const auto& [whose, said] : planned.verdicts) {
    const auto part = parts.find(whose);
    if (!said.changes || part == parts.end())
      continue;
    in_flight[whose] = part->second->digest;
    if (const auto stood = drifted.find(whose);
        stood != drifted.end() && stood->second == part->second->generation)
      repairing[whose] = said.repairs;
  }
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

void target_state::on_committed() {
  log::info("Wrote a target.",
            {{"target", wiring.key}, {"owners", in_flight.size()}, {"swept", planned.sweeps}});
  count_batch();
  std::set<owner> batch;
  for (const auto& [whose, digest] : in_flight)
    batch.insert(whose);
  culprits.accepted(batch);
  if (planned.sweeps > 0) {
    sweep_due = false;
    clock.arm(self, purpose::sweep, wiring.filling->pace.sweep);
  }
  read(phase::verifying);
}

void target_state::on_refused(const fault& why) {
  last_write = write_before; // a refused write changed nothing, so the next need not wait for it
  trouble = to_string(why);
  if (planned.sweeps > 0)
    return put_off_sweep();
  std::set<owner> batch;
  for (const auto& [whose, digest] : in_flight)
    batch.insert(whose);
  if (const auto culprit = culprits.refused(batch)) {
    rejected[*culprit] = why.what;
    count_culprit();
    if (!clock.armed(purpose::parole))
      clock.arm(self, purpose::parole, wiring.filling->pace.quarantine);
    const auto reason = wiring.filling->name_fault(why);
    tell(*culprit, {*culprit, wiring.key, 0, progress::declined, true, reason, why.what, nullptr,
                    "rejected/" + why.what});
  } else if (batch.empty()) {
    return on_fault({errc::unreachable, why.what, why.where, {}});
  }
  read(phase::reading);
}

/// Whoever is in a batch that also sweeps may be innocent: it is tried again without the sweep.
void target_state::put_off_sweep() {
  log::warn("A removal of what nobody owns is put off.",
            {{"target", wiring.key}, {"swept", planned.sweeps}, {"why", trouble}});
  sweep_due = false;
  clock.arm(self, purpose::sweep, wiring.filling->pace.quarantine);
  read(phase::reading);
}

void target_state::verify() {
  std::set<owner> undone;
  for (const auto& [whose, digest] : in_flight) {
    const auto said = planned.verdicts.find(whose);
    const auto part = parts.find(whose);
    if (said != planned.verdicts.end() && said->second.changes && part != parts.end()
        && part->second->digest == digest)
      undone.insert(whose);
    else if (const auto fixed = repairing.find(whose); fixed != repairing.end()) {
      count(wiring.measured.repairs);
      std::string paths;
      for (const auto& path : fixed->second)
        paths += (paths.empty() ? "repaired " : ", ") + path;
      self->send(wiring.recorder, announce{take_snapshot(
                                    notice{whose, false, "DriftRepaired",
                                           paths.empty() ? "put back in " + wiring.key : paths})});
    }
  }
  in_flight.clear();
  publish();
  recorded_round = false;
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

void target_state::finish() {
  const auto& pace = wiring.filling->pace;
  end_cycle(true);
  enter(phase::idle);
  const auto tenth
    = std::chrono::duration<double>(pace.resync) * (0.9 + 0.2 * wiring.world->spread());
  clock.arm(self, purpose::resync, std::chrono::duration_cast<std::chrono::nanoseconds>(tenth));
  if (dirty || culprits.under_way())
    touch();
}

void target_state::back_off(std::chrono::nanoseconds delay) {
  end_cycle(false);
  enter(phase::backing_off);
  clock.arm(self, purpose::act, delay);
}

void target_state::on_fault(const fault& why) {
  if (auto words = to_string(why); words != trouble) {
    log::warn("A target cannot be reached as wished.",
              {{"target", wiring.key}, {"code", to_string(why.code)}, {"why", words}});
    trouble = std::move(words);
  }
  const auto& pace = wiring.filling->pace;
  std::chrono::nanoseconds delay
    = backoff{pace.retry_first, pace.retry_cap}.before(failures, wiring.world->spread());
  switch (why.code) {
  case errc::throttled:
    delay = std::max<std::chrono::nanoseconds>(why.retry_after, pace.retry_first);
    break;
  case errc::expired:
    delay = locked_out_pause; // way_open comes sooner when the session recovers
    break;
  case errc::forbidden:
    delay = pace.forbidden;
    break;
  case errc::not_found:
    delay = trouble_pause;
    break;
  default:
    ++failures;
  }
  const bool mere_hiccup = (why.code == errc::unreachable || why.code == errc::malformed)
                           && failures < tolerated_failures;
  if (!mere_hiccup)
    publish_fault(why);
  back_off(delay);
}

void target_state::enter(phase next) {
  if (now != next)
    since = self->clock().now();
  now = next;
}

target_actor::behavior_type target(target_actor::stateful_pointer<target_state> self,
                                   target_wiring with) {
  return self->state.start(std::move(with));
}

} // namespace weft
