#include "actors/aci/session.hpp"
#include "adapters/log/log.hpp"
#include "protocol/aci/departures.hpp"
#include "protocol/aci/dn.hpp"
#include "protocol/aci/requests.hpp"
#include "protocol/aci/spelling.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace weft::aci {

namespace {

constexpr std::array marked_classes{mo::eepg, mo::subnet};
constexpr std::chrono::seconds documented_lifetime{60}; ///< of a subscription that names none

std::set<l3out_name> outs_of(const departures::wishes& all) {
  std::set<l3out_name> out;
  for (const auto& [who, part] : all)
    if (wants(*part) || takes_away(*part))
      out.insert(as<wished_eepg>(part->body).where.out());
  return out;
}

/// Where something still has to go that has been wished before.
std::set<l3out_name> left_in(const fabric& seen) {
  std::set<l3out_name> out;
  if (seen.departed)
    for (const auto& [where, prefixes] : *seen.departed)
      out.insert(where.out());
  return out;
}

/// Whether the APIC minds that a lifetime was asked for. @see aci.md 4.4
bool speaks_of_lifetime(std::string_view words) {
  return words.find("refresh-timeout") != words.npos;
}

} // namespace

caf::result<observed> session_state::answer(const observe& wish) {
  if (stopping || stands == standing::disconnected || stands == standing::locked_out)
    return to_error(unusable());
  if (wish.parts)
    need(*wish.parts);
  if (wish.thorough)
    compare();
  stirring = false;
  auto promise = self->make_response_promise<observed>();
  questions.add(promise);
  pump();
  return promise;
}

void session_state::need(const departures::wishes& all) {
  known.follow(all);
  show_wished(all);
  auto now_needed = outs_of(all);
  if (wiring.how.cluster_id.empty())
    now_needed.insert(wiring.how.collected.begin(), wiring.how.collected.end());
  now_needed.merge(left_in(*known.observe(now())));
  needed = std::move(now_needed);
  for (auto i = subscriptions.begin(); i != subscriptions.end();) {
    if (needed.contains(i->first)) {
      ++i;
      continue;
    }
    if (refreshing)
      self->send(refreshing, let_go{i->second.id});
    doubtful.erase(i->first);
    i = subscriptions.erase(i);
  }
  known.forget_all_but(needed);
  std::erase_if(denied, [this](const auto& one) { return !needed.contains(one); });
  std::erase_if(misread, [this](const auto& one) {
    return !one.first.tenant.empty() && !needed.contains(one.first);
  });
  std::erase_if(barred,
                [this](const auto& one) { return !one.l3out.empty() && !needed.contains(one); });
}

/// Reads everything again, but for what has just been read.
void session_state::compare() {
  std::erase_if(closed, [this](const auto& one) {
    if (!may_forgive(one.second))
      return false;
    known.open(one.first);
    tell_stirred();
    return true;
  });
  for (const auto& which : std::exchange(denied, {}))
    if (subscriptions.contains(which))
      doubtful.insert(which);
  for (const auto& [which, held] : subscriptions)
    if (now() - held.read >= recent)
      doubtful.insert(which);
  const bool done = compared && now() - *compared < recent;
  if (!done && !scanning && scans())
    scanning.emplace();
  comparing = true;
  arm_comparison();
}

/// Others compare at other times. @see aci.md 8.7
void session_state::arm_comparison() {
  const std::chrono::duration<double> span = wiring.how.resync;
  clock.arm(self, purpose::comparison,
            std::chrono::duration_cast<std::chrono::nanoseconds>(
              span * (0.9 + 0.2 * wiring.world->spread())));
}

/// However often somebody wants a comparison: each time costs a write that is refused.
bool session_state::may_forgive(const std::optional<instant>& last) const {
  return !last || now() - *last >= wiring.how.resync / 2;
}

bool session_state::busy() const {
  return stands != standing::live || reading || pending();
}

void session_state::pump() {
  if (stopping || reading || (stands != standing::live && stands != standing::socket_open)
      || clock.armed(purpose::read))
    return;
  if (last_read && now() - *last_read < wiring.how.between_subscriptions && pending())
    return clock.arm(self, purpose::read, *last_read + wiring.how.between_subscriptions - now());
  if (!begin_next_read())
    settle();
}

/// Whether something is to be read.
bool session_state::pending() const {
  return !doubtful.empty() || scanning || std::ranges::any_of(needed, [this](const auto& which) {
    return !subscriptions.contains(which) && !denied.contains(which);
  });
}

/// Starts the next of the reads that are due. @returns false when none is.
bool session_state::begin_next_read() {
  for (const auto& which : needed)
    if (!subscriptions.contains(which) && !denied.contains(which)) {
      subscribe_to(which);
      return true;
    }
  if (!doubtful.empty()) {
    read_again(*doubtful.begin());
    return true;
  }
  if (!scanning)
    return false;
  read_marked();
  return true;
}

void session_state::subscribe_to(const l3out_name& which) {
  reading = true;
  last_read = now();
  known.begin_read(which, now());
  auto lifetime = std::optional{wiring.how.subscription_lifetime};
  const bool plain = old_release || plainly.contains(which);
  if (plain)
    lifetime.reset();
  send({errand::subscribe, 0, which, plain, false}, subscribe(which, lifetime), request_deadline);
}

