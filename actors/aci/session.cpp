#include "actors/aci/session.hpp"

#include "actors/runtime/deliver_to.hpp"

#include <caf/send.hpp>

#include <algorithm>
#include <utility>

namespace weft::aci {

namespace {

std::string_view to_string(session_state::standing how) {
  constexpr std::string_view words[]
    = {"disconnected", "logging in", "logged in", "socket open", "live", "locked out"};
  return words[static_cast<std::size_t>(how)];
}

fault no_such_target(const std::string& target) {
  return {errc::not_found, "no fabric of that name: " + target, "aci.session", {}};
}

} // namespace

/// Whoever ends without having been told takes the refresher along.
session_state::~session_state() {
  if (refreshing)
    caf::anon_send_exit(refreshing, caf::exit_reason::kill);
}

session_state::actor::behavior_type session_state::start(session_wiring with) {
  wiring = std::move(with);
  const auto& how = wiring.how;
  known = mirror{how, wiring.past};
  pace = token_bucket{how.rate, static_cast<double>(how.burst)};
  limits = {how.batch_children, how.batch_bytes};
  since = now();
  start_counting();
  self->set_error_handler([](caf::error&) {});
  self->set_exit_handler([this](const caf::exit_msg& msg) { on_exit(msg); });
  self->set_down_handler([this](const caf::down_msg& msg) {
    if (!refreshing || msg.source != refreshing.address())
      return;
    refreshing = nullptr;
    if (!stopping)
      clock.arm(self, purpose::respawn, between_log_ins);
  });
  wiring.io->on_new_credential(
    [tell = deliver_to<credential_renewed>(self)] { tell(credential_renewed{}); });
  spawn_refresher();
  if (scans())
    scanning.emplace(); // what has moved meanwhile may still be where nobody refers to it
  else
    needed.insert(how.collected.begin(), how.collected.end());
  connect();
  return {
    [this](const observe& wish) -> caf::result<observed> {
      if (wish.target != wiring.how.name)
        return to_error(no_such_target(wish.target));
      return answer(wish);
    },
    [this](const probe& wish) -> caf::result<probed> {
      if (wish.target != wiring.how.name)
        return to_error(no_such_target(wish.target));
      if (stopping || stands == standing::disconnected || stands == standing::locked_out)
        return to_error(unusable());
      return busy() ? probed{} : probed{std::to_string(known.revision())};
    },
    [this](const commit& wish) -> caf::result<committed> { return answer(wish); },
    [](learn) {}, // no object's meaning depends on what the APIC could tell
    [this](const weft::wake& told) { on_wake(told); },
    [this](describe) { return describe_self(); },
    [this](const exchanged& news) { on_exchanged(news); },
    [this](credential_renewed) { on_new_credential(); },
    [this](const lapsed& news) { on_lapsed(news); },
  };
}

void session_state::on_wake(const weft::wake& told) {
  const auto why = clock.due(told);
  if (!why)
    return;
  switch (*why) {
  case purpose::connect:
    return connect();
  case purpose::refresh:
    return refresh_token();
  case purpose::renewal:
    if (writing) // its session must not end before it
      return clock.arm(self, purpose::renewal, between_log_ins);
    return begin_anew("the session's longest life ends soon", true);
  case purpose::calm:
    failures = 0;
    return;
  case purpose::read:
    return pump();
  case purpose::look:
    return look();
  case purpose::write:
    return write();
  case purpose::respawn:
    return spawn_refresher();
  case purpose::comparison:
    compare();
    return pump();
  case purpose::unreadable:
    return try_unreadable();
  case purpose::turn:
    return take_turns();
  case purpose::grace:
    return self->quit(stopping);
  }
}

void session_state::on_exchanged(const exchanged& news) {
  if (news.ticket == 0)
    return on_socket(as<socket_record>(news.answer));
  const auto ended = out.extract(news.ticket);
  if (!ended)
    return;
  const auto& done = ended.mapped();
  const auto& got = as<answer_record>(news.answer).got;
  count(done, got);
  if (got && done.life == life)
    honoured = now();
  if (done.what == errand::write)
    return on_written(got);
  if (news.ticket == farewell)
    return self->quit(stopping);
  if (stopping && done.what == errand::log_in) {
    if (auto grant = got ? read_grant(*got) : fault{})
      token = std::move(grant->token);
    return end_when_quiet();
  }
  if (done.life != life || stopping)
    return;
  switch (done.what) {
  case errand::log_in:
    return on_granted(got);
  case errand::refresh:
    return on_refreshed(got);
  case errand::subscribe:
  case errand::read:
    return on_read(done, got);
  case errand::marked:
    return on_marked(got);
  case errand::version:
    if (got && !read_version(*got).empty())
      tell_facts(read_version(*got));
    return;
  case errand::write:
  case errand::log_out:
    return;
  }
}

void session_state::send(job why, const call& what, std::chrono::milliseconds deadline,
                         std::shared_ptr<const void> turn) {
  const auto ticket = admit(std::move(why), what.method);
  wiring.io->send(node, what, token, deadline,
                  tell_answer(self, ticket, name_of(what), std::move(turn)));
}

std::uint64_t session_state::admit(job why, std::string method) {
  why.life = life;
  why.sent = now();
  why.method = std::move(method);
  ++calls;
  out.emplace(++last_ticket, std::move(why));
  return last_ticket;
}

/// Why nothing can be asked or written at present.
fault session_state::unusable() const {
  const auto code = stands == standing::locked_out && !stopping ? errc::expired : errc::unreachable;
  auto words = stopping          ? "the session is ending"
               : trouble.empty() ? "there is no session with the APIC at present"
                                 : trouble;
  return {code, std::move(words), name, {}};
}

void session_state::enter(standing next) {
  if (std::exchange(stands, next) != next)
    since = now();
  show_reach();
}

void session_state::on_exit(const caf::exit_msg& msg) {
  if (stopping)
    return;
  stopping = msg.reason ? msg.reason : caf::make_error(caf::exit_reason::user_shutdown);
  if (refreshing)
    self->send_exit(refreshing, caf::exit_reason::user_shutdown);
  if (stopping != caf::exit_reason::user_shutdown)
    return self->quit(stopping);
  questions.fail_all(to_error(unusable()));
  socket.reset();
  for (const auto timer :
       {purpose::connect, purpose::refresh, purpose::renewal, purpose::read, purpose::look,
        purpose::write, purpose::respawn, purpose::comparison, purpose::unreadable, purpose::turn})
    clock.disarm(timer);
  if (writing && !writing->sent)
    fail_write(unusable());
  clock.arm(self, purpose::grace, wiring.grace);
  end_when_quiet();
}

void session_state::end_when_quiet() {
  if (writing || awaits_token())
    return;
  if (token.empty() || wiring.io->signs())
    return self->quit(stopping);
  farewell = admit({errand::log_out}, "POST");
  wiring.io->log_out(node, std::exchange(token, {}), log_in_deadline,
                     tell_answer(self, farewell, "apic POST /api/aaaLogout.json"));
}

bool session_state::awaits_token() const {
  return !wiring.io->signs() && std::ranges::any_of(out, [](const auto& one) {
    return one.second.what == errand::log_in;
  });
}

description session_state::describe_self() const {
  using std::chrono::milliseconds;
  const auto ms
    = [](instant span) { return std::chrono::duration_cast<milliseconds>(span).count(); };
  description line;
  line.actor = name;
  line.key = wiring.how.name;
  line.state = stopping ? "stopping" : to_string(stands);
  line.state_age_ms = ms(now() - since);
  line.mailbox = self->mailbox().size();
  line.handled = calls;
  line.retries = failures;
  line.last_error = trouble.empty() ? write_trouble : trouble;
  if (stands == standing::locked_out)
    line.reason = trouble;
  line.next_timer_ms = clock.next_ms(self->clock().now());
  line.details = {
    {"apic", wiring.io->name_of(node)},
    {"version", facts ? facts->version : "not known"},
    {"subscriptions",
     std::to_string(subscriptions.size()) + " of " + std::to_string(needed.size()) + " L3Outs"},
    {"socket_age_ms", socket ? std::to_string(ms(now() - socket_since)) : "none"},
    {"revision", std::to_string(known.revision())},
    {"being_read", std::to_string(doubtful.size() + (reading ? 1 : 0))},
    {"put_off", std::to_string(put_off.size())},
    {"batch",
     std::to_string(limits.children) + " objects, " + std::to_string(limits.bytes) + " bytes"},
    {"log_ins", std::to_string(log_ins)},
    {"gaps", std::to_string(gaps)},
  };
  for (const auto& [where, prefixes] : known.sizes())
    line.details.emplace_back("holds", aci::to_string(where) + ": " + std::to_string(prefixes)
                                         + " prefixes");
  for (const auto& which : denied)
    line.details.emplace_back("denied", aci::to_string(which));
  for (const auto& [tenant, when] : closed)
    line.details.emplace_back("closed", tenant);
  return line;
}

session_state::actor::behavior_type
session(session_state::actor::stateful_pointer<session_state> self, session_wiring with) {
  return self->state.start(std::move(with));
}

} // namespace weft::aci
