#include "actors/cni/session.hpp"

#include "actors/cni/answers.hpp"
#include "protocol/state/vitals.hpp"

#include <caf/send.hpp>

#include <algorithm>
#include <thread>
#include <utility>

namespace weft::cni {

namespace {

std::string_view to_string(session_state::standing how) {
  constexpr std::string_view words[] = {"unknown", "open", "away"};
  return words[static_cast<std::size_t>(how)];
}

} // namespace

std::size_t workers_of(const settings& how) {
  return how.workers > 0 ? how.workers : 2 * std::max(1U, std::thread::hardware_concurrency());
}

/// Whoever ends without having been told takes the invokers along; their plugins go on.
session_state::~session_state() {
  for (const auto& [target, one] : working)
    caf::anon_send_exit(one.who, caf::exit_reason::kill);
}

session_state::actor::behavior_type session_state::start(session_wiring with) {
  wiring = std::move(with);
  since = now();
  rests = setbacks{wiring.how};
  exhausted = episode{wiring.how.retry_cap + wiring.how.slow_after}; // all is tried again by then
  auto& past = *wiring.past;
  slots = plugin_slots{workers_of(wiring.how), wiring.how.slow_after, (++past.lives << 32U) + 1};
  past.plugins.report_to(
    [tell = deliver_to<leave_slot>(self)](std::uint64_t number) { tell({number}); });
  for (auto& one : past.plugins.all())
    slots.adopt(one.number, std::move(one.container), one.since);
  std::erase_if(past.turns, [](const auto& one) { return one.second.expired(); });
  for (const auto& [target, turn] : past.turns)
    doubt(target);
  self->set_error_handler([](caf::error&) {});
  self->set_exit_handler([this](const caf::exit_msg& msg) { on_exit(msg); });
  self->set_down_handler([this](const caf::down_msg& msg) { on_invoker_down(msg); });
  clock.arm(self, purpose::sweep, wiring.how.sweep);
  read_records();
  poll();
  return {
    [this](const observe& wish) { return answer(wish); },
    [this](const probe&) -> caf::result<probed> { return probed{}; },
    [this](const commit& wish) { return answer(wish); },
    [this](learn) { // whoever sends that has heard of every Pod
      if (!wiring.past->informed)
        wiring.past->informed = now();
      take_config();
      tell_inventory();
    },
    [this](const weft::wake& told) { on_wake(told); },
    [this](describe) { return describe_self(); },
    [this](call_roll) { return children(); },
    [this](const exchanged& news) { on_exchanged(news); },
    [this](const take_slot& wish) { return answer(wish); },
    [this](const leave_slot& news) { on_slot_left(news.number); },
    [this](const worked& news) { on_worked(news); },
  };
}

std::uint64_t session_state::expect(job what) {
  out.emplace(++last_ticket, std::move(what));
  return last_ticket;
}

void session_state::on_exchanged(const exchanged& news) {
  if (stream != 0 && news.ticket == stream) {
    const auto* ended = dynamic_cast<const weft::cni::answer<fault>*>(news.answer.get());
    return ended ? on_event_end(ended->got) : poll_soon();
  }
  const auto ended = out.extract(news.ticket);
  if (!ended || stopping)
    return;
  const auto& done = ended.mapped();
  switch (done.what) {
  case errand::records:
    return on_records(got<result<kept_records>>(news));
  case errand::poll:
    return on_polled(got<result<std::vector<sandbox>>>(news));
  case errand::version:
    if (const auto& told = got<result<runtime_version>>(news))
      version = *told;
    return;
  case errand::set_aside:
    return on_set_aside(done.path, got<std::optional<fault>>(news));
  case errand::discard:
    return on_discarded(done.path, got<std::optional<fault>>(news));
  case errand::watch:
    return on_watched(got<result<kept_records>>(news));
  case errand::rewrite:
    return on_rewritten(done.path, got<std::optional<fault>>(news));
  case errand::survivor:
    return on_survivor(got<result<bool>>(news));
  default:
    break;
  }
  const auto found = looks.find(done.look);
  if (found == looks.end())
    return;
  auto& of = found->second;
  switch (done.what) {
  case errand::list:
    return on_listed(done, of, got<result<std::vector<sandbox>>>(news));
  case errand::inspect:
    return on_inspected(done, of, got<result<sandbox>>(news));
  case errand::netns:
    of.view.namespaces[done.path] = got<namespace_look>(news).view;
    return arrived(done.look, of);
  case errand::host:
    take_host(of, got<result<std::vector<interface_view>>>(news));
    return arrived(done.look, of);
  default:
    return;
  }
}

void session_state::on_wake(const weft::wake& told) {
  const auto why = clock.due(told);
  if (!why)
    return;
  switch (*why) {
  case purpose::poll:
    return poll();
  case purpose::records:
    return read_records();
  case purpose::inventory:
    return tell_inventory();
  case purpose::slots:
    return admit();
  case purpose::rest:
    return on_rested();
  case purpose::sweep:
    return sweep();
  case purpose::survivor:
    return end_survivor();
  case purpose::grace:
    return self->quit(stopping);
  }
}

fault session_state::ending() const {
  return {errc::unreachable, "the session is ending", name, {}};
}

void session_state::on_exit(const caf::exit_msg& msg) {
  if (stopping)
    return;
  stopping = msg.reason ? msg.reason : caf::make_error(caf::exit_reason::user_shutdown);
  if (stopping != caf::exit_reason::user_shutdown)
    return self->quit(stopping);
  stream = 0;
  events.reset();
  line.clear();
  looks.clear();
  put_off.clear();
  questions.fail_all(to_error(ending()));
  for (const auto timer : {purpose::poll, purpose::records, purpose::inventory, purpose::slots,
                           purpose::rest, purpose::sweep, purpose::survivor})
    clock.disarm(timer);
  for (const auto& [target, one] : working)
    self->send_exit(one.who, caf::exit_reason::user_shutdown);
  clock.arm(self, purpose::grace, std::min(wiring.grace, wiring.how.stop_grace));
  end_when_quiet();
}

void session_state::end_when_quiet() {
  if (working.empty())
    self->quit(stopping);
}

description session_state::describe_self() const {
  using std::chrono::milliseconds;
  description shown;
  shown.actor = name;
  shown.key = wiring.how.node_name;
  shown.state = stopping ? "stopping" : to_string(stands);
  shown.state_age_ms = std::chrono::duration_cast<milliseconds>(now() - since).count();
  shown.mailbox = self->mailbox().size();
  shown.handled = last_ticket;
  shown.retries = failures + read_failures + (survivor_trouble.empty() ? 0 : 1);
  for (const auto* one : {&trouble, &record_trouble, &survivor_trouble})
    if (shown.last_error.empty())
      shown.last_error = *one;
  shown.next_timer_ms = clock.next_ms(self->clock().now());
  shown.details = {
    {"runtime", version ? version->name + " " + version->version : "not known"},
    {"interface", version ? version->api : "not known"},
    {"events", stream != 0 ? "followed" : "not told"},
    {"sandboxes", std::to_string(census.size())},
    {"records", read_once ? std::to_string(kept.records()) : "not known"},
    {"torn_records", std::to_string(kept.torn().size())},
    {"plugins", std::to_string(slots.running()) + " running, " + std::to_string(slots.slow(now()))
                  + " of them slow, " + std::to_string(slots.waiting()) + " waiting"},
    {"pods_at_work", std::to_string(working.size())},
    {"pods_resting", std::to_string(resting.size())},
    {"questions", std::to_string(questions.size())},
  };
  if (stands != standing::open || !read_once) // a node where nothing can be done
    shown.details.emplace_back(unfit_detail,
                               shown.last_error.empty() ? "starting" : shown.last_error);
  return shown;
}

roll session_state::children() const {
  roll all;
  for (const auto& [target, one] : working)
    all.living.push_back(caf::actor_cast<caf::actor>(one.who));
  return all;
}

session_state::actor::behavior_type
session(session_state::actor::stateful_pointer<session_state> self, session_wiring with) {
  return self->state.start(std::move(with));
}

} // namespace weft::cni
