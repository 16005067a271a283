#include "actors/velocloud/session.hpp"

#include "actors/runtime/deliver_to.hpp"
#include "actors/runtime/write_turn.hpp"
#include "adapters/log/log.hpp"
#include "protocol/velocloud/codec.hpp"
#include "protocol/velocloud/names.hpp"

#include <algorithm>
#include <utility>

namespace weft::velocloud {

namespace {

/// exchanged::answer of this session.
struct answer_record : record {
  explicit answer_record(result<json::value> what) : got(std::move(what)) {}
  result<json::value> got;
};

/// Whether a write that failed so may have been applied all the same.
bool may_have_arrived(errc code) {
  return code == errc::unreachable || code == errc::malformed;
}

fault no_such_target(const std::string& target) {
  return {errc::not_found, "no target of a VCO: " + target, "velocloud.session", {}};
}

} // namespace

session_state::actor::behavior_type session_state::start(session_wiring with) {
  wiring = std::move(with);
  way = gate{{wiring.how.rate, wiring.how.concurrency, wiring.how.cooldown}};
  since = now();
  start_counting();
  self->set_error_handler([](caf::error&) {});
  self->set_exit_handler([this](const caf::exit_msg& msg) { on_exit(msg); });
  wiring.io->on_new_credential(
    [tell = deliver_to<credential_renewed>(self)] { tell(credential_renewed{}); });
  refresh();
  return {
    [this](const observe& wish) -> caf::result<observed> {
      const auto profile = profile_of(wish.target);
      if (!profile)
        return to_error(no_such_target(wish.target));
      auto promise = self->make_response_promise<observed>();
      accept({errand::read, reads.add(promise), *profile, nullptr, {}});
      return promise;
    },
    [this](const probe& wish) -> caf::result<probed> {
      const auto profile = profile_of(wish.target);
      if (!profile)
        return to_error(no_such_target(wish.target));
      auto promise = self->make_response_promise<probed>();
      const auto what = blind_probes ? errand::probe_by_read : errand::probe;
      accept({what, probes.add(promise), *profile, nullptr, {}});
      return promise;
    },
    [this](const commit& wish) -> caf::result<committed> {
      auto promise = self->make_response_promise<committed>();
      accept({errand::write, writes.add(promise), 0, wish.work, {}});
      return promise;
    },
    [this](learn) { learn_soon(); },
    [this](const wake& told) { on_wake(told); },
    [this](credential_renewed) { on_new_credential(); },
    [this](describe) { return describe_self(); },
    [this](const exchanged& news) { on_exchanged(news); },
  };
}

void session_state::accept(job next) {
  if (stopping)
    return fail(next, {errc::unreachable, "the session is ending", "velocloud.session", {}});
  if (stands == standing::lapsed)
    return fail(next, {errc::expired, trouble, "velocloud.session", {}});
  const auto closed = way.closed_for(now());
  const bool too_long = closed > wiring.how.request_timeout;
  if (closed > gate::instant::zero() && (next.what == errand::write || too_long))
    return fail(next, {errc::throttled, "rate limited by VCO", "velocloud.session",
                       std::chrono::ceil<std::chrono::milliseconds>(closed)});
  line.push_back(std::move(next));
  pump();
}

void session_state::pump() {
  while (!line.empty() && !stopping) {
    const auto pause = way.wait(now());
    if (!pause)
      return; // whoever is inside wakes us when it comes out
    if (*pause > gate::instant::zero()) {
      if (!clock.armed(purpose::gate))
        clock.arm(self, purpose::gate, *pause);
      return;
    }
    auto next = std::move(line.front());
    line.pop_front();
    send(std::move(next));
  }
}

void session_state::send(job next) {
  const auto& how = wiring.how;
  const auto who = how.enterprise();
  std::string_view method;
  json::value params;
  std::chrono::milliseconds deadline = how.request_timeout;
  std::shared_ptr<const void> held;
  switch (next.what) {
  case errand::read:
  case errand::probe_by_read:
    method = method::read_modules;
    params = read_module_params(who, next.profile);
    break;
  case errand::probe:
    method = method::read_modules;
    params = read_module_params(who, next.profile, true);
    break;
  case errand::write:
    if (auto turn = take_turn(*wiring.world, next.work->target, deadline, name); turn) {
      deadline = turn->deadline;
      held = std::move(turn->held);
    } else {
      return fail(next, turn.error());
    }
    method = write_method(as<module_write>(next.work->body));
    params = write_module_params(who, as<module_write>(next.work->body));
    break;
  case errand::list:
  case errand::confirm:
    method = other_method ? method::list_profiles_too : method::list_profiles;
    params = list_profiles_params(who);
    if (next.what == errand::list)
      listed = now();
    break;
  case errand::inquire:
    method = method::who_am_i;
    params = list_profiles_params(who);
    break;
  case errand::audit:
    deadline = std::min(deadline, audit_deadline);
    method = method::read_audit;
    params = audit_params(who, next.question->when);
    break;
  }
  way.enter();
  show_gate(false);
  ++calls;
  const auto ticket = next.ticket = ++last_ticket;
  next.sent = now();
  next.method = method;
  out.emplace(ticket, std::move(next));
  wiring.io->call(std::string{method}, std::move(params), deadline,
                  [tell = deliver_to<exchanged>(self), ticket,
                   held = std::move(held)](result<json::value> got) mutable {
                    held.reset();
                    tell({ticket, std::make_shared<const answer_record>(std::move(got))});
                  });
}

void session_state::on_exchanged(const exchanged& news) {
  const auto ended = out.extract(news.ticket);
  if (!ended)
    return;
  way.leave();
  const auto& got = as<answer_record>(news.answer).got;
  count(ended.mapped(), got ? errc::none : got.error().code);
  if (got)
    on_success(ended.mapped(), *got);
  else
    on_fault(ended.mapped(), got.error());
  if (stopping)
    return end_when_quiet();
  pump();
}

void session_state::on_success(const job& done, const json::value& answer) {
  failures = 0;
  if (stands != standing::lapsed || done.what == errand::inquire)
    on_open();
  switch (done.what) {
  case errand::read:
    return on_read(done, answer);
  case errand::probe:
  case errand::probe_by_read:
    return on_version(done, answer);
  case errand::write:
    if (const auto written = read_written(answer); !written)
      return fail(done, written.error());
    unseen[as<module_write>(done.work->body).profile_id] = {done.work, true};
    return writes.settle(done.promise, committed{});
  case errand::list:
  case errand::confirm:
    return on_profiles(done, answer);
  case errand::inquire:
    inquiring = false;
    return refresh();
  case errand::audit:
    return on_audit(done, answer);
  }
}

void session_state::on_fault(const job& done, const fault& why) {
  if (done.what == errand::audit)
    return on_audit_fault(why);
  const bool refused = why.code == errc::refused;
  if (done.what == errand::inquire && (refused || why.code == errc::forbidden)) {
    inquiring = false; // whoever is told no has been recognised
    on_open();
    return refresh();
  }
  trouble = to_string(why);
  const bool useless = why.code == errc::unreachable || why.code == errc::malformed;
  const bool present = stands == standing::open || stands == standing::unknown;
  const auto enough = stands == standing::open ? patience : 1;
  if (useless && ++failures >= enough && present) {
    stands = standing::away;
    since = now();
    log::warn("The VCO is away.", {{"vco", wiring.how.name}, {"why", trouble}});
  }
  if (why.code == errc::throttled)
    on_throttled(why);
  if (why.code == errc::expired && done.ticket > opened_at)
    on_lapsed(why);
  if (done.what == errand::write && may_have_arrived(why.code))
    unseen[as<module_write>(done.work->body).profile_id] = {done.work, false};
  if (done.what == errand::read && refused)
    return confirm(done, why);
  if (why.code == errc::throttled)
    return fail(done, {why.code, why.what, why.where,
                       std::chrono::ceil<std::chrono::milliseconds>(way.closed_for(now()))});
  fail(done, why);
}

void session_state::on_throttled(const fault& why) {
  ++throttled;
  way.close(now(), why.retry_after, wiring.world->spread());
  show_gate(true);
  fail_waiting({errc::throttled, why.what, why.where,
                std::chrono::ceil<std::chrono::milliseconds>(way.closed_for(now()))},
               way.closed_for(now()) <= wiring.how.request_timeout);
}

void session_state::on_lapsed(const fault& why) {
  if (std::exchange(stands, standing::lapsed) == standing::lapsed)
    return;
  since = now();
  log::warn("There is no credential that the VCO accepts.",
            {{"vco", wiring.how.name}, {"why", to_string(why)}});
  clock.arm(self, purpose::inquiry, credential_pause);
  fail_waiting(why, false);
}

void session_state::on_open() {
  const auto before = std::exchange(stands, standing::open);
  if (before == standing::open)
    return;
  if (before != standing::unknown)
    log::info("The VCO is there again.", {{"vco", wiring.how.name}});
  since = now();
  opened_at = last_ticket;
  trouble.clear();
  clock.disarm(purpose::inquiry);
  self->send(wiring.house, way_open{});
}

void session_state::on_wake(const wake& told) {
  const auto why = clock.due(told);
  if (!why)
    return;
  switch (*why) {
  case purpose::grace:
    return self->quit(stopping);
  case purpose::gate:
    return pump();
  case purpose::inventory:
    return refresh();
  case purpose::inquiry:
    return inquire();
  }
}

void session_state::on_new_credential() {
  inquire_again = inquiring;
  myself.reset();
  audit_rests_until = {};
  if (stands == standing::lapsed)
    inquire();
}

void session_state::on_exit(const caf::exit_msg& msg) {
  if (stopping)
    return;
  stopping = msg.reason ? msg.reason : caf::make_error(caf::exit_reason::user_shutdown);
  if (stopping != caf::exit_reason::user_shutdown)
    return self->quit(stopping);
  line.clear();
  for (const auto timer : {purpose::gate, purpose::inventory, purpose::inquiry})
    clock.disarm(timer);
  clock.arm(self, purpose::grace, wiring.grace);
  end_when_quiet();
}

void session_state::end_when_quiet() {
  const bool writing = std::any_of(
    out.begin(), out.end(), [](const auto& one) { return one.second.what == errand::write; });
  if (!writing)
    self->quit(stopping);
}

void session_state::inquire() {
  if (std::exchange(inquiring, true))
    return;
  line.push_back({errand::inquire, 0, 0, nullptr, {}});
  pump();
}

session_state::actor::behavior_type
session(session_state::actor::stateful_pointer<session_state> self, session_wiring with) {
  return self->state.start(std::move(with));
}

} // namespace weft::velocloud
