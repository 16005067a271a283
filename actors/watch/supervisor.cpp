#include "actors/watch/supervisor.hpp"

#include "adapters/log/log.hpp"

#include <algorithm>

namespace weft {

using namespace std::chrono_literals;

namespace {

constexpr std::uint32_t lists_at_once = 4;
constexpr auto lists_apart = 250ms;

owner child_at(const scope& where) {
  return {{where.kind, where.ns, {}}, {}};
}

bool concerns(const watch_state::follower& whom, const std::string& kind) {
  return whom.kinds.empty()
         || std::find(whom.kinds.begin(), whom.kinds.end(), kind) != whom.kinds.end();
}

} // namespace

watch_actor::behavior_type watch_state::start(watch_wiring with) {
  shared = {std::move(with.server),
            with.objects,
            std::make_shared<sources>(),
            std::make_shared<turns>(lists_at_once, lists_apart),
            with.world,
            with.pace};
  self->set_error_handler([](caf::error&) {});
  self->set_down_handler([this](const caf::down_msg& msg) { on_down(msg); });
  self->set_exit_handler([this](const caf::exit_msg& msg) { on_exit(msg); });
  std::vector<scope> scopes;
  for (auto& kind : with.kinds) {
    if (!kind.namespaced || with.namespaces.empty())
      scopes.push_back({kind.name, {}});
    else
      for (const auto& ns : with.namespaces)
        scopes.push_back({kind.name, ns});
    const auto known = kind.name;
    kinds[known] = take_snapshot(std::move(kind));
  }
  for (const auto& where : scopes)
    shared.board->expect(where);
  for (const auto& where : scopes)
    spawn(where);
  return {
    [this](const follow& wish) { on_follow(wish); },
    [this](const list_again& wish) {
      streams.each([&](const scope& where, const auto& slot) {
        if (slot.child && (wish.kinds.empty() || std::ranges::count(wish.kinds, where.kind) > 0))
          self->send(slot.child, wish);
      });
    },
    [this](const respawn& due) {
      const scope where{due.child.key.kind, due.child.key.ns};
      if (!stopping && !streams.find(where))
        spawn(where);
    },
    [this](call_roll) { return children(); },
    [this](describe) { return describe_self(); },
  };
}

void watch_state::spawn(const scope& where) {
  streams.adopt(self, where, self->spawn(watch_stream, shared, kinds.at(where.kind), where.ns));
  for (const auto& whom : followers)
    introduce(whom, where);
}

void watch_state::introduce(const follower& whom, const scope& to) {
  const auto stream = streams.find(to);
  if (stream && concerns(whom, to.kind))
    self->send(stream, follow{whom.who, {}});
}

void watch_state::on_follow(const follow& wish) {
  if (stopping)
    return;
  self->monitor(wish.who);
  followers.push_back({wish.who, wish.kinds});
  streams.each([this](const scope& where, const auto&) { introduce(followers.back(), where); });
}

void watch_state::on_down(const caf::down_msg& msg) {
  const auto lost = streams.bury(msg.source, msg.reason, self->clock().now(),
                                 shared.world->spread(), explain(msg.reason));
  if (!lost)
    std::erase_if(followers, [&](const follower& one) { return one.who == msg.source; });
  if (stopping) {
    if (streams.empty())
      self->quit(stopping);
    return;
  }
  if (!lost || !lost->respawn_after)
    return;
  log::error("Watch stream has crashed",
             {{"source", to_string(lost->key)}, {"error", explain(msg.reason)}});
  if (const auto news = shared.board->note(lost->key, false, "the stream has crashed"))
    for (const auto& whom : followers)
      if (concerns(whom, news->kind))
        self->send(caf::actor_cast<listener_actor>(whom.who), *news);
  self->delayed_send(self, *lost->respawn_after, respawn{child_at(lost->key)});
}

void watch_state::on_exit(const caf::exit_msg& msg) {
  if (stopping)
    return;
  stopping = msg.reason ? msg.reason : caf::make_error(caf::exit_reason::user_shutdown);
  followers.clear();
  streams.dismiss(caf::exit_reason::user_shutdown);
  if (streams.empty())
    self->quit(stopping);
}

roll watch_state::children() const {
  roll out;
  streams.call(out, stream_state::name, [](const scope& where) { return to_string(where); });
  return out;
}

description watch_state::describe_self() const {
  description out;
  out.actor = name;
  out.state = stopping ? "stopping" : "running";
  out.mailbox = self->mailbox().size();
  out.details = {{"streams", std::to_string(streams.size())},
                 {"followers", std::to_string(followers.size())}};
  for (const auto& [kind, what] : kinds) {
    const auto state = shared.board->state_of(kind);
    out.details.emplace_back(kind, std::string{state.denied   ? "denied"
                                               : state.synced ? "synced"
                                                              : "not synced"}
                                     + (state.trouble.empty() ? "" : ", " + state.trouble));
  }
  return out;
}

watch_actor::behavior_type watch_supervisor(watch_actor::stateful_pointer<watch_state> self,
                                            watch_wiring with) {
  return self->state.start(std::move(with));
}

} // namespace weft
