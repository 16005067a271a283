#include "actors/runtime/target.hpp"

#include "adapters/log/log.hpp"

#include <algorithm>

namespace weft {

using namespace std::chrono_literals;

namespace {

constexpr std::uint32_t tolerated_failures = 3; ///< before an outage is told to owners
constexpr auto trouble_pause = 60s;
constexpr auto locked_out_pause = 30s;
constexpr auto new_lists_pause = 10s; ///< until they are there
const std::string removal_braked = "RemovalBraked";

} // namespace

target_actor::behavior_type target_state::start(target_wiring with) {
  wiring = std::move(with);
  since = self->clock().now();
  self->set_error_handler([](caf::error&) {});
  return {
    [this](const contribute& news) { take(news.part); },
    [this](const view_complete& news) { on_complete(news.complete); },
    [this](way_open) { on_way_open(); },
    [this](stirred) { on_stirred(); },
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
    std::erase_if(rejected, [&](const auto& one) { return one.first.whose == part->from; });
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
  if (const auto before = told_so_far.find(part->from);
      same && before != told_so_far.end() && before->second.digest == part->digest) {
    auto repeated = *before->second.news;
    repeated.generation = part->generation;
    before->second.news = nullptr; // whoever asks again has forgotten
    return tell(part->from, std::move(repeated));
  }
  if (!same) {
    rejected.erase({part->from, {}}); // a smaller part goes by another name once it is another
    told_so_far.erase(part->from);    // whoever wishes something else, and then this again, waits
  }
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
    if (!braked.empty() && !has_new_lists())
      return await_lists();
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

void target_state::on_stirred() {
  ++handled;
  moved = true;
  if (now == phase::idle)
    touch();
  else if (now == phase::backing_off && seen && !seen->trouble.empty())
    read(phase::reading); // what stood in the way may be gone
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
    recorded_round = false;
    unable.clear();
    if (!cycle_began)
      begin_cycle();
  }
  enter(as);
  ++reads;
  moved = false;
  if (wiring.filling->observes_by_wish) {
    asked_with = take_snapshot(parts);
    dirty = false;
  }
  const bool thorough = sweep_due && complete;
  looked_closely = thorough || !wiring.filling->observes_by_wish;
  self->request(wiring.way_out, caf::infinite, observe{wiring.key, asked_with, thorough})
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
  if (!seen->trouble.empty() && !planned.work && !parts.empty()) {
    trouble = seen->trouble + ": " + seen->message;
    return back_off(trouble_pause);
  }
  pursue();
}

void target_state::replan() {
  dirty = dirty && wiring.filling->observes_by_wish; // what has come since the question waits
  const bool due = sweep_due && complete && looked_closely;
  auto living = due ? wiring.alive() : std::nullopt;
  sweeping = living.has_value();
  if (living)
    live = *std::move(living);
  else if (due)
    put_off_sweep(std::min(wiring.filling->pace.sweep, wiring.filling->pace.resync));
  plan_without(kept_out());
  if (sweeping && !planned.sweeps.empty()) {
    brake_sweep();
    sweeping = sweep_due;
    if (!sweeping)
      plan_without(kept_out());
  } else if (sweeping && seen->trouble.empty()) {
    forget_brake();
    put_off_sweep(wiring.filling->pace.sweep);
  }
  note_drift();
}

void target_state::plan_without(const std::set<unit>& held) {
  planned = wiring.filling->plan(
    {wiring.key, basis(), *seen, held, rejected, complete, sweeping, live, culprits.turn()});
  in_work.clear();
  for (const auto& [whose, said] : planned.verdicts)
    if (const auto part = basis().find(whose); said.changes && part != basis().end())
      in_work[whose] = part->second->digest;
}

const wishes& target_state::basis() const {
  return asked_with ? *asked_with : parts;
}

void target_state::brake_sweep() {
  if (is_second_look())
    let_pass = planned.sweeps;
  if (!exceeds(planned, wiring.filling->limits) || is_let_pass()) {
    auto allowed = std::move(let_pass);
    forget_brake();
    let_pass = std::move(allowed);
    return;
  }
  const auto time = self->clock().now();
  if (!std::ranges::includes(braked, planned.sweeps)) {
    braked_at = time;
    braked = planned.sweeps;
  }
  announce_once({{},
                 true,
                 removal_braked,
                 "removing " + std::to_string(planned.sweeps.size()) + " of "
                   + std::to_string(planned.ours) + " things in " + wiring.key + ", "
                   + *planned.sweeps.begin() + " among them, waits for a second comparison"});
  sweep_due = false;
  const std::chrono::nanoseconds left = braked_at + wiring.filling->limits.wait - time;
  clock.arm(self, purpose::sweep, std::max<std::chrono::nanoseconds>(left, new_lists_pause));
}

void target_state::await_lists() {
  const auto time = self->clock().now();
  if (asked_lists_at <= braked_at || time - asked_lists_at >= wiring.filling->limits.wait) {
    asked_lists_at = time;
    self->send(wiring.house, list_again{});
  }
  clock.arm(self, purpose::sweep, new_lists_pause);
}

bool target_state::is_let_pass() const {
  return std::ranges::includes(let_pass, planned.sweeps);
}

bool target_state::has_new_lists() const {
  const auto listed = wiring.listed ? wiring.listed() : std::nullopt;
  return listed && *listed >= braked_at + wiring.filling->limits.wait;
}

bool target_state::is_second_look() const {
  return !braked.empty() && has_new_lists() && std::ranges::includes(braked, planned.sweeps);
}

void target_state::put_off_sweep(std::chrono::nanoseconds pause) {
  sweep_due = false;
  clock.arm(self, purpose::sweep, wavering(pause));
}

void target_state::forget_brake() {
  braked.clear();
  let_pass.clear();
  announced.erase({owner{}, removal_braked});
}

std::set<unit> target_state::kept_out() const {
  auto held = culprits.held();
  for (const auto& [whose, why] : rejected)
    held.insert(whose);
  return held;
}

void target_state::pursue() {
  if (dirty && !wiring.filling->observes_by_wish) {
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

void target_state::finish() {
  if (sweeping && sweep_due) // what is left of it is held back
    put_off_sweep(wiring.filling->pace.quarantine);
  failures = 0;
  if (rejected.empty())
    trouble.clear();
  end_cycle(true);
  enter(phase::idle);
  clock.arm(self, purpose::resync, wavering(wiring.filling->pace.resync));
  if (dirty || moved || culprits.under_way() || (sweep_due && complete && !looked_closely))
    touch();
}

void target_state::back_off(std::chrono::nanoseconds delay) {
  end_cycle(false);
  let_pass.clear();
  enter(phase::backing_off);
  clock.arm(self, purpose::act, delay);
}

void target_state::on_fault(const fault& why) {
  count_timeout(why);
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
  const bool mere_hiccup
    = (why.code == errc::unreachable || why.code == errc::malformed || why.code == errc::conflict)
      && failures < tolerated_failures;
  if (!mere_hiccup)
    publish_fault(why);
  back_off(delay);
}

std::chrono::nanoseconds target_state::wavering(std::chrono::nanoseconds pause) const {
  const std::chrono::duration<double, std::nano> exact = pause;
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
    exact * (0.9 + 0.2 * wiring.world->spread()));
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
