#include "actors/runtime/domain_supervisor.hpp"

#include "adapters/log/log.hpp"
#include "adapters/metrics/registry.hpp"

#include <algorithm>
#include <functional>
#include <mutex>

namespace weft {

using namespace std::chrono_literals;

namespace {

constexpr auto look_again_pause = 100ms; ///< folds bursts of changes to what objects look up
constexpr auto ask_again_pause = 5s;
constexpr auto doubt_lasts = 1h; ///< after a kind has gone, so that it may be set up again

owner target_child(const std::string& key) {
  return {{"", "", key}, ""};
}

/// The domain's view, and of which kinds it shows all there is.
class informed_view : public domain_view {
public:
  using domain_view::domain_view;

  /// @returns whether that is news.
  bool note(const std::string& kind, bool known) {
    const std::lock_guard lock{guard_};
    return known ? known_.insert(kind).second : known_.erase(kind) > 0;
  }
  bool knows(std::string_view kind) const override {
    const std::lock_guard lock{guard_};
    return known_.contains(kind);
  }

private:
  mutable std::mutex guard_;
  std::set<std::string, std::less<>> known_; ///< kinds
};

void tell_opening(const domain& of, const view& shown) {
  std::string unheard;
  for (const auto& kind : of.kinds)
    if (!shown.knows(kind.name))
      unheard.append(unheard.empty() ? "" : ", ").append(kind.name);
  if (unheard.empty())
    return log::info("Every source has synced.", {{"domain", of.name}});
  log::warn("Every source that has to has synced; of others nothing is known yet.",
            {{"domain", of.name}, {"kinds", unheard}});
}

} // namespace

domain_supervisor_state::~domain_supervisor_state() {
  if (sessions)
    caf::anon_send_exit(sessions, caf::exit_reason::kill);
}

domain_actor::behavior_type domain_supervisor_state::start(domain_wiring with) {
  wiring = std::move(with);
  view = std::make_shared<informed_view>(*wiring.objects, wiring.filling->name);
  if (wiring.filling->file_under)
    wiring.objects->file(wiring.filling->name, wiring.filling->file_under);
  self->set_error_handler([](caf::error&) {});
  self->set_down_handler([this](const caf::down_msg& msg) { on_down(msg); });
  self->set_exit_handler([this](const caf::exit_msg& msg) { on_exit(msg); });
  for (const auto& kind : wiring.filling->kinds) {
    unsynced.insert(kind.name);
    if (kind.acted_on)
      kinds[kind.name] = std::make_shared<object_wiring>(
        object_wiring{wiring.filling, &kind, view, domain_actor{self}, wiring.api, wiring.recorder,
                      wiring.world, wiring.measured});
  }
  sessions = wiring.sessions(self);
  self->monitor(sessions);
  return {
    // tried in this order: what comes most often is first
    [this](const objects_changed& news) { on_changed(news); },
    [this](const contribute& news) { on_contribute(news); },
    [this](const told& news) {
      if (const auto child = objects.find(news.news->to))
        self->send(child, news);
    },
    [this](const record_intent& wish) -> caf::result<intent_recorded> {
      const auto child = objects.find(wish.intended->to);
      if (!child)
        return to_error({errc::not_found, "no such object", to_string(wish.intended->to), {}});
      return self->delegate(child, wish);
    },
    [this](const learned& news) { on_learned(news.inventory); },
    [this](const left_behind& news) { doubt(news.kind); },
    [this](const list_again&) { list_all_again(); },
    [this](way_open) {
      targets.each([this](auto&, auto& slot) {
        if (slot.child)
          self->send(slot.child, way_open{});
      });
    },
    [this](const stirred& news) {
      if (const auto child = targets.find(news.target))
        self->send(child, news);
    },
    [this](learn) { self->send(sessions, learn{}); },
    [this](const announce& news) { self->send(wiring.recorder, news); },
    [this](const respawn& due) { on_respawn(due.child); },
    [this](const wake& due) {
      if (const auto why = clock.due(due))
        *why == purpose::look_again ? look_again_now() : ask_for_kinds();
    },
    [this](const source_changed& news) { on_source(news); },
    [this](call_roll) { return children(); },
    [this](describe) { return describe_self(); },
  };
}

std::shared_ptr<const object_wiring>
domain_supervisor_state::wiring_of(const std::string& kind) const {
  const auto known = kinds.find(kind);
  return known == kinds.end() ? nullptr : known->second;
}

void domain_supervisor_state::on_changed(const objects_changed& news) {
  handled += news.all.size();
  if (!open || stopping)
    return; // the view has it, and the doors open on the view
  for (const auto& one : news.all) {
    one.now ? on_seen(one) : on_gone(one);
    spread_change(one.before.get(), one.now.get());
  }
}

void domain_supervisor_state::on_seen(const object_change& news) {
  if (wiring_of(news.now->meta.key.kind)) {
    const auto& who = news.now->meta;
    const auto* slot = objects.slot_of(who);
    if (slot && slot->child) {
      self->send(slot->child, object_seen{news.now, news.before});
    } else {
      if (slot && slot->quarantined)
        objects.pardon({who.key, who.uid});
      if (slot ? slot->failures == 0 : concerns(*news.now))
        spawn_object(news.now);
    }
  }
}

void domain_supervisor_state::on_gone(const object_change& news) {
  const auto& last = news.before->meta;
  if (news.with_most)
    doubt(last.key.kind);
  const owner who{last.key, last.uid};
  if (const auto child = objects.find(who))
    self->send(child, object_gone{news.before, news.with_most});
  else
    release(who);
}

void domain_supervisor_state::release(const owner& who) {
  objects.forget(who);
  std::vector<snapshot<fragment>> left;
  for (const auto& [target, held] : parts)
    if (const auto part = held.find(who); part != held.end())
      left.push_back(part->second);
  for (const auto& part : left) {
    auto last = *part;
    last.what = wish::none;
    on_contribute({take_snapshot(std::move(last))});
  }
  on_spoken(who); // as good as it ever will
}

void domain_supervisor_state::on_source(const source_changed& news) {
  source_trouble[news.kind] = news.trouble;
  const bool was_absent = absent.contains(news.kind);
  news.absent ? void(absent.insert(news.kind)) : void(absent.erase(news.kind));
  if (news.absent != was_absent)
    doubt(news.kind); // from now on for an hour
  const bool is_known = news.synced || news.absent;
  if (static_cast<informed_view&>(*view).note(news.kind, is_known) && open) {
    changed.namespaces.insert("*"); // what was not there may be known not to exist
    clock.arm(self, purpose::look_again, look_again_pause);
  }
  if (!open)
    await_source(news);
  if (unsynced.empty() && !open && !stopping)
    open_doors();
}

void domain_supervisor_state::await_source(const source_changed& news) {
  const auto of = std::ranges::find(wiring.filling->kinds, news.kind, &k8s::kind::name);
  if (of == wiring.filling->kinds.end())
    return;
  if (!of->mandatory) {
    if (news.synced || news.absent || !news.trouble.empty())
      unsynced.erase(news.kind);
    return;
  }
  // Whoever has not led may have missed meanwhile what others acted on. That a kind is absent is
  // no word of the past.
  if (news.synced && (news.trouble.empty() || news.absent))
    unsynced.erase(news.kind);
  else
    unsynced.insert(news.kind);
}

void domain_supervisor_state::doubt(const std::string& kind) {
  if (!kinds.contains(kind))
    return;
  if (doubted.insert(kind).second)
    log::warn("Nothing is swept until the kind has been there for an hour.", {{"kind", kind}});
  wiring.objects->doubt(kind, true);
  if (unknown.empty())
    clock.arm(self, purpose::ask_for_kinds, doubt_lasts);
}

void domain_supervisor_state::list_all_again() {
  list_again all;
  for (const auto& kind : wiring.filling->kinds)
    all.kinds.push_back(kind.name);
  self->send(wiring.watches, std::move(all));
}

void domain_supervisor_state::ask_for_kinds() {
  for (const auto& kind : unknown.empty() ? doubted : unknown)
    self
      ->request(wiring.api, caf::infinite,
                api_call{take_snapshot(k8s::resources_request(*kinds.at(kind)->kind)), lane::read})
      .then(
        [this, kind](const api_answer& got) {
          on_standing(kind, k8s::read_standing(*got.what, *kinds.at(kind)->kind));
        },
        [this, kind](const caf::error& why) {
          on_standing(kind, k8s::read_standing(to_fault(why)));
        });
}

void domain_supervisor_state::on_standing(const std::string& kind,
                                          const result<k8s::standing>& of) {
  const bool first = unknown.contains(kind);
  if (first && !of) {
    source_trouble[kind] = "nobody says whether it is served: " + to_string(of.error());
    return clock.arm(self, purpose::ask_for_kinds, ask_again_pause);
  }
  if (first)
    source_trouble.erase(kind);
  unknown.erase(kind);
  if (!of || *of != k8s::standing::served) {
    doubt(kind);
  } else if (!first) {
    doubted.erase(kind);
    wiring.objects->doubt(kind, false);
  }
  if (unknown.empty() && !doubted.empty())
    clock.arm(self, purpose::ask_for_kinds, doubt_lasts);
  if (first)
    on_spoken({});
}

void domain_supervisor_state::open_doors() {
  open = true;
  tell_opening(*wiring.filling, *view);
  self->send(sessions, learn{});
  for (const auto& [kind, shared] : kinds) {
    unknown.insert(kind);
    if (wiring.objects->in_doubt(kind)) // by a stream, or for whoever led before
      doubt(kind);
  }
  ask_for_kinds();
  for (const auto& [kind, shared] : kinds)
    wiring.objects->each(kind, "*", [this](const auto& found) {
      if (concerns(*found))
        spawn_object(found);
    });
  take_census();
}

void domain_supervisor_state::take_census() {
  objects.each([this](const owner& who, const auto& slot) {
    if (!slot.child)
      return;
    silent.insert(who);
    call_upon(who, slot.child);
  });
  on_spoken({});
}

void domain_supervisor_state::call_upon(const owner& who, const object_actor& child) {
  self->request(child, caf::infinite, count_off{})
    .then([this, who](counted) { on_spoken(who); },
          [](const caf::error&) {}); // it has died, and speaks in its next life
}

void domain_supervisor_state::on_spoken(const owner& who) {
  silent.erase(who);
  if (!silent.empty() || !unknown.empty() || complete)
    return;
  complete = true;
  targets.each([this](auto&, auto& slot) {
    if (slot.child)
      self->send(slot.child, view_complete{true});
  });
}

void domain_supervisor_state::spread_change(const k8s::projection* before,
                                            const k8s::projection* after) {
  if (!wiring.filling->affects)
    return;
  auto more = wiring.filling->affects(before, after, *view, so_far());
  changed.namespaces.merge(more.namespaces);
  changed.objects.merge(more.objects);
  if (!changed.empty() && !clock.armed(purpose::look_again))
    clock.arm(self, purpose::look_again, look_again_pause);
}

void domain_supervisor_state::look_again_now() {
  const auto concerned = std::exchange(changed, {});
  const bool all = concerned.namespaces.contains("*");
  const auto is_concerned = [&](const object_key& key) {
    return all || concerned.namespaces.contains(key.ns) || concerned.objects.contains(key);
  };
  if (concerned.namespaces.empty()) {
    for (const auto& key : concerned.objects)
      if (const auto now = wiring.objects->find(key))
        if (const auto child = objects.find(owner{key, now->meta.uid}))
          self->send(child, look_again{});
    return;
  }
  objects.each([&](const owner& who, const auto& slot) {
    if (slot.child && is_concerned(who.key))
      self->send(slot.child, look_again{});
  });
}

bool domain_supervisor_state::concerns(const k8s::projection& one) const {
  const auto& filling = *wiring.filling;
  const auto kind = wiring_of(one.meta.key.kind);
  const bool says_something = !one.status.empty() && !(kind && kind->kind->report_shared);
  return !filling.concerns || filling.concerns(one) || says_something
         || (!filling.finalizer.empty() && k8s::has_finalizer(one.meta, filling.finalizer));
}

contributions domain_supervisor_state::so_far() const {
  return [this](const owner& who, const std::string& target) -> snapshot<fragment> {
    const auto held = parts.find(target);
    if (held == parts.end())
      return nullptr;
    const auto part = held->second.find(who);
    const bool stands = part != held->second.end() && part->second->what != wish::remove;
    return stands ? part->second : nullptr;
  };
}

std::vector<snapshot<fragment>> domain_supervisor_state::forgotten_by(const owner& who) const {
  std::vector<snapshot<fragment>> all;
  if (wiring.filling->finalizer.empty()) // else its status names the targets
    for (const auto& [target, held] : parts)
      if (const auto part = held.find(who); part != held.end())
        all.push_back(part->second);
  return all;
}

void domain_supervisor_state::spawn_object(const snapshot<k8s::projection>& of) {
  const owner who{of->meta.key, of->meta.uid};
  if (objects.find(who))
    return;
  const auto child = object(self, wiring_of(of->meta.key.kind), of, forgotten_by(who));
  objects.adopt(self, who, child);
  if (silent.contains(who))
    call_upon(who, child);
}

void domain_supervisor_state::on_down(const caf::down_msg& msg) {
  if (msg.source == sessions.address()) {
    sessions = nullptr;
    if (stopping)
      return dismiss_when_empty();
    return on_exit({msg.source, caf::make_error(caf::exit_reason::unhandled_exception)});
  }
  const auto now = self->clock().now();
  const auto words = explain(msg.reason);
  auto count_death = [this] {
    if (auto* numbers = wiring.world->numbers)
      numbers
        ->counter(metrics::names::controller_runtime_reconcile_panics_total, {wiring.filling->name})
        .add();
  };
  const auto spread = wiring.world->spread();
  if (const auto lost = objects.bury(msg.source, msg.reason, now, spread, words)) {
    if (lost->failed) {
      count_death();
      log::error(
        "An object actor died.",
        {{"object", to_string(lost->key)}, {"why", words}, {"quarantined", !lost->respawn_after}});
    }
    if (!lost->respawn_after)
      on_spoken(lost->key); // it never will
    if (lost->respawn_after && !stopping)
      self->delayed_send(self, *lost->respawn_after, respawn{lost->key});
    else if (!lost->failed && !stopping)
      come_back(lost->key);
  } else if (const auto fallen = targets.bury(msg.source, msg.reason, now, spread, words)) {
    if (fallen->failed) {
      count_death();
      log::error(
        "A target actor died.",
        {{"target", fallen->key}, {"why", words}, {"quarantined", !fallen->respawn_after}});
    } else if (!stopping) {
      on_target_ended(fallen->key);
    }
    if (fallen->respawn_after && !stopping)
      self->delayed_send(self, *fallen->respawn_after, respawn{target_child(fallen->key)});
  }
  dismiss_when_empty();
}

void domain_supervisor_state::come_back(const owner& who) {
  const auto now = wiring.objects->find(who.key);
  if (now && now->meta.uid == who.uid && concerns(*now))
    spawn_object(now);
  else
    release(who);
}

void domain_supervisor_state::on_respawn(const owner& child) {
  if (stopping)
    return;
  if (child.key.kind.empty()) {
    if (targets.find(child.key.name))
      return;
    return is_wanted(child.key.name) ? spawn_target(child.key.name) : end_target(child.key.name);
  }
  if (objects.find(child))
    return;
  const auto now = wiring.objects->find(child.key);
  if (now && now->meta.uid == child.uid)
    spawn_object(now);
  else
    release(child);
}

void domain_supervisor_state::on_exit(const caf::exit_msg& msg) {
  if (stopping)
    return;
  stopping = msg.reason ? msg.reason : caf::make_error(caf::exit_reason::user_shutdown);
  objects.dismiss(caf::exit_reason::user_shutdown);
  targets.dismiss(caf::exit_reason::user_shutdown);
  if (sessions)
    self->send_exit(sessions, caf::exit_reason::user_shutdown);
  dismiss_when_empty();
}

void domain_supervisor_state::dismiss_when_empty() {
  if (stopping && objects.empty() && targets.empty() && !sessions)
    self->quit(stopping);
}

roll domain_supervisor_state::children() const {
  roll out;
  const auto& domain = wiring.filling->name;
  objects.call(out, domain + ".object", [](const owner& who) { return to_string(who); });
  targets.call(out, domain + ".target", [](const std::string& key) { return key; });
  if (sessions) {
    out.living.push_back(caf::actor_cast<caf::actor>(sessions));
    out.parents.push_back(out.living.back());
  }
  return out;
}

description domain_supervisor_state::describe_self() const {
  description out;
  out.actor = wiring.filling->name + ".supervisor";
  out.key = wiring.filling->name;
  out.state = stopping ? "stopping" : complete ? "complete" : open ? "counting" : "syncing";
  out.mailbox = self->mailbox().size();
  out.handled = handled;
  out.fragments_in = parts.size();
  out.details = {{"objects", std::to_string(objects.size())},
                 {"targets", std::to_string(targets.size())},
                 {"inventory", view->inventory() ? "known" : "unknown"}};
  for (const auto& kind : unsynced)
    out.details.emplace_back("waits for", kind);
  for (const auto& kind : doubted)
    out.details.emplace_back("nothing is swept of", kind);
  for (const auto& [kind, trouble] : source_trouble)
    if (!trouble.empty())
      out.details.emplace_back(kind, trouble);
  return out;
}

domain_actor::behavior_type
domain_supervisor(domain_actor::stateful_pointer<domain_supervisor_state> self,
                  domain_wiring with) {
  return self->state.start(std::move(with));
}

} // namespace weft
