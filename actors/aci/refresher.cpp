#include "actors/aci/refresher.hpp"

#include "actors/aci/exchange.hpp"
#include "protocol/aci/requests.hpp"

#include <algorithm>
#include <utility>

namespace weft::aci {

using namespace std::chrono_literals;

namespace {

constexpr std::uint32_t tolerated = 2; ///< failures in a row

/// Whether the APIC itself has said that there is no such subscription.
bool is_final(setback what) {
  return what == setback::bad_subscription || what == setback::permanent;
}

} // namespace

refresher_actor::behavior_type refresher_state::start(refresher_wiring with) {
  wiring = std::move(with);
  self->set_error_handler([](caf::error&) {});
  return {
    [this](speak_as& now_on) { way = std::move(now_on); },
    [this](const keep& what) { take(what); },
    [this](const let_go& what) {
      held.erase(what.id);
      schedule();
    },
    [this](const wake& told) {
      if (clock.due(told))
        refresh_next();
    },
    [this](const exchanged& news) { on_answer(news); },
    [this](describe) { return describe_self(); },
  };
}

void refresher_state::take(const keep& what) {
  const instant lifetime = what.lifetime;
  held[what.id] = {lifetime, now() + lifetime / 3, now() + lifetime, 0};
  schedule();
}

std::map<std::string, refresher_state::entry>::iterator refresher_state::soonest() {
  return std::ranges::min_element(held, {}, [](const auto& one) { return one.second.due; });
}

void refresher_state::schedule() {
  if (asked)
    return; // whoever waits for the answer goes on then
  if (held.empty())
    return clock.disarm(purpose::next);
  auto due = soonest()->second.due;
  if (called)
    due = std::max<instant>(due, *called + wiring.between);
  clock.arm(self, purpose::next, std::max(due - now(), instant::zero()));
}

void refresher_state::refresh_next() {
  if (asked || held.empty())
    return;
  const auto next = soonest();
  if (next->second.due > now())
    return schedule();
  if (next->second.until <= now())
    return lapse(next->first, "it was not refreshed in time");
  asked = next->first;
  called = now();
  ++calls;
  const auto what = refresh_subscription(next->first);
  const auto sixth = std::chrono::ceil<std::chrono::milliseconds>(next->second.lifetime / 6);
  wiring.io->send(way.node, what, way.token, std::clamp(sixth, 1'000ms, wiring.patience),
                  tell_answer(self, ++ticket, name_of(what)));
}

void refresher_state::on_answer(const exchanged& news) {
  if (!asked || news.ticket != ticket)
    return;
  const auto id = *std::exchange(asked, std::nullopt);
  const auto found = held.find(id);
  if (found == held.end())
    return schedule(); // it was let go meanwhile
  auto& one = found->second;
  const auto& got = as<answer_record>(news.answer).got;
  one.due = *called + one.lifetime / 3;
  if (got) {
    trouble.clear();
    one.failures = 0;
    one.until = *called + one.lifetime;
    return schedule();
  }
  trouble = to_string(got.error().why);
  if (is_final(got.error().kind) || ++one.failures >= tolerated)
    return lapse(id, trouble);
  schedule();
}

void refresher_state::lapse(const std::string& id, const std::string& why) {
  const lapsed news{id, why};
  held.erase(news.id);
  self->send(wiring.home, news);
  schedule();
}

description refresher_state::describe_self() const {
  description out;
  out.actor = name;
  out.key = wiring.fabric;
  out.state = asked ? "refreshing" : held.empty() ? "idle" : "waiting";
  out.mailbox = self->mailbox().size();
  out.handled = calls;
  out.last_error = trouble;
  out.next_timer_ms = clock.next_ms(self->clock().now());
  out.details = {{"subscriptions", std::to_string(held.size())}};
  return out;
}

refresher_actor::behavior_type refresher(refresher_actor::stateful_pointer<refresher_state> self,
                                         refresher_wiring with) {
  return self->state.start(std::move(with));
}

} // namespace weft::aci
