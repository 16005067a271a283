#include "actors/forecast/forecaster.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace weft {

using namespace std::chrono_literals;

namespace {

constexpr auto look_after_pause = 100ms;

snapshot<fragment> nothing_before(const owner&, const std::string&) {
  return nullptr;
}

} // namespace

forecaster_state::~forecaster_state() {
  if (sessions)
    caf::anon_send_exit(sessions, caf::exit_reason::kill);
}

domain_actor::behavior_type forecaster_state::start(forecaster_wiring with) {
  wiring = std::move(with);
  view = std::make_unique<domain_view>(*wiring.objects, wiring.filling->name);
  self->set_error_handler([](caf::error&) {});
  self->set_down_handler([this](const caf::down_msg& msg) {
    sessions = nullptr;
    if (stopping)
      return self->quit(caf::exit_reason::user_shutdown);
    found.troubles.push_back(wiring.filling->name + ": the sessions died: " + explain(msg.reason));
    finish();
  });
  self->set_exit_handler([this](const caf::exit_msg&) { stop(); });
  wiring.say("asking what there is in " + wiring.filling->name);
  sessions = wiring.sessions(self);
  self->monitor(sessions);
  clock.arm(self, purpose::look_after, look_after_pause);
  return {
    [](const contribute&) {},
    [](const told&) {},
    [](const record_intent&) -> caf::result<intent_recorded> {
      return to_error({errc::refused, "a forecast records nothing", "forecaster", {}});
    },
    [this](const learned& news) { inventory = news.inventory; },
    [](const left_behind&) {},
    [](const list_again&) {},
    [](way_open) {},
    [](stirred) {},
    [](learn) {},
    [](const announce&) {},
    [](const respawn&) {},
    [this](const wake& due) {
      if (clock.due(due))
        look_after_sessions();
    },
    [](const objects_changed&) {},
    [](const source_changed&) {},
    [](call_roll) { return roll{}; },
    [](describe) { return description{}; },
  };
}

/// Nobody says why an inventory does not come, and one that comes may be the excuse of a session
/// that has read none; the sessions tell when they are asked how they are.
void forecaster_state::look_after_sessions() {
  if (begun || finished || !sessions)
    return;
  ailing = false;
  self
    ->request(caf::actor_cast<parent_actor>(caf::actor_cast<caf::actor>(sessions)), caf::infinite,
              call_roll{})
    .then([this](const roll& names) { on_roll(names); },
          [this](const caf::error& why) { on_ailing(explain(why)); });
}

void forecaster_state::on_roll(const roll& names) {
  if (!names.dead.empty())
    return on_ailing(names.dead.front().last_error);
  asked = names.living.size();
  if (asked == 0)
    return on_well();
  for (const auto& one : names.living)
    self->request(caf::actor_cast<describable_actor>(one), caf::infinite, describe{})
      .then(
        [this](const description& said) {
          --asked;
          if (!said.last_error.empty() && !std::exchange(ailing, true))
            on_ailing(said.last_error);
          else if (asked == 0 && !ailing)
            on_well();
        },
        [this](const caf::error& why) {
          --asked;
          if (!std::exchange(ailing, true))
            on_ailing(explain(why));
        });
}

void forecaster_state::on_well() {
  ailing_since = {};
  if (inventory)
    proceed();
  else
    clock.arm(self, purpose::look_after, look_after_pause);
}

void forecaster_state::on_ailing(const std::string& trouble) {
  if (begun || finished)
    return;
  const auto time = self->clock().now();
  if (ailing_since == decltype(ailing_since){})
    ailing_since = time;
  if (time - ailing_since < wiring.patience)
    return clock.arm(self, purpose::look_after, look_after_pause);
  found.troubles.push_back(wiring.filling->name + ": " + trouble);
  finish();
}

void forecaster_state::proceed() {
  if (finished || std::exchange(begun, true))
    return;
  view->publish(inventory);
  interpret_all();
  for (const auto& [target, mine] : parts)
    unread.insert(target);
  if (wiring.filling->targets)
    for (auto& target : wiring.filling->targets(inventory))
      unread.insert(std::move(target));
  found.targets = unread.size();
  read_all();
}

