#include "actors/status/recorder.hpp"

#include "adapters/log/log.hpp"
#include "protocol/unicode.hpp"

#include <algorithm>
#include <utility>

namespace weft {

using namespace std::chrono_literals;

namespace {

constexpr auto sweep_period = 1min;
constexpr auto idle_limit = 6min;
constexpr std::size_t longest_note = 1024;
constexpr auto refresh_period = 30min;
constexpr auto retry_pause = 10s;
constexpr std::uint32_t most_attempts = 12;
constexpr std::size_t most_open = 1000;
constexpr std::size_t most_running = 4096;

void log_notice(const notice& news) {
  const auto object = news.about.key.name.empty() ? std::string{} : to_string(news.about);
  const auto write = news.warning ? log::warn : log::info;
  write(news.warning ? "Something is wrong with an object."
                     : "Something has happened to an object.",
        {{"object", object}, {"reason", news.reason}, {"note", news.note}});
}

} // namespace

recorder_actor::behavior_type recorder_state::start(recorder_wiring with) {
  wiring = std::move(with);
  self->set_error_handler([](caf::error&) {});
  return {
    [this](const announce& news) { take(*news.what); },
    [this](const wake& told) { on_wake(told); },
    [this](describe) { return describe_self(); },
  };
}

void recorder_state::take(const notice& news) {
  ++handled;
  log_notice(news);
  const auto kind = wiring.kinds.find(news.about.key.kind);
  if (kind == wiring.kinds.end() || news.about.key.name.empty())
    return;
  const series_key key{news.about, news.part, news.warning, news.reason};
  const auto held = running.find(key);
  if (held == running.end())
    return begin(key, news, kind->second);
  auto& one = held->second;
  ++one.count;
  one.last = self->clock().now();
  one.observed = wiring.world->wall();
  if (one.told == 1 && !one.busy)
    publish(key);
}

void recorder_state::begin(const series_key& key, const notice& news, const k8s::kind& kind) {
  if (open >= most_open || running.size() >= most_running) {
    ++dropped;
    return;
  }
  auto& one = running[key];
  one.what = {news.about,
              k8s::api_version(kind),
              news.warning,
              news.reason,
              "Reconcile",
              std::string{beginning(news.note, longest_note)},
              wiring.controller,
              wiring.instance,
              stamp()};
  one.last = one.refreshed = self->clock().now();
  one.observed = one.what.first;
  if (!clock.armed(purpose::sweep))
    clock.arm(self, purpose::sweep, sweep_period);
  publish(key);
}

void recorder_state::publish(const series_key& key) {
  auto& one = running.at(key);
  if (!std::exchange(one.busy, true))
    ++open;
  const bool first = one.told == 0;
  auto what = first ? k8s::create_event_request(one.what)
                    : k8s::event_series_request(one.what, one.count, one.observed);
  self->request(wiring.api, caf::infinite, api_call{take_snapshot(std::move(what)), lane::event})
    .then(
      [this, key, count = first ? 1 : one.count](const api_answer&) { on_published(key, count); },
      [this, key](const caf::error& why) { on_fault(key, to_fault(why)); });
}

void recorder_state::on_published(const series_key& key, std::int64_t count) {
  auto& one = running.at(key);
  one.busy = one.unsure = false;
  --open;
  one.told = count;
  one.attempts = 0;
  one.refreshed = self->clock().now();
  if (one.told == 1 && one.count > 1)
    publish(key);
}

void recorder_state::on_fault(const series_key& key, const fault& why) {
  auto& one = running.at(key);
  trouble = to_string(why);
  const bool created = one.told > 0;
  if (++one.attempts >= most_attempts)
    return forget(key, why);
  if (why.code == errc::conflict && !created)
    return one.unsure ? on_published(key, 1) : rename(key);
  if (why.code == errc::not_found && created)
    return rename(key);
  if (why.code == errc::unreachable || why.code == errc::throttled)
    return retry_later(key, why);
  forget(key, why);
}

void recorder_state::rename(const series_key& key) {
  auto& one = running.at(key);
  one.told = 0;
  one.unsure = false;
  one.what.first = stamp();
  publish(key);
}

void recorder_state::retry_later(const series_key& key, const fault& why) {
  auto& one = running.at(key);
  one.unsure = one.unsure || why.code == errc::unreachable;
  // The first pause is a random one, lest all that failed together come back together.
  const std::chrono::duration<double> pause
    = retry_pause * (one.attempts == 1 ? wiring.world->spread() : 1.0);
  const auto delay = std::max<std::chrono::nanoseconds>(
    std::chrono::duration_cast<std::chrono::nanoseconds>(pause), why.retry_after);
  resting.emplace(self->clock().now() + delay, key);
  arm_retry();
}

void recorder_state::forget(const series_key& key, const fault& why) {
  ++lost;
  --open;
  running.erase(key);
  log::debug("Event lost", {{"reason", std::get<3>(key)}, {"trouble", to_string(why)}});
}

void recorder_state::on_wake(const wake& told) {
  const auto why = clock.due(told);
  if (why)
    *why == purpose::sweep ? sweep() : retry();
}

void recorder_state::retry() {
  const auto time = self->clock().now();
  while (!resting.empty() && resting.begin()->first <= time)
    publish(resting.extract(resting.begin()).value().second);
  arm_retry();
}

void recorder_state::arm_retry() {
  if (!resting.empty())
    clock.arm(self, purpose::retry, resting.begin()->first - self->clock().now());
}

void recorder_state::sweep() {
  const auto time = self->clock().now();
  std::erase_if(running, [&](const auto& entry) {
    const auto& one = entry.second;
    return !one.busy && one.told == one.count && time - one.last >= idle_limit;
  });
  for (const auto& [key, one] : running)
    if (!one.busy && one.told < one.count
        && (time - one.last >= idle_limit || time - one.refreshed >= refresh_period))
      publish(key);
  if (!running.empty())
    clock.arm(self, purpose::sweep, sweep_period);
}

k8s::micro_timestamp recorder_state::stamp() {
  const k8s::micro_timestamp time = wiring.world->wall();
  // An Event is named after its time, and two of one object must not be named alike.
  return last_stamp = std::max(time, last_stamp + std::chrono::microseconds{1});
}

description recorder_state::describe_self() const {
  using std::chrono::milliseconds;
  description out;
  out.actor = "status.recorder";
  out.state = open == 0 ? "idle" : "publishing";
  out.mailbox = self->mailbox().size();
  out.handled = handled;
  out.last_error = trouble;
  out.next_timer_ms = clock.next_ms(self->clock().now());
  out.details = {{"series", std::to_string(running.size())},
                 {"open", std::to_string(open)},
                 {"dropped", std::to_string(dropped)},
                 {"lost", std::to_string(lost)}};
  return out;
}

recorder_actor::behavior_type recorder(recorder_actor::stateful_pointer<recorder_state> self,
                                       recorder_wiring with) {
  return self->state.start(std::move(with));
}

} // namespace weft
