#include "actors/cni/session.hpp"
#include "adapters/log/log.hpp"
#include "protocol/cni/names.hpp"

#include <algorithm>
#include <utility>

namespace weft::cni {

namespace {

bool takes_away(const operation& what) {
  return what.what == operation::kind::detach || what.what == operation::kind::release;
}

/// Removes what is left, so that a failure to do so is a thing of the past.
bool clears(const operation& what) {
  using enum operation::kind;
  return takes_away(what) || what.what == drop || what.what == discard
         || what.what == end_survivors;
}

} // namespace

caf::result<committed> session_state::answer(const commit& wish) {
  if (stopping)
    return to_error(ending());
  auto promise = self->make_response_promise<committed>();
  const auto number = writes.add(promise);
  if (is_collecting())
    put_off.emplace_back(wish, number);
  else
    begin_work(wish, number);
  return promise;
}

void session_state::begin_work(const commit& wish, std::uint64_t promise) {
  const auto& target = wish.work->target;
  const auto no = [&](std::string why) {
    writes.settle(promise, to_error({errc::unreachable, std::move(why), name, {}}));
  };
  if (!read_once)
    return no("the records have not been read");
  if (is_unsure(target))
    return no("the records are to be read again");
  auto turn = take_turn(*wiring.world, target, longest_turn, name);
  if (!turn)
    return writes.settle(promise, to_error(turn.error()));
  employ(wish, *std::move(turn), promise);
}

void session_state::employ(const commit& wish, write_turn turn,
                           std::optional<std::uint64_t> promise) {
  const auto& target = wish.work->target;
  wiring.past->turns[target] = turn.held;
  if (reading)
    overtaken.insert(target);
  invoker_wiring its{wiring.how,     wiring.node, wiring.versions,      node_actor{actor{self}},
                     wiring.world,   wiring.past, std::move(turn.held), target,
                     kept.of(target)};
  const auto child = self->spawn(invoker, std::move(its));
  self->monitor(child);
  working[target] = {child, promise};
  self->request(child, caf::infinite, wish)
    .then([this, target](committed) { on_committed(target, {}); },
          [this, target](const caf::error& why) { on_committed(target, why); });
}

/// Tells whoever waits for it; of what the session has begun by itself nobody does.
void session_state::settle(const work& what, const caf::error& how) {
  if (!what.promise)
    return;
  if (how)
    writes.settle(*what.promise, how);
  else
    writes.settle(*what.promise, committed{});
}

void session_state::on_committed(const std::string& target, const caf::error& how) {
  const auto found = working.find(target);
  if (found == working.end())
    return;
  settle(found->second,
         how ? to_error({errc::unreachable, "it was given up: " + explain(how), name, {}})
             : caf::error{});
  if (!found->second.told)
    return; // it has died, and whoever hears of that goes on
  working.erase(found);
  go_on();
}

/// Somebody has done his work.
void session_state::go_on() {
  if (stopping)
    return end_when_quiet();
  if (!is_collecting())
    for (const auto& [wish, promise] : std::exchange(put_off, {}))
      begin_work(wish, promise);
  collect();
  pump();
}

void session_state::on_worked(const worked& told) {
  const auto& what = as<pod_work>(told.outcome);
  const auto& target = told.target;
  if (const auto found = working.find(target); found != working.end())
    found->second.told = true;
  kept.replace(target, what.kept);
  if (owed.erase(target) > 0)
    write_anew(target);
  for (const auto& one : what.outcomes)
    note_outcome(target, one);
  announce_on_pod(target, what.news);
  note_networks(what.kept.records);
  show_records();
  if (stopping)
    return;
  if (what.doubtful)
    doubt(target);
  note_rest(target);
  tell_inventory_soon();
}

void session_state::announce_on_pod(const std::string& target,
                                    const std::vector<occurrence>& news) {
  const auto pod = pod_in(target);
  const owner about{{std::string{pod_kind}, pod.ns, pod.name}, pod.uid};
  for (const auto& one : news)
    self->send(wiring.house, announce{take_snapshot(
                               notice{about, one.warning, one.reason, one.note, one.interface})});
}

void session_state::note_outcome(const std::string& target, const operation_outcome& what) {
  const auto& of = what.what.subject;
  const auto& interface = of.interface;
  if (what.what.what == operation::kind::check)
    return note_check(target, what);
  if (what.what.what == operation::kind::collect)
    return note_collected(what);
  log::debug("An operation has come to its end.", // what people are to know its Event tells
             {{"target", target},
              {"operation", to_string(what.what.what)},
              {"interface", interface},
              {"network", of.network},
              {"done", what.done ? "yes" : "no"}});
  if (what.trouble) {
    rests.failed(target, interface, *what.trouble, now(), wiring.world->spread());
    return count_retry(*what.trouble);
  }
  if (!what.done)
    return;
  if (what.what.what == operation::kind::attach)
    return rests.succeeded(target, interface, verb::add);
  if (clears(what.what))
    rests.succeeded(target, interface, verb::del);
  if (!takes_away(what.what))
    return;
  if (of.result.is_null()) // it never was, so that nobody gets anything of it: whoever fails wakes
    return;                // nobody who fails
  for (const auto& other : rests.wake(of.network_name)) {
    stir(other);
    note_rest(other);
  }
}

/// It has ended; unless it has told how, what it was about has to be found out.
void session_state::on_invoker_down(const caf::down_msg& msg) {
  for (auto i = leaves.begin(); i != leaves.end();) {
    const auto& [number, one] = *i;
    if (one.whose != msg.source || wiring.past->plugins.abandon(number)) {
      ++i;
      continue;
    }
    slots.leave(number);
    slot_wishes.settle(one.promise, caf::make_error(caf::exit_reason::unknown));
    i = leaves.erase(i);
  }
  admit();
  const auto found = std::ranges::find_if(
    working, [&](const auto& one) { return one.second.who.address() == msg.source; });
  if (found == working.end())
    return;
  const auto target = found->first;
  if (!found->second.told) {
    log::warn("An invoker has died.", {{"target", target}, {"why", explain(msg.reason)}});
    doubt(target);
    if (owed.erase(target) > 0)
      write_anew(target);
  }
  settle(found->second, to_error({errc::unreachable, "its invoker has died", name, {}}));
  working.erase(found);
  go_on();
}

caf::result<slot_taken> session_state::answer(const take_slot& wish) {
  auto promise = self->make_response_promise<slot_taken>();
  const auto number = slots.ask(wish.container);
  leaves[number]
    = {slot_wishes.add(promise), caf::actor_cast<caf::actor_addr>(self->current_sender())};
  admit();
  return promise;
}

void session_state::on_slot_left(std::uint64_t number) {
  slots.leave(number);
  leaves.erase(number);
  admit();
  if (is_delayed())
    go_on();
}

void session_state::admit() {
  for (const auto number : slots.admit(now()))
    slot_wishes.settle(leaves[number].promise, slot_taken{number});
  if (const auto due = slots.next(now()); due && !clock.armed(purpose::slots))
    clock.arm(self, purpose::slots, *due - now());
  show_slots();
  if (!exhausted.begins(slots.exhausted(), now()))
    return;
  log::warn("As many plugins run as ever may, and others wait.",
            {{"node", wiring.how.node_name}, {"plugins", slots.running()}});
  announce_on_node("PluginSlotsExhausted",
                   std::to_string(slots.running())
                     + " CNI plugins have been running for long, and no other is started");
}

void session_state::note_rest(const std::string& target) {
  if (const auto due = rests.next(target, now()))
    resting[target] = *due;
  else
    resting.erase(target);
  arm_rest();
}

void session_state::arm_rest() {
  const auto soonest
    = std::ranges::min_element(resting, {}, [](const auto& one) { return one.second; });
  if (soonest == resting.end() || (clock.armed(purpose::rest) && rest_due <= soonest->second))
    return; // who wakes too early goes back to rest
  rest_due = soonest->second;
  clock.arm(self, purpose::rest, std::max(rest_due - now(), instant::zero()));
}

void session_state::on_rested() {
  std::vector<std::string> over;
  for (const auto& [target, due] : resting)
    if (due <= now())
      over.push_back(target);
  for (const auto& target : over) {
    stir(target);
    note_rest(target);
  }
  arm_rest();
}

} // namespace weft::cni
