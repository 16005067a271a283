#include "actors/aci/session.hpp"
#include "actors/runtime/write_turn.hpp"
#include "adapters/log/log.hpp"
#include "protocol/aci/requests.hpp"

#include <algorithm>
#include <utility>

namespace weft::aci {

namespace {

constexpr std::size_t least_bytes = 1024; ///< a single object fits

} // namespace

caf::result<committed> session_state::answer(const commit& wish) {
  if (stopping || stands != standing::live)
    return to_error(unusable());
  if (writing)
    return to_error({errc::unreachable, "an earlier write has not ended", name, {}});
  if (closed.contains(as<request>(wish.work->body).tenant))
    return to_error({errc::conflict, "the APIC denies the tenant", name, {}});
  auto promise = self->make_response_promise<committed>();
  writing = write_job{writes.add(promise), wish.work};
  write();
  return promise;
}

void session_state::write() {
  if (!writing || writing->sent)
    return;
  if (const auto pause = pace.wait(now()); pause > instant::zero())
    return clock.arm(self, purpose::write, pause);
  auto turn = take_turn(*wiring.world, writing->work->target, request_deadline, name);
  if (!turn)
    return fail_write(turn.error());
  pace.take();
  writing->sent = true;
  writing->life = life;
  known.begin_write(as<request>(writing->work->body));
  send({errand::write}, call_of(as<request>(writing->work->body)), turn->deadline,
       std::move(turn->held));
}

void session_state::on_written(const answered<reply>& got) {
  writing->sent = false;
  const auto& what = as<request>(writing->work->body);
  if (!got) {
    on_write_refused(got.error());
  } else {
    lost_writes = 0;
    write_trouble.clear();
    barred.erase({what.tenant, {}});
    const auto seen = known.take_written(what, now());
    writes.settle(writing->promise, committed{});
    const auto done = std::exchange(writing, std::nullopt); // `what` is part of it
    note({false, seen.read});
  }
  if (stopping)
    return end_when_quiet();
  pump();
}

void session_state::on_write_refused(const refusal& why) {
  const auto& what = as<request>(writing->work->body);
  write_trouble = to_string(why.why);
  switch (why.kind) {
  case setback::permanent:
  case setback::result_too_big:
    known.take_refused(what);
    return fail_write({errc::refused, why.why.what, why.why.where, {}});
  case setback::parent_missing:
  case setback::already_there:
    note(known.take_lost(what));
    return fail_write({errc::conflict, why.why.what, why.why.where, {}});
  case setback::body_too_large:
    known.take_refused(what);
    if (what.edits.size() <= 1)
      return fail_write({errc::refused, why.why.what, why.why.where, {}});
    shrink(what);
    return fail_write({errc::conflict, why.why.what, why.why.where, {}});
  case setback::forbidden:
  case setback::token_expired:
    return on_no_right(why);
  case setback::bad_credentials:
    known.take_refused(what);
    fail_write({errc::expired, why.why.what, why.why.where, {}});
    return stopping ? void() : lock_out(why.why);
  default:
    break;
  }
  note(known.take_lost(what)); // perhaps it was carried out
  fail_write({errc::unreachable, why.why.what, why.why.where, {}});
  if (!stopping && ++lost_writes >= patience && stands == standing::live)
    fail_attempt(why.why);
}

void session_state::on_no_right(const refusal& why) {
  const auto tenant = as<request>(writing->work->body).tenant;
  known.take_refused(as<request>(writing->work->body));
  if (stopping)
    return fail_write({errc::expired, why.why.what, why.why.where, {}});
  const bool denied_us
    = why.kind == setback::forbidden && writing->life == life && is_denied({tenant, {}});
  if (!std::exchange(writing->replaying, true) && !denied_us) {
    if (writing->life == life && (stands == standing::live || stands == standing::socket_open))
      begin_anew(to_string(why.why), false);
    else if (!token.empty()) // there is a new session already
      write();
    else if (stands != standing::logging_in) // by the time there is one it would be stale
      fail_write({errc::unreachable, why.why.what, why.why.where, {}});
    return;
  }
  fail_write({errc::conflict, why.why.what, why.why.where, {}});
  if (why.kind == setback::forbidden)
    return close(tenant, why.why.what);
  fail_attempt(why.why);
}

void session_state::close(const std::string& tenant, const std::string& words) {
  log::warn("The APIC denies a tenant.",
            {{"apic", wiring.io->name_of(node)}, {"tenant", tenant}, {"why", words}});
  closed[tenant] = now();
  known.close(tenant, words);
  tell_stirred();
}

void session_state::shrink(const request& what) {
  const auto children = static_cast<std::uint32_t>(what.edits.size());
  limits.children = std::max(1U, std::min(limits.children, children) / 2);
  limits.bytes = std::max(least_bytes, std::min(limits.bytes, what.body.size()) / 2);
  log::warn("The APIC takes no request of that size.", {{"apic", wiring.io->name_of(node)},
                                                        {"bytes", what.body.size()},
                                                        {"children_from_now_on", limits.children}});
}

void session_state::fail_write(const fault& why) {
  clock.disarm(purpose::write);
  if (auto failed = std::exchange(writing, std::nullopt))
    writes.settle(failed->promise, to_error(why));
}

} // namespace weft::aci
