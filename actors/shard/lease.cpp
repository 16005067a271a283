#include "actors/shard/lease.hpp"

#include "actors/runtime/deliver_to.hpp"
#include "actors/watch/stream_exchange.hpp"
#include "adapters/log/log.hpp"
#include "adapters/metrics/registry.hpp"
#include "protocol/k8s/decode.hpp"
#include "protocol/k8s/requests.hpp"

#include <algorithm>
#include <utility>

namespace weft {

using namespace std::chrono_literals;

namespace {

constexpr std::string_view manager = "weft";
constexpr double jitter = 1.2;  ///< by how much a candidate's pause may be longer
constexpr auto scatter = 500ms; ///< of candidates that see a Lease run out
constexpr auto watch_lasts = 60s;
constexpr auto watch_again = 5s; ///< after one that has ended
constexpr auto silence = 10s;    ///< of a watch: a holder renews every few seconds

} // namespace

elector_actor::behavior_type elector_state::start(elector_wiring with) {
  wiring = std::move(with);
  key = {"Lease", wiring.rules.name_space, wiring.rules.name};
  since = self->clock().now();
  self->set_error_handler([](caf::error&) {});
  if (!wiring.rules.enabled) {
    wiring.world->permit.open();
    enter(phase::leading);
    tell(true);
  } else {
    wiring.world->permit.revoke();
    tell(false);
    attempt();
  }
  return {
    [this](step_down) { return leave(); },
    [this](const wake& told) { on_wake(told); },
    [this](const watch_opened& news) {
      if (news.round == round && !news.how)
        stop_watching();
    },
    [this](const watch_told& news) {
      if (news.round == round && now == phase::standing_by)
        on_told(news);
    },
    [this](const watch_ended& news) {
      if (news.round == round)
        stop_watching();
    },
    [this](describe) { return describe_self(); },
  };
}

void elector_state::on_wake(const wake& told) {
  const auto why = clock.due(told);
  if (!why)
    return;
  check_deadline();
  if (*why == purpose::attempt)
    attempt();
  else if (*why == purpose::watch)
    watch();
}

void elector_state::attempt() {
  ++handled;
  clock.disarm(purpose::attempt);
  if (now == phase::releasing && self->clock().now() >= patience)
    return retire();
  fresh = false;
  ours() ? write() : read();
}

void elector_state::read() {
  busy = fresh = true;
  const auto what = bounded(k8s::read_request(k8s::lease_kind(), key));
  self->request(wiring.api, caf::infinite, api_call{take_snapshot(what), lane::lease})
    .then([this](const api_answer& got) { on_read(*got.what); },
          [this](const caf::error& why) { on_unread(to_fault(why)); });
}

void elector_state::on_read(const k8s::response& answer) {
  busy = false;
  check_deadline();
  if (!see(answer))
    return rest();
  if (now == phase::leading && !ours())
    lose(phase::standing_by, "the Lease bears another name");
  if (now == phase::releasing && !ours())
    return retire();
  if (held_by_another())
    return rest();
  write();
}

void elector_state::on_unread(const fault& why) {
  busy = false;
  check_deadline();
  if (why.code != errc::not_found)
    return on_unwritten(why);
  if (now == phase::releasing)
    return retire();
  if (!missing_since)
    note_missing();
  if (now == phase::standing_by && self->clock().now() < free_from())
    return rest();
  seen.reset();
  write();
}

void elector_state::note_missing() {
  missing_since = self->clock().now();
  if (now != phase::standing_by)
    return;
  trouble = "the Lease does not exist; whoever held it may still write";
  const auto whole
    = wiring.world->wall() + std::chrono::ceil<std::chrono::seconds>(wiring.rules.duration);
  log::warn("Waits before it makes the Lease",
            {{"lease", to_string(key)}, {"reason", trouble}, {"until", to_rfc3339(whole)}});
}

void elector_state::write() {
  sent = wanted();
  const auto what = seen ? k8s::update_lease_request(seen->meta, sent, manager)
                         : k8s::create_lease_request(key, sent, manager);
  busy = true;
  self->request(wiring.api, caf::infinite, api_call{take_snapshot(bounded(what)), lane::lease})
    .then([this, began = self->clock().now(), boot = wiring.world->boot()](
            const api_answer& got) { on_written(*got.what, began, boot); },
          [this](const caf::error& why) { on_unwritten(to_fault(why)); });
}

void elector_state::on_written(const k8s::response& answer, time_point began, fence::instant boot) {
  busy = false;
  if (!see(answer))
    return rest();
  seen->returned = false;
  failures = 0;
  trouble.clear();
  logged = errc::none;
  if (now == phase::releasing)
    return ours() ? attempt() : retire();
  lead(began, boot);
  rest();
}

void elector_state::on_unwritten(const fault& why) {
  busy = false;
  check_deadline();
  ++failures;
  trouble = to_string(why);
  // Reading and writing fail in turn, and for one reason.
  if (why.code != errc::conflict && std::exchange(logged, why.code) != why.code)
    log::warn("Lease out of reach", {{"lease", to_string(key)}, {"reason", trouble}});
  if (!fresh) {
    count_detour();
    return read();
  }
  if (now == phase::releasing && !ours())
    return retire();
  rest();
}

void elector_state::count_detour() const {
  if (auto* numbers = wiring.world->numbers)
    numbers->counter(metrics::names::leader_election_slowpath_total, {wiring.rules.name}).add();
}

void elector_state::rest() {
  using std::chrono::nanoseconds;
  const std::chrono::duration<double> period = wiring.rules.retry_period;
  if (now != phase::standing_by)
    return clock.arm(self, purpose::attempt, std::chrono::duration_cast<nanoseconds>(period));
  watch();
  auto pause
    = std::chrono::duration_cast<nanoseconds>(period * (1 + jitter * wiring.world->spread()));
  if (std::exchange(stirred, false))
    pause = 0ns;
  else if (missing_since || (seen && held_by_another()))
    pause = std::min(pause, runs_out_in());
  clock.arm(self, purpose::attempt, pause);
}

std::chrono::nanoseconds elector_state::runs_out_in() const {
  const std::chrono::duration<double> later = wiring.world->spread() * scatter;
  return std::max<std::chrono::nanoseconds>(free_from() - self->clock().now(), 0ns)
         + std::chrono::duration_cast<std::chrono::nanoseconds>(later);
}

void elector_state::watch() {
  if (glance || !wiring.server || !seen || now != phase::standing_by || clock.armed(purpose::watch))
    return;
  k8s::stream_events events;
  events.on_open
    = [tell = deliver_to<watch_opened>(self), mine = ++round](const k8s::response& head) {
        tell(watching::read_head(mine, k8s::lease_kind(), head));
      };
  events.on_lines = [tell = deliver_to<watch_told>(self),
                     mine = round](const std::vector<std::string_view>& lines) {
    tell(watching::read_lines(mine, k8s::lease_kind(), lines));
  };
  events.on_end = [tell = deliver_to<watch_ended>(self), mine = round](result<void> how) {
    tell(watch_ended{mine, std::move(how)});
  };
  glance = wiring.server->watch(
    k8s::watch_one_request(k8s::lease_kind(), key,
                           {std::to_string(seen->meta.version), watch_lasts, false}),
    silence, std::move(events));
}

void elector_state::stop_watching() {
  ++round;
  glance.reset();
  clock.arm(self, purpose::watch, watch_again);
}

void elector_state::on_told(const watch_told& news) {
  bool free = false;
  for (const auto& event : news.events) {
    const bool changes
      = event
        && (event->type == k8s::event_type::added || event->type == k8s::event_type::modified);
    const bool newer = changes && (!seen || event->object.meta.version > seen->meta.version);
    if (newer)
      see(event->object);
    else if (event && event->type == k8s::event_type::deleted)
      free = true;
    else if (!changes && (!event || event->type != k8s::event_type::bookmark))
      return stop_watching();
  }
  glance->more();
  free = free || !seen || !held_by_another();
  if (busy)
    stirred = free;
  else if (free)
    attempt();
  else
    rest();
}

void elector_state::lead(time_point began, fence::instant boot) {
  permitted_until = boot + wiring.rules.renew_deadline;
  renewed = began;
  if (wiring.world->boot() >= permitted_until)
    return lose(phase::standing_by, "the answer came too late");
  wiring.world->permit.permit(permitted_until);
  clock.arm(self, purpose::deadline,
            std::max<std::chrono::nanoseconds>(
              began + wiring.rules.renew_deadline - self->clock().now(), 0ns));
  if (now == phase::leading)
    return;
  ++round;
  glance.reset();
  stirred = false;
  enter(phase::leading);
  log::info("Started leading", {{"lease", to_string(key)}, {"identity", wiring.identity}});
  tell(true);
}

void elector_state::check_deadline() {
  const bool late = wiring.world->boot() >= permitted_until
                    || self->clock().now() >= renewed + wiring.rules.renew_deadline;
  if (now == phase::leading && wiring.rules.enabled && late)
    lose(phase::standing_by, trouble.empty() ? "not renewed in time" : trouble);
}

void elector_state::lose(phase next, const std::string& why) {
  wiring.world->permit.revoke();
  clock.disarm(purpose::deadline);
  if (now != phase::leading)
    return enter(next);
  enter(next);
  if (wiring.rules.enabled)
    log::warn("Stopped leading", {{"lease", to_string(key)}, {"reason", why}});
  tell(false);
}

void elector_state::tell(bool is) {
  self->send(wiring.citizen, leading{is});
}

caf::result<stepped_down> elector_state::leave() {
  if (now == phase::retired)
    return stepped_down{};
  ++round;
  glance.reset();
  auto promise = self->make_response_promise<stepped_down>();
  leaving = promise;
  patience = self->clock().now() + wiring.rules.renew_deadline;
  lose(phase::releasing, "asked to");
  if (!wiring.rules.enabled)
    retire();
  else if (!busy)
    attempt();
  return promise;
}

void elector_state::retire() {
  enter(phase::retired);
  clock.disarm(purpose::attempt);
  if (leaving)
    leaving->deliver(stepped_down{});
  leaving.reset();
}

bool elector_state::see(const k8s::response& answer) {
  auto read = k8s::decode_object(k8s::lease_kind(), answer.body);
  if (!read) {
    trouble = to_string(read.error().why);
    ++failures;
    return false;
  }
  see(std::move(*read));
  return true;
}

void elector_state::see(k8s::projection found) {
  const auto spec = found.body ? as<k8s::lease>(found.body) : k8s::lease{};
  const bool same = seen && seen->spec == spec;
  if (!seen || seen->spec.holder != spec.holder)
    log::info("Leader changed", {{"lease", to_string(key)}, {"holder", spec.holder}});
  const bool from_another = seen && !seen->spec.holder.empty() && !ours();
  const bool returned = from_another && spec != sent;
  seen = {std::move(found.meta), spec, same ? seen->changed : self->clock().now(), returned};
  missing_since.reset();
}

bool elector_state::ours() const {
  return seen && seen->spec.holder == wiring.identity && !seen->returned;
}

bool elector_state::held_by_another() const {
  return !seen->spec.holder.empty() && !ours() && self->clock().now() < free_from();
}

elector_state::time_point elector_state::free_from() const {
  const auto whole = std::chrono::duration_cast<std::chrono::nanoseconds>(wiring.rules.duration);
  return missing_since ? *missing_since + whole : seen->changed + seen->spec.duration;
}

k8s::lease elector_state::wanted() const {
  using std::chrono::microseconds;
  const k8s::micro_timestamp time = wiring.world->wall();
  const bool again = ours();
  k8s::lease spec;
  if (seen)
    spec = seen->spec;
  // Others see a renewal by its difference, so two must differ whatever the wall clock does.
  spec.renewed = again && spec.renewed ? std::max(time, *spec.renewed + microseconds{1}) : time;
  if (now == phase::releasing) {
    spec.holder.clear();
    spec.duration = 1s;
    return spec;
  }
  spec.duration = std::chrono::ceil<std::chrono::seconds>(wiring.rules.duration);
  if (again)
    return spec;
  spec.holder = wiring.identity;
  spec.acquired = time;
  spec.transitions += seen && seen->spec.renewed ? 1 : 0; // none from nobody
  return spec;
}

k8s::request elector_state::bounded(k8s::request what) const {
  what.deadline = wiring.rules.renew_deadline / 2;
  return what;
}

void elector_state::enter(phase next) {
  if (now != next)
    since = self->clock().now();
  now = next;
}

description elector_state::describe_self() const {
  constexpr const char* words[] = {"standing_by", "leading", "releasing", "retired"};
  using std::chrono::milliseconds;
  const auto time = self->clock().now();
  description out;
  out.actor = "shard.elector";
  out.key = wiring.rules.enabled ? to_string(key) : "";
  out.state = words[static_cast<std::size_t>(now)];
  out.state_age_ms = std::chrono::duration_cast<milliseconds>(time - since).count();
  out.mailbox = self->mailbox().size();
  out.handled = handled;
  out.retries = failures;
  out.last_error = trouble;
  out.next_timer_ms = clock.next_ms(time);
  out.details = {{"identity", wiring.identity},
                 {"holder", seen ? seen->spec.holder : ""},
                 {"watches", glance ? "yes" : "no"},
                 {"transitions", std::to_string(seen ? seen->spec.transitions : 0)}};
  return out;
}

elector_actor::behavior_type elector(elector_actor::stateful_pointer<elector_state> self,
                                     elector_wiring with) {
  return self->state.start(std::move(with));
}

} // namespace weft
