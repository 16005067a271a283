#include "actors/aci/refresher.hpp"
#include "actors/aci/session.hpp"
#include "actors/runtime/backoff.hpp"
#include "adapters/log/log.hpp"

#include <algorithm>
#include <utility>

namespace weft::aci {

using namespace std::chrono_literals;

namespace {

constexpr session_state::instant most_often = 60s; ///< the token is refreshed, at the latest
constexpr session_state::instant refresh_pause = 5s;
constexpr session_state::instant before_the_end = 5min; ///< of the session's longest life

bool is_of_the_credential(setback what) {
  return what == setback::bad_credentials || what == setback::forbidden
         || what == setback::token_expired;
}

} // namespace

void session_state::connect_after(std::chrono::nanoseconds delay) {
  if (asked_in)
    delay = std::max<std::chrono::nanoseconds>(delay, *asked_in + between_log_ins - now());
  if (delay > 0ns)
    return clock.arm(self, purpose::connect, delay);
  connect();
}

void session_state::connect() {
  clock.disarm(purpose::connect);
  ++life;
  ++log_ins;
  count_log_in();
  asked_in = now();
  enter(standing::logging_in);
  token.clear();
  if (wiring.io->signs())
    return send({errand::log_in}, ask_web_token(), log_in_deadline);
  const auto ticket = admit({errand::log_in}, "POST");
  wiring.io->log_in(node, log_in_deadline,
                    tell_answer(self, ticket, "apic POST /api/aaaLogin.json"));
}

void session_state::on_granted(const answered<reply>& got) {
  if (!got)
    return is_of_the_credential(got.error().kind) ? lock_out(got.error().why)
                                                  : fail_attempt(got.error().why);
  if (wiring.io->signs()) {
    auto web_token = read_web_token(*got);
    if (!web_token)
      return fail_attempt(web_token.error());
    session_grant signed_one;
    signed_one.token = *std::move(web_token);
    return enter_session(std::move(signed_one));
  }
  auto grant = read_grant(*got);
  if (!grant)
    return fail_attempt(grant.error());
  enter_session(*std::move(grant));
}

void session_state::enter_session(session_grant with) {
  lockouts = 0;
  useless = lost_writes = 0;
  enter(standing::logged_in);
  if (with.longest > 0s)
    clock.arm(self, purpose::renewal,
              with.longest - std::min<instant>(before_the_end, instant{with.longest} / 10));
  const auto version = with.version;
  hold_token(std::move(with));
  if (!version.empty())
    tell_facts(version);
  socket_since = now();
  socket = wiring.io->listen(node, token, log_in_deadline, tell_words(self, life));
  if (writing && writing->replaying)
    write();
}

/// A token of no lifetime is never refreshed. @see aci.md 2.3, 2.4
void session_state::hold_token(session_grant with) {
  token = std::move(with.token);
  if (refreshing)
    self->send(refreshing, speak_as{node, token});
  if (with.lifetime == 0s)
    return;
  fresh_until = now() + with.lifetime;
  clock.arm(self, purpose::refresh, std::min<instant>(most_often, instant{with.lifetime} / 2));
}

void session_state::refresh_token() {
  send({errand::refresh}, refresh_session(), log_in_deadline);
}

void session_state::on_refreshed(const answered<reply>& got) {
  if (got)
    if (auto grant = read_grant(*got)) {
      relieve();
      return hold_token(*std::move(grant));
    }
  const auto why
    = got ? fault{errc::malformed, "no session is granted", "apic refresh", {}} : got.error().why;
  const bool silent
    = !got && (got.error().kind == setback::unavailable || got.error().kind == setback::garbage);
  if (silent && now() + 2 * refresh_pause < fresh_until) {
    trouble = to_string(why);
    return clock.arm(self, purpose::refresh, refresh_pause);
  }
  begin_anew(to_string(why), false);
}

void session_state::on_socket(const socket_record& news) {
  using kind = socket_record::kind;
  if (news.life != life || stopping || !socket)
    return;
  switch (news.what) {
  case kind::open:
    enter(standing::socket_open);
    return pump();
  case kind::frame:
    on_events(news);
    return news.damaged ? mistrust() : void();
  case kind::noise:
    log::warn("What the APIC says is not understood.",
              {{"apic", wiring.io->name_of(node)}, {"why", to_string(news.why)}});
    return mistrust();
  case kind::end:
    break;
  }
  note_trouble(news.why);
  const bool was_up = stands == standing::live || stands == standing::socket_open;
  const bool was_calm = stands == standing::live && failures == 0 && !clock.armed(purpose::calm);
  if (was_calm)
    return begin_anew(to_string(news.why), false);
  fail_attempt(news.why);
  if (was_up) // the same APIC first
    node = (node + wiring.io->nodes() - 1) % wiring.io->nodes();
}

void session_state::become_live() {
  enter(standing::live);
  relieve();
  write_trouble.clear();
  clock.arm(self, purpose::calm, calm_after);
  if (!clock.armed(purpose::comparison))
    arm_comparison();
  log::info("The APIC is there.", {{"apic", wiring.io->name_of(node)}});
  if (!facts || facts->node != wiring.io->name_of(node))
    ask_facts();
  self->send(wiring.house, way_open{});
  if (questions.size() == 0)
    tell_stirred();
}

void session_state::ask_facts() {
  send({errand::version}, ask_version(), request_deadline);
}

void session_state::tell_facts(const std::string& version) {
  apic_facts met;
  met.version = version;
  met.node = wiring.io->name_of(node);
  if (facts && *facts == met)
    return;
  facts = std::move(met);
  self->send(wiring.house, learned{take_snapshot(*facts)});
}

void session_state::drop() {
  ++life; // nothing that comes from it counts any more
  ++gaps;
  count_gap();
  comparing = true;
  socket.reset();
  token.clear();
  if (refreshing)
    for (const auto& [which, held] : subscriptions)
      self->send(refreshing, let_go{held.id});
  subscriptions.clear();
  doubtful.clear();
  denied.clear();
  plainly.clear();
  put_off.clear();
  honoured.reset();
  compared.reset();
  reading = false;
  known.gap();
  if (scans())
    scanning.emplace();
  for (const auto timer :
       {purpose::refresh, purpose::renewal, purpose::calm, purpose::read, purpose::look,
        purpose::write, purpose::comparison, purpose::unreadable, purpose::turn})
    clock.disarm(timer);
  enter(standing::disconnected);
  if (writing && !writing->sent && !writing->replaying)
    fail_write(unusable());
}

void session_state::begin_anew(const std::string& why, bool log_out) {
  log::info("A new session with the APIC is begun.",
            {{"apic", wiring.io->name_of(node)}, {"why", why}});
  if (log_out && !wiring.io->signs() && !token.empty()) {
    const auto ticket = admit({errand::log_out}, "POST");
    wiring.io->log_out(node, token, log_in_deadline,
                       tell_answer(self, ticket, "apic POST /api/aaaLogout.json"));
  }
  drop();
  connect_after(0ns);
}

void session_state::fail_attempt(const fault& why) {
  note_trouble(why);
  drop();
  node = (node + 1) % wiring.io->nodes();
  const backoff paces{wiring.how.retry_first, wiring.how.retry_cap};
  const auto longest = std::chrono::duration<double>(paces.before(failures++));
  const auto delay
    = std::chrono::duration_cast<std::chrono::nanoseconds>(longest * wiring.world->spread());
  if (writing && !writing->sent)
    fail_write(why);
  questions.fail_all(to_error(unusable()));
  connect_after(std::max<std::chrono::nanoseconds>(delay, wiring.how.retry_first));
}

void session_state::lock_out(const fault& why) {
  trouble = to_string(why);
  log::warn("There is no credential that the APIC accepts.",
            {{"apic", wiring.io->name_of(node)}, {"why", trouble}});
  drop();
  enter(standing::locked_out);
  if (writing && !writing->sent)
    fail_write(unusable());
  questions.fail_all(to_error(unusable()));
  const backoff paces{wiring.how.refused_first, wiring.how.refused_cap};
  connect_after(paces.before(lockouts++));
}

void session_state::note_trouble(const fault& why) {
  auto words = to_string(why);
  if (words != trouble)
    log::warn("The APIC is away.", {{"apic", wiring.io->name_of(node)}, {"why", words}});
  trouble = std::move(words);
}

void session_state::relieve() {
  if (stands == standing::live && denied.empty())
    trouble.clear();
}

void session_state::on_new_credential() {
  lockouts = 0;
  if (!stopping && stands == standing::locked_out)
    connect_after(0ns);
}

void session_state::spawn_refresher() {
  refresher_wiring its;
  its.io = wiring.io;
  its.home = actor{self};
  its.fabric = wiring.how.name;
  its.between = wiring.how.between_subscriptions;
  its.patience = request_deadline;
  refreshing = self->spawn(refresher, std::move(its));
  self->monitor(refreshing);
  self->send(refreshing, speak_as{node, token});
  for (const auto& [which, held] : subscriptions)
    self->send(refreshing, keep{held.id, held.lifetime});
}

} // namespace weft::aci
