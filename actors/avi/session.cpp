#include "actors/avi/session.hpp"

#include "actors/runtime/deliver_to.hpp"
#include "protocol/avi/route_planner.hpp"
#include "protocol/state/vitals.hpp"

#include <utility>

namespace weft::avi {

namespace {

std::string_view to_string(session_state::standing how) {
  constexpr std::string_view words[] = {"disconnected", "surveying", "live", "locked out"};
  return words[static_cast<std::size_t>(how)];
}

fault no_such_target(const std::string& target) {
  return {errc::not_found, "no target of this controller: " + target, "avi.session", {}};
}

template <class T>
std::string_view code_of(const wire::answered<T>& got) {
  return got ? std::string_view{"ok"} : wire::to_string(got.error().kind);
}

} // namespace

session_state::actor::behavior_type session_state::start(session_wiring with) {
  wiring = std::move(with);
  since = now();
  start_counting();
  self->set_error_handler([](caf::error&) {});
  self->set_exit_handler([this](const caf::exit_msg& msg) { on_exit(msg); });
  wiring.io->on_new_credential(
    [tell = deliver_to<credential_renewed>(self)] { tell(credential_renewed{}); });
  connect();
  return {
    [this](const observe& wish) -> caf::result<observed> {
      if (!is_target(wish.target))
        return to_error(no_such_target(wish.target));
      return answer(wish);
    },
    [this](const probe& wish) -> caf::result<probed> {
      if (!is_target(wish.target))
        return to_error(no_such_target(wish.target));
      return answer(wish);
    },
    [this](const commit& wish) -> caf::result<committed> { return answer(wish); },
    [](learn) {}, // no object's meaning depends on a name that was not found
    [this](const weft::wake& told) { on_wake(told); },
    [this](describe) { return describe_self(); },
    [this](const exchanged& news) { on_exchanged(news); },
    [this](credential_renewed) { on_new_credential(); },
  };
}

void session_state::on_wake(const weft::wake& told) {
  const auto why = clock.due(told);
  if (!why)
    return;
  switch (*why) {
  case purpose::connect:
    return connect();
  case purpose::read:
    return pump();
  case purpose::comparison:
    compare();
    return pump();
  case purpose::grace:
    return self->quit(stopping);
  }
}

void session_state::on_exchanged(const exchanged& news) {
  const auto ended = out.extract(news.ticket);
  if (!ended)
    return;
  const auto& done = ended.mapped();
  if (done.what == errand::leave)
    return self->quit(stopping);
  if (done.what == errand::list || done.what == errand::read) {
    const auto& got = as<listing_record>(news.answer).got;
    count(done, code_of(got));
    on_listed(done, got);
  } else {
    const auto& got = as<answer_record>(news.answer).got;
    count(done, code_of(got));
    done.what == errand::write ? on_written(done, got) : on_surveyed(done, got);
  }
  if (stopping)
    return end_when_quiet();
  pump();
}

void session_state::pump() {
  if (stopping)
    return;
  while (out.size() < wiring.how.concurrency && begin_next())
    ;
  settle();
}

bool session_state::begin_next() {
  if (stands != standing::live && stands != standing::surveying)
    return false;
  return begin_writing() || begin_comparing() || begin_reading();
}

std::uint64_t session_state::admit(job why, std::string method) {
  why.sent = now();
  why.asked = known.mark();
  why.method = std::move(method);
  ++calls;
  out.emplace(++last_ticket, std::move(why));
  return last_ticket;
}

void session_state::send(job why, const wire::call& what, std::chrono::milliseconds deadline,
                         std::shared_ptr<const void> turn) {
  const auto ticket = admit(std::move(why), what.method);
  wiring.io->send(what, deadline, tell_answer(self, ticket, std::move(turn)));
}

void session_state::on_exit(const caf::exit_msg& msg) {
  if (stopping)
    return;
  stopping = msg.reason ? msg.reason : caf::make_error(caf::exit_reason::user_shutdown);
  if (stopping != caf::exit_reason::user_shutdown)
    return self->quit(stopping);
  questions.fail_all(to_error(unusable()));
  asked.clear();
  fail_waiting_runs(unusable());
  for (const auto timer : {purpose::connect, purpose::read, purpose::comparison})
    clock.disarm(timer);
  clock.arm(self, purpose::grace, wiring.grace);
  end_when_quiet();
}

void session_state::end_when_quiet() {
  if (!runs.empty() || farewell != 0)
    return;
  farewell = admit({errand::leave}, "POST");
  wiring.io->leave(wiring.grace, tell_end(self, farewell));
}

description session_state::describe_self() const {
  using std::chrono::milliseconds;
  description line;
  line.actor = name;
  line.key = wiring.how.name;
  line.state = stopping ? "stopping" : to_string(stands);
  line.state_age_ms = std::chrono::duration_cast<milliseconds>(now() - since).count();
  line.mailbox = self->mailbox().size();
  line.handled = calls;
  line.retries = failures;
  line.last_error = trouble.empty() ? write_trouble : trouble;
  line.reason = stands == standing::locked_out ? trouble : at ? at->trouble : std::string{};
  line.next_timer_ms = clock.next_ms(self->clock().now());
  const auto said = wiring.io->words();
  line.details = {
    {"version", said.version.empty() ? "not known" : said.version},
    {"spoken", said.spoken},
    {"cloud", wiring.how.cloud + (at ? " of type " + at->cloud_type : std::string{})},
    {"vrf", at ? at->vrf : "not known"},
    {"license", at ? at->license : "not known"},
    {"objects", std::to_string(known.objects().size())},
    {"in_doubt", std::to_string(known.doubtful().size())},
    {"in_flight", std::to_string(out.size()) + " of " + std::to_string(wiring.how.concurrency)},
    {"batches", std::to_string(runs.size())},
    {"comparisons", std::to_string(comparisons)},
  };
  if (auto why = at ? fault_of(*at) : std::string{}; !why.empty())
    line.details.emplace_back(unfit_detail, std::move(why));
  return line;
}

session_state::actor::behavior_type
session(session_state::actor::stateful_pointer<session_state> self, session_wiring with) {
  return self->state.start(std::move(with));
}

} // namespace weft::avi
