#include "actors/cni/invoker.hpp"

#include "actors/cni/answers.hpp"

#include <utility>

namespace weft::cni {

namespace {

bool is_of_disk(node_step::kind what) {
  using kind = node_step::kind;
  return what == kind::write || what == kind::remove || what == kind::set_aside;
}

fault ending() {
  return {errc::unreachable, "the session is ending", invoker_state::name, {}};
}

} // namespace

/// Nobody else knows of what is held at its gate.
invoker_state::~invoker_state() {
  if (slot)
    wiring.past->plugins.abandon(*slot);
}

invoker_actor::behavior_type invoker_state::start(invoker_wiring with) {
  wiring = std::move(with);
  since = born = now();
  self->set_error_handler([](caf::error&) {});
  self->set_exit_handler([this](const caf::exit_msg& msg) { on_exit(msg); });
  return {
    [this](const commit& wish) -> caf::result<committed> {
      auto promise = self->make_response_promise<committed>();
      asked.add(promise);
      run.emplace(as<operations>(wish.work->body).all, wiring.how, wiring.world->wall());
      advance();
      return promise;
    },
    [this](const exchanged& news) { on_exchanged(news); },
    [](const weft::wake&) {},
    [this](describe) { return describe_self(); },
  };
}

std::uint64_t invoker_state::expect(stage what) {
  if (std::exchange(at, what) != what)
    since = now();
  return ++ticket;
}

bool invoker_state::may_begin(const node_step& what) const {
  using kind = node_step::kind;
  return !stopping
         || (run->outcomes().size() == ended_then
             && (what.what == kind::write || what.what == kind::remove || what.what == kind::look
                 || what.what == kind::route || what.what == kind::forget_group
                 || what.what == kind::forget_collecting));
}

void invoker_state::advance() {
  using kind = node_step::kind;
  auto next = run->next();
  if (!next)
    return finish(true);
  if (!may_begin(*next))
    return finish(false);
  doing = *std::move(next);
  auto& node = wiring.node;
  switch (doing.what) {
  case kind::write:
    return node.records->write(
      doing.subject, tell_answer<std::optional<fault>>(self, expect(stage::step), wiring.turn));
  case kind::remove:
    return node.records->remove(
      doing.file, tell_answer<std::optional<fault>>(self, expect(stage::step), wiring.turn));
  case kind::set_aside:
    return node.records->set_aside(
      doing.file, tell_answer<std::optional<fault>>(self, expect(stage::step), wiring.turn));
  case kind::end_survivors:
    return node.plugins->end_group(
      {doing.subject.group, doing.subject.group_born}, doing.subject.container_id,
      tell_answer<result<bool>>(self, expect(stage::survivors), wiring.turn));
  case kind::versions:
    return wiring.versions->ask(doing.types, run->search_path(),
                                tell_answer<spoken_versions>(self, expect(stage::versions)));
  case kind::look:
    return node.spaces->look_at_host(
      doing.names, tell_answer<result<std::vector<interface_view>>>(self, expect(stage::host)));
  case kind::route:
    return node.spaces->move_default_route(
      {doing.subject.netns, doing.subject.netns_dev, doing.subject.netns_ino,
       doing.subject.interface, doing.subject.default_route},
      tell_answer<std::optional<fault>>(self, expect(stage::step), wiring.turn));
  case kind::forget_group:
    return node.records->note_group(
      name_of(doing.subject), {},
      tell_answer<std::optional<fault>>(self, expect(stage::step), wiring.turn));
  case kind::forget_collecting:
    return node.records->note_collecting(
      {}, tell_answer<std::optional<fault>>(self, expect(stage::step), wiring.turn));
  case kind::run:
    return ask_slot();
  }
}

void invoker_state::on_exchanged(const exchanged& news) {
  if (plugin != 0 && news.ticket == plugin) {
    const auto* held = dynamic_cast<const answer<process_group>*>(news.answer.get());
    return held ? note_group(held->got) : on_end(got<execution>(news));
  }
  if (news.ticket != ticket)
    return;
  switch (at) {
  case stage::idle:
  case stage::slot:
  case stage::gate:
  case stage::running:
    return;
  case stage::step:
    return on_step(got<std::optional<fault>>(news));
  case stage::survivors: {
    const auto& ended = got<result<bool>>(news);
    return on_step(ended ? std::nullopt : std::optional{ended.error()});
  }
  case stage::versions:
    run->take_versions(got<spoken_versions>(news));
    return advance();
  case stage::host: {
    const auto& seen = got<result<std::vector<interface_view>>>(news);
    run->take_host(seen ? *seen : std::vector<interface_view>{});
    return advance();
  }
  case stage::guard:
    return on_look(got<namespace_look>(news));
  case stage::group:
    return on_noted(got<std::optional<fault>>(news));
  }
}

void invoker_state::on_step(const std::optional<fault>& trouble) {
  using kind = node_step::kind;
  if (!trouble && (doing.what == kind::write || doing.what == kind::forget_group))
    wiring.kept.take_written(doing.subject);
  if (!trouble && doing.what == kind::remove)
    wiring.kept.take_removed(doing.file);
  doubtful = doubtful || (trouble && is_of_disk(doing.what));
  run->take(trouble ? &*trouble : nullptr);
  advance();
}

void invoker_state::finish(bool whole) {
  give_slot_back();
  wiring.turn = nullptr; // whoever hears of it may go on at once
  at = stage::idle;
  pod_work out;
  out.kept = std::move(wiring.kept);
  out.doubtful = doubtful;
  out.outcomes = run->outcomes();
  out.news = run->news();
  self->send(wiring.home, worked{wiring.target, take_snapshot(std::move(out))});
  if (whole)
    asked.settle_all(committed{});
  else
    asked.fail_all(to_error(ending()));
  self->quit(caf::exit_reason::user_shutdown);
}

void invoker_state::on_exit(const caf::exit_msg& msg) {
  if (stopping)
    return;
  stopping = msg.reason ? msg.reason : caf::make_error(caf::exit_reason::user_shutdown);
  if (!run || stopping != caf::exit_reason::user_shutdown)
    return self->quit(stopping);
  ended_then = run->outcomes().size();
  if (at == stage::slot || at == stage::guard || at == stage::gate || at == stage::group)
    finish(false);
}

description invoker_state::describe_self() const {
  constexpr std::string_view words[] = {"idle",
                                        "acting",
                                        "ending survivors",
                                        "asking versions",
                                        "looking",
                                        "waiting for a slot",
                                        "looking at the namespace",
                                        "starting",
                                        "starting",
                                        "running"};
  using std::chrono::milliseconds;
  description out;
  out.actor = name;
  out.key = wiring.target;
  out.state = words[static_cast<std::size_t>(at)];
  out.state_age_ms = std::chrono::duration_cast<milliseconds>(now() - since).count();
  out.mailbox = self->mailbox().size();
  out.handled = run ? run->outcomes().size() : 0;
  out.working_ms = std::chrono::duration_cast<milliseconds>(now() - born).count();
  const auto* what = run ? run->under_way() : nullptr;
  const bool is_plugin = doing.what == node_step::kind::run;
  out.details
    = {{"operation", what ? unit_of(*what) : "none"},
       {"plugin",
        is_plugin ? std::string{to_string(doing.call.what)} + " " + doing.call.type : "none"},
       {"waiting", std::to_string(run ? run->waiting() : 0)}};
  return out;
}

invoker_actor::behavior_type invoker(invoker_actor::stateful_pointer<invoker_state> self,
                                     invoker_wiring with) {
  return self->state.start(std::move(with));
}

} // namespace weft::cni
