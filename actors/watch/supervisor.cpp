#include "actors/watch/supervisor.hpp"

#include <algorithm>

namespace weft {

watch_actor::behavior_type watch_state::start(watch_wiring with) {
  wiring = std::move(with);
  self->set_error_handler([](caf::error&) {});
  self->set_down_handler([this](const caf::down_msg& msg) { on_down(msg); });
  self->set_exit_handler([this](const caf::exit_msg& msg) { on_exit(msg); });
  for (const auto& kind : wiring.kinds) {
    auto scope = [&](const std::string& ns) {
      const auto key = ns.empty() ? kind.name : kind.name + "/" + ns;
      scopes[key] = {kind, ns, wiring.io, wiring.objects, wiring.world};
    };
    if (wiring.namespaces.empty() || !kind.namespaced)
      scope("");
    else
      std::for_each(wiring.namespaces.begin(), wiring.namespaces.end(), scope);
  }
  for (const auto& [key, what] : scopes)
    spawn_stream(key);
  return {
    [this](const follow& wish) { on_follow(wish); },
    [this](const respawn& due) {
      if (!stopping && !streams.find(due.child.key.name))
        spawn_stream(due.child.key.name);
    },
    [this](call_roll) { return children(); },
    [this](describe) { return describe_self(); },
  };
}

void watch_state::spawn_stream(const std::string& key) {
  const auto child = self->spawn(stream, scopes.at(key));
  streams.adopt(self, key, child);
  for (const auto& listener : listeners)
    self->send(child, follow{listener});
}

void watch_state::on_follow(const follow& wish) {
  listeners.push_back(wish.listener);
  self->monitor(wish.listener);
  streams.each([&](auto&, auto& slot) {
    if (slot.child)
      self->send(slot.child, wish);
  });
}

void watch_state::on_down(const caf::down_msg& msg) {
  std::erase_if(listeners, [&](const auto& one) { return one.address() == msg.source; });
  const auto lost = streams.bury(msg.source, msg.reason, self->clock().now(),
                                 wiring.world->spread(), explain(msg.reason));
  if (stopping && streams.empty())
    return self->quit(stopping);
  if (lost && lost->respawn_after && !stopping)
    self->delayed_send(self, *lost->respawn_after, respawn{{{"", "", lost->key}, ""}});
}

void watch_state::on_exit(const caf::exit_msg& msg) {
  stopping = msg.reason ? msg.reason : caf::make_error(caf::exit_reason::user_shutdown);
  streams.dismiss(caf::exit_reason::user_shutdown);
  if (streams.empty())
    self->quit(stopping);
}

roll watch_state::children() const {
  roll out;
  streams.each([&out](const std::string& key, const auto& slot) {
    if (slot.child) {
      out.living.push_back(caf::actor_cast<caf::actor>(slot.child));
      return;
    }
    description dead;
    dead.actor = "watch.stream";
    dead.key = key;
    dead.state = "waiting for another life";
    dead.last_error = slot.history.empty() ? "" : slot.history.back();
    out.dead.push_back(std::move(dead));
  });
  return out;
}

description watch_state::describe_self() const {
  description out;
  out.actor = "watch.supervisor";
  out.key = "watch";
  out.state = stopping ? "stopping" : "running";
  out.mailbox = self->mailbox().size();
  out.details = {{"streams", std::to_string(streams.size())},
                 {"listeners", std::to_string(listeners.size())}};
  return out;
}

watch_actor::behavior_type watch_supervisor(watch_actor::stateful_pointer<watch_state> self,
                                            watch_wiring with) {
  return self->state.start(std::move(with));
}

} // namespace weft