void session_state::read_again(const l3out_name& which) {
  reading = true;
  last_read = now();
  subscriptions.at(which).read = now();
  known.begin_read(which, now());
  send({errand::read, 0, which}, read_out(which), request_deadline);
  doubtful.erase(l3out_name{which});
}

void session_state::read_marked() {
  if (!std::exchange(scanning->begun, true))
    known.begin_marked();
  reading = true;
  last_read = now();
  const auto mark = marker_of(wiring.how.cluster_id); // a plain one may be another cluster's
  send({errand::marked},
       find_marked(marked_classes.at(scanning->turn), mark, scanning->page, page_size),
       request_deadline);
}

void session_state::on_read(const job& done, const answered<reply>& got) {
  reading = false;
  if (!got)
    return on_read_failed(done, got.error());
  useless = 0;
  misread.erase(done.about);
  barred.erase(done.about);
  relieve();
  if (done.what == errand::subscribe) {
    plainly.erase(done.about);
    if (!needed.contains(done.about)) { // nobody refers to it any more; it lapses by itself
      known.forget(done.about);
      return pump();
    }
    const auto lifetime = done.plain ? documented_lifetime : wiring.how.subscription_lifetime;
    subscriptions[done.about] = {got->subscription, lifetime, *last_read};
    if (refreshing)
      self->send(refreshing, keep{got->subscription, lifetime});
    if (done.shaken)
      doubtful.insert(done.about);
  } else if (!subscriptions.contains(done.about)) {
    return pump();
  }
  if (denied.contains(done.about)) { // since it was asked for
    known.abandon_read(done.about);
    doubtful.erase(done.about);
    return pump();
  }
  note(known.take_out(done.about, got->objects));
  pump();
}

void session_state::on_marked(const answered<reply>& got) {
  reading = false;
  if (!got)
    return on_read_failed({errand::marked, life}, got.error());
  useless = 0;
  misread.erase(l3out_name{});
  barred.erase(l3out_name{});
  relieve();
  if (!scanning || !scanning->begun) // a gap has come between
    return pump();
  known.take_marked(got->objects);
  ++scanning->page;
  if (got->objects.empty() || scanning->page * page_size >= got->total) {
    scanning->page = 0;
    ++scanning->turn;
  }
  if (scanning->turn == marked_classes.size()) {
    const auto before = known.revision();
    known.end_marked();
    scanning.reset();
    compared = now();
    if (known.revision() != before)
      tell_stirred();
  }
  pump();
}

void session_state::on_read_failed(const job& done, const refusal& why) {
  const bool new_one = done.what == errand::subscribe;
  const bool scan_one = done.what == errand::marked;
  if (!scan_one)
    known.abandon_read(done.about);
  if (!scan_one && !new_one && subscriptions.contains(done.about))
    doubtful.insert(done.about);
  switch (why.kind) {
  case setback::token_expired:
    if (stands != standing::live)
      return fail_attempt(why.why);
    return begin_anew(to_string(why.why), false);
  case setback::forbidden:
    if (!is_denied(done.about))
      return begin_anew(to_string(why.why), false);
    break;
  case setback::bad_credentials:
    return lock_out(why.why);
  case setback::no_web_socket:
    return fail_attempt(why.why);
  case setback::permanent:
    if (new_one && !done.plain) {
      old_release = speaks_of_lifetime(why.why.what);
      if (!old_release)
        plainly.insert(done.about);
      return pump(); // without a lifetime this time
    }
    plainly.erase(done.about);
    break;
  case setback::result_too_big:
    break;
  default:
    note_trouble(why.why);
    if (++misread[done.about] > patience) { // it is this one, and not the APIC
      clock.arm(self, purpose::unreadable, before_another_try);
      break;
    }
    if (++useless >= patience || stands != standing::live)
      return fail_attempt(why.why);
    questions.fail_all(to_error({errc::unreachable, why.why.what, why.why.where, {}}));
    return clock.arm(self, purpose::read, wiring.how.retry_first);
  }
  trouble = to_string(why.why);
  if (scan_one) {
    log::warn("What bears our mark cannot be read.",
              {{"apic", wiring.io->name_of(node)}, {"why", trouble}});
    scanning.reset();
  } else
    deny(done.about, why.why.what);
  pump();
}

void session_state::try_unreadable() {
  for (const auto& [which, times] : misread)
    if (denied.erase(which) > 0 && subscriptions.contains(which))
      doubtful.insert(which);
  pump();
}

/// Everything that is wished is known: whoever has asked is told.
void session_state::settle() {
  if (stands == standing::socket_open)
    become_live();
  show_reach();
  if (std::exchange(comparing, false))
    show_comparison();
  arm_look();
  if (questions.size() == 0)
    return;
  sight body;
  body.seen = known.observe(now());
  body.limits = limits;
  observation what;
  what.version = std::to_string(known.revision());
  what.body = take_snapshot(std::move(body));
  questions.settle_all(observed{take_snapshot(std::move(what))});
  arm_look();
}

} // namespace weft::aci
