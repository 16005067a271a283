#include "actors/runtime/backoff.hpp"
#include "actors/velocloud/session.hpp"
#include "protocol/velocloud/codec.hpp"
#include "protocol/velocloud/domain.hpp"

#include <algorithm>
#include <utility>

namespace weft::velocloud {

namespace {

std::string_view to_string(session_state::standing how) {
  constexpr std::string_view words[] = {"unknown", "open", "away", "lapsed"};
  return words[static_cast<std::size_t>(how)];
}

/// A read that VCO understood and refused: nothing of ours is at fault, so it is tried again.
fault as_transient(fault why) {
  if (why.code == errc::refused)
    why.code = errc::unreachable;
  return why;
}

bool knows(const profile_inventory& all, std::int64_t profile) {
  return std::any_of(all.profiles.begin(), all.profiles.end(),
                     [&](const profile_row& row) { return row.id == profile; });
}

} // namespace

void session_state::on_read(const job& done, const json::value& answer) {
  auto seen = read_module(answer);
  if (!seen)
    return fail(done, seen.error());
  const auto what = take_snapshot(std::move(*seen));
  reads.settle(done.promise, observed{what});
  look_back(done.profile, *what);
}

void session_state::on_version(const job& done, const json::value& answer) {
  const auto version = read_version(answer);
  if (!version)
    return fail(done, version.error());
  const bool silent = version->empty() && answer.as_array() && !answer.as_array()->empty();
  if (silent && done.what == errand::probe) {
    blind_probes = true;
    auto again = done;
    again.what = errand::probe_by_read;
    line.push_front(std::move(again));
    return;
  }
  probes.settle(done.promise, probed{*version});
}

/// VCO refuses to show a module; the directory tells whether its profile is still there.
void session_state::confirm(const job& done, const fault& why) {
  auto next = done;
  next.what = errand::confirm;
  next.kept = as_transient(why);
  line.push_front(std::move(next));
}

void session_state::on_profiles(const job& done, const json::value& answer) {
  auto read = read_profiles(answer);
  if (!read)
    return fail(done, read.error());
  list_failures = 0;
  trouble.clear();
  const bool news = !directory || directory->profiles != read->profiles;
  directory = take_snapshot(std::move(*read));
  forget_profiles();
  if (news)
    self->send(wiring.house, learned{directory});
  if (done.what == errand::list) {
    listing = false;
    listed_once = true;
    clock.arm(self, purpose::inventory, wiring.how.inventory_ttl);
    return;
  }
  if (knows(*directory, done.profile))
    return fail(done, done.kept);
  reads.settle(done.promise, observed{take_snapshot(profile_gone())});
}

void session_state::fail(const job& what, const fault& why) {
  switch (what.what) {
  case errand::read:
    return reads.settle(what.promise, to_error(why));
  case errand::confirm:
    return reads.settle(what.promise, to_error(why.code == errc::refused ? what.kept : why));
  case errand::probe:
  case errand::probe_by_read:
    return probes.settle(what.promise, to_error(as_transient(why)));
  case errand::write:
    return writes.settle(what.promise, to_error(why));
  case errand::list:
    listing = false;
    if (why.code == errc::refused && !std::exchange(other_method, true))
      return refresh();
    excuse(as_transient(why));
    return clock.arm(self, purpose::inventory,
                     backoff{inventory_pause, wiring.how.inventory_ttl}.before(
                       list_failures++, wiring.world->spread()));
  case errand::inquire:
    inquiring = false;
    if (std::exchange(inquire_again, false))
      return inquire();
    if (stands == standing::lapsed)
      clock.arm(self, purpose::inquiry, credential_pause);
    return;
  case errand::audit:
    return; // nobody waits for it
  }
}

void session_state::excuse(const fault& why) {
  const bool hiccup = why.code == errc::unreachable || why.code == errc::malformed;
  auto words = to_string(why);
  if (directory || (hiccup && list_failures + 1 < patience) || words == excused)
    return;
  excused = words;
  profile_inventory unknown;
  unknown.trouble = reason_of(why);
  unknown.message = std::move(words);
  self->send(wiring.house, learned{take_snapshot(std::move(unknown))});
}

void session_state::fail_waiting(const fault& why, bool writes_only) {
  std::deque<job> staying;
  for (auto& waiting : std::exchange(line, {}))
    if (writes_only && waiting.what != errand::write)
      staying.push_back(std::move(waiting));
    else
      fail(waiting, why);
  line.insert(line.begin(), std::make_move_iterator(staying.begin()),
              std::make_move_iterator(staying.end()));
}

void session_state::refresh() {
  if (stands == standing::lapsed || std::exchange(listing, true))
    return;
  accept({errand::list, 0, 0, nullptr, {}});
}

void session_state::learn_soon() {
  if (listing)
    return;
  const auto earliest = listed + inventory_pause;
  if (!listed_once || now() >= earliest)
    return refresh();
  clock.arm(self, purpose::inventory, earliest - now());
}

description session_state::describe_self() const {
  description out_line;
  out_line.actor = name;
  out_line.key = wiring.how.name;
  out_line.state = to_string(stands);
  out_line.state_age_ms
    = std::chrono::duration_cast<std::chrono::milliseconds>(now() - since).count();
  out_line.mailbox = self->mailbox().size();
  out_line.handled = calls;
  out_line.retries = failures;
  out_line.last_error = trouble;
  if (stands == standing::lapsed)
    out_line.reason = trouble;
  out_line.next_timer_ms = clock.next_ms(self->clock().now());
  const auto closed = std::chrono::ceil<std::chrono::milliseconds>(way.closed_for(now())).count();
  out_line.details = {
    {"waiting", std::to_string(line.size())},
    {"in_flight", std::to_string(way.inside()) + " of " + std::to_string(way.at_once())},
    {"calls_per_second", std::to_string(way.rate())},
    {"closed_ms", std::to_string(closed)},
    {"throttled", std::to_string(throttled)},
    {"profiles", directory ? std::to_string(directory->profiles.size()) : "not known"},
    {"audit", audit_trouble.empty() ? "readable as far as known" : audit_trouble},
  };
  describe_histories(out_line);
  return out_line;
}

} // namespace weft::velocloud
