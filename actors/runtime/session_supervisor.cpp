#include "actors/runtime/session_supervisor.hpp"

#include <algorithm>

namespace weft {

namespace {

caf::error no_session(const std::string& target) {
  return to_error({errc::unreachable, "the session is being started again", target, {}});
}

} // namespace

session_house_actor::behavior_type session_supervisor_state::start(session_supervisor_wiring with) {
  wiring = std::move(with);
  self->set_error_handler([](caf::error&) {});
  self->set_down_handler([this](const caf::down_msg& msg) { on_down(msg); });
  self->set_exit_handler([this](const caf::exit_msg& msg) { on_exit(msg); });
  for (const auto& controller : wiring.controllers)
    spawn(controller);
  return {
    [this](const observe& wish) -> caf::result<observed> {
      const auto session = way_to(wish.target);
      if (!session)
        return no_session(wish.target);
      return self->delegate(session, wish);
    },
    [this](const probe& wish) -> caf::result<probed> {
      const auto session = way_to(wish.target);
      if (!session)
        return no_session(wish.target);
      return self->delegate(session, wish);
    },
    [this](const commit& wish) -> caf::result<committed> {
      const auto session = way_to(wish.work->target);
      if (!session)
        return no_session(wish.work->target);
      return self->delegate(session, wish);
    },
    [this](learn) {
      sessions.each([this](auto&, auto& slot) {
        if (slot.child)
          self->send(slot.child, learn{});
      });
    },
    [this](const wake& due) { on_wake(due); },
    [this](describe) { return describe_self(); },
    [this](call_roll) { return children(); },
  };
}

session_actor session_supervisor_state::way_to(const std::string& target) const {
  return sessions.find(wiring.controller_of(target));
}

void session_supervisor_state::spawn(const std::string& controller) {
  sessions.adopt(self, controller, wiring.spawn(self, controller));
}

void session_supervisor_state::on_down(const caf::down_msg& msg) {
  const auto lost = sessions.bury(msg.source, msg.reason, self->clock().now(),
                                  wiring.world->spread(), explain(msg.reason));
  if (stopping) {
    if (sessions.empty())
      self->quit(stopping);
    return;
  }
  if (!lost || !lost->respawn_after)
    return;
  const auto& all = wiring.controllers;
  const auto which = std::find(all.begin(), all.end(), lost->key) - all.begin();
  self->delayed_send(self, *lost->respawn_after, wake{0, static_cast<std::uint64_t>(which)});
}

void session_supervisor_state::on_wake(const wake& due) {
  const auto& controller = wiring.controllers.at(due.round);
  if (!stopping && !sessions.find(controller))
    spawn(controller);
}

void session_supervisor_state::on_exit(const caf::exit_msg& msg) {
  stopping = msg.reason ? msg.reason : caf::make_error(caf::exit_reason::user_shutdown);
  sessions.dismiss(caf::exit_reason::user_shutdown);
  if (sessions.empty())
    self->quit(stopping);
}

roll session_supervisor_state::children() const {
  roll out;
  sessions.call(out, wiring.domain + ".session", [](const std::string& key) { return key; });
  if (wiring.sessions_have_children)
    out.parents = out.living;
  return out;
}

description session_supervisor_state::describe_self() const {
  description out;
  out.actor = wiring.domain + ".session_supervisor";
  out.key = wiring.domain;
  out.state = stopping ? "stopping" : "running";
  out.mailbox = self->mailbox().size();
  sessions.each([&out](const std::string& controller, const auto& slot) {
    out.details.emplace_back(controller, slot.child ? "alive" : std::string{ailing::between_lives});
  });
  return out;
}

session_house_actor::behavior_type
session_supervisor(session_house_actor::stateful_pointer<session_supervisor_state> self,
                   session_supervisor_wiring with) {
  return self->state.start(std::move(with));
}

} // namespace weft
