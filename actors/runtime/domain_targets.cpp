#include "actors/runtime/domain_supervisor.hpp"
#include "actors/runtime/target.hpp"
#include "adapters/log/log.hpp"

namespace weft {

void domain_supervisor_state::on_contribute(const contribute& news) {
  const auto& part = *news.part;
  auto& held = parts[part.target];
  if (part.what == wish::none)
    held.erase(part.from);
  else
    held[part.from] = news.part;
  if (!is_wanted(part.target))
    return end_target(part.target);
  const auto* slot = targets.slot_of(part.target);
  if (slot && slot->child) {
    self->send(slot->child, news);
  } else if (slot && slot->quarantined && !stopping) {
    targets.pardon(part.target); // its input has changed
    spawn_target(part.target);
  } else if (part.what != wish::none) {
    ensure_target(part.target);
  }
}

void domain_supervisor_state::on_learned(const snapshot<record>& inventory) {
  view->publish(inventory);
  if (wiring.filling->targets) {
    const auto all = wiring.filling->targets(inventory);
    listed.reset();
    if (!all.empty()) // an empty inventory may be one that could not be read
      listed.emplace(all.begin(), all.end());
    for (const auto& key : all)
      ensure_target(key);
    std::vector<std::string> left;
    targets.each([&](const std::string& key, const auto&) { left.push_back(key); });
    for (const auto& key : left)
      if (!is_wanted(key))
        end_target(key);
  }
  objects.each([this](auto&, auto& slot) {
    if (slot.child)
      self->send(slot.child, look_again{});
  });
}

void domain_supervisor_state::ensure_target(const std::string& key) {
  if (!stopping && !targets.slot_of(key))
    spawn_target(key);
}

void domain_supervisor_state::spawn_target(const std::string& key) {
  std::vector<std::string> acted_on;
  std::vector<std::string> all;
  for (const auto& kind : wiring.filling->kinds) {
    all.push_back(kind.name);
    if (kind.acted_on)
      acted_on.push_back(kind.name);
  }
  target_wiring its{key,
                    wiring.filling,
                    sessions,
                    domain_actor{self},
                    wiring.recorder,
                    wiring.world,
                    [from = wiring.objects, acted_on] { return from->live_uids(acted_on); },
                    [from = wiring.objects, all] { return from->listed(all); },
                    wiring.measured};
  const auto child = self->spawn(target, std::move(its));
  targets.adopt(self, key, child);
  for (const auto& [who, part] : parts[key])
    self->send(child, contribute{part});
  self->send(child, view_complete{complete});
}

bool domain_supervisor_state::is_wanted(const std::string& target) const {
  const auto held = parts.find(target);
  return !listed || listed->contains(target) || (held != parts.end() && !held->second.empty());
}

void domain_supervisor_state::end_target(const std::string& key) {
  if (const auto child = targets.find(key))
    return self->send_exit(child, caf::exit_reason::user_shutdown);
  if (targets.slot_of(key)) {
    targets.forget(key);
    on_target_ended(key);
  }
  parts.erase(key);
}

void domain_supervisor_state::on_target_ended(const std::string& key) {
  if (is_wanted(key))
    return spawn_target(key); // it has come to be wished for meanwhile
  log::info("A target has ended: it is neither listed nor wished for.", {{"target", key}});
  parts.erase(key);
  forget_things(wiring.world->numbers, wiring.measured, key);
}

} // namespace weft