void forecaster_state::interpret_all() {
  std::vector<std::string> acted_on;
  for (const auto& kind : wiring.filling->kinds)
    if (kind.acted_on)
      acted_on.push_back(kind.name);
  live = wiring.objects->live_uids(acted_on);
  for (const auto& kind : acted_on)
    wiring.objects->each(kind, "*", [this](const auto& object) {
      if (wiring.filling->concerns && !wiring.filling->concerns(*object))
        return;
      ++found.objects[object->meta.key.ns];
      auto meaning = wiring.filling->interpret(*object, *view, nothing_before);
      const bool unsaid = meaning.decided && meaning.accepted && meaning.reason.empty();
      if (!unsaid)
        remark_on(object->meta.key, meaning.reason, meaning.message);
      for (const auto& one : meaning.notices)
        found.notes.push_back({one.about.key, one.reason, one.note});
      for (auto& part : meaning.parts) {
        auto& held = parts[part.target][part.from];
        held = take_snapshot(std::move(part));
      }
    });
}

void forecaster_state::read_all() {
  if (unread.empty())
    return finish();
  for (const auto& target : unread)
    self
      ->request(sessions, caf::infinite,
                observe{target,
                        wiring.filling->observes_by_wish ? take_snapshot(parts[target]) : nullptr,
                        live.has_value()})
      .then([this, target](const observed& got) { on_read(target, *got.what); },
            [this, target](const caf::error& why) { on_unread(target, to_fault(why)); });
}

void forecaster_state::on_read(const std::string& target, const observation& what) {
  if (!finished)
    plan_target(target, what);
  unread.erase(target);
  wiring.say("reading " + target + " … " + std::to_string(found.targets - unread.size()) + " of "
             + std::to_string(found.targets));
  if (unread.empty())
    finish();
}

void forecaster_state::on_unread(const std::string& target, const fault& why) {
  const auto reason = wiring.filling->name_fault ? wiring.filling->name_fault(why) : "";
  found.troubles.push_back(target + ": " + reason + ": " + to_string(why));
  unread.erase(target);
  if (unread.empty())
    finish();
}

void forecaster_state::plan_target(const std::string& target, const observation& seen) {
  static const std::set<unit> none;
  static const std::map<unit, std::string> none_refused;
  static const std::set<std::string> nobody;
  const auto& living = live ? *live : nobody;
  const auto& filling = *wiring.filling;
  const auto& mine = parts[target];
  plan_request asked_for{target, mine, seen, none, none_refused, true, live.has_value(), living};
  auto planned = filling.plan(asked_for);
  if (exceeds(planned, filling.limits)) {
    found.braked.push_back({target, planned.sweeps.size(), planned.ours, filling.limits.wait});
    asked_for.sweep = false;
    planned = filling.plan(asked_for);
  }
  if (planned.work) {
    auto& diff = changes[target];
    diff.target = target;
    if (filling.show)
      diff.lines = filling.show(asked_for, *planned.work, view->inventory());
    if (diff.lines.empty())
      diff.lines.push_back({change::alter, {}, "something that cannot be shown"});
  }
  remark_on(target, planned);
}

void forecaster_state::remark_on(const object_key& about, const std::string& reason,
                                 const std::string& message) {
  const remark said{about, reason, message};
  auto& all = found.unplaced;
  if (std::find(all.begin(), all.end(), said) == all.end())
    all.push_back(said);
}

/// A change that waits for nothing, or only for those before it, needs no words: the diff shows it.
void forecaster_state::remark_on(const std::string& target, const proposal& planned) {
  std::unordered_set<object_key> shown;
  if (const auto diff = changes.find(target); diff != changes.end())
    for (const auto& line : diff->second.lines)
      shown.insert(line.about);
  for (const auto& [who, said] : planned.verdicts) {
    const bool done = said.how_far == progress::placed || said.how_far == progress::absent;
    const bool follows
      = said.how_far == progress::pending && said.message.empty() && shown.contains(who.key);
    if (!done && !said.reason.empty() && !(said.accepted && (said.changes || follows)))
      remark_on(who.key, said.reason, said.message);
  }
  for (const auto& one : planned.notices)
    found.notes.push_back({one.about.key, one.reason, one.note});
}

void forecaster_state::finish() {
  if (std::exchange(finished, true))
    return;
  for (auto& [target, diff] : changes)
    found.changes.push_back(std::move(diff));
  std::sort(found.unplaced.begin(), found.unplaced.end(),
            [](const remark& a, const remark& b) { return a.about < b.about; });
  wiring.done(std::move(found));
  stop();
}

void forecaster_state::stop() {
  finished = stopping = true;
  if (!sessions)
    return self->quit(caf::exit_reason::user_shutdown);
  self->send_exit(sessions, caf::exit_reason::user_shutdown);
}

domain_actor::behavior_type forecaster(domain_actor::stateful_pointer<forecaster_state> self,
                                       forecaster_wiring with) {
  return self->state.start(std::move(with));
}

} // namespace weft
