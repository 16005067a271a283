#include "actors/cni/answers.hpp"
#include "actors/cni/invoker.hpp"
#include "adapters/metrics/registry.hpp"

#include <algorithm>
#include <utility>

namespace weft::cni {

namespace {

constexpr std::int64_t container_unknown = 3;
constexpr std::int64_t input_output_failure = 5;
constexpr std::chrono::seconds least_time{1}; ///< for a plugin late in its chain

std::string told(const invocation& what, std::string_view variable) {
  const auto* found = find(what, variable);
  return found ? *found : std::string{};
}

/// Why a plugin may not be sent there; empty: it may. @see cni.md 7.4
std::string objection_to(const netns_view& seen, const attachment_record& subject,
                         const std::string& path) {
  if (seen.stands != netns_view::standing::open)
    return path + " is " + std::string{to_string(seen.stands)};
  const bool same
    = subject.netns_ino == 0 || (seen.ino == subject.netns_ino && seen.dev == subject.netns_dev);
  return same ? "" : path + " is another network namespace than it was";
}

std::string_view word_for(const execution& came) {
  switch (came.how) {
  case execution::ending::exited:
    return came.status == 0 ? "ok" : "failed";
  case execution::ending::killed:
    return "killed";
  case execution::ending::timed_out:
    return "timeout";
  case execution::ending::not_started:
    return "not_started";
  }
  return "";
}

} // namespace

void invoker_state::ask_slot() {
  const auto mine = expect(stage::slot);
  self->request(wiring.home, caf::infinite, take_slot{doing.subject.container_id})
    .then(
      [this, mine](const slot_taken& leave) {
        if (mine == ticket)
          on_slot(leave.number);
        else
          self->send(wiring.home, leave_slot{leave.number});
      },
      [this](const caf::error& why) { self->quit(why); });
}

void invoker_state::on_slot(std::uint64_t number) {
  slot = number;
  const auto path = told(doing.call, "CNI_NETNS");
  if (path.empty())
    return start_plugin();
  wiring.node.spaces->look(path, tell_answer<namespace_look>(self, expect(stage::guard)));
}

void invoker_state::on_look(const namespace_look& seen) {
  const auto wrong = objection_to(seen.view, doing.subject, told(doing.call, "CNI_NETNS"));
  if (!wrong.empty()) {
    if (wiring.world->numbers)
      wiring.world->numbers->counter(metrics::names::cni_netns_guard_rejections_total).add();
    return refuse(doing.call.what == verb::add ? container_unknown : input_output_failure, wrong);
  }
  hold = seen.hold;
  start_plugin();
}

void invoker_state::start_plugin() {
  plugin = expect(stage::gate);
  plugin_events events;
  events.on_held = tell_answer<process_group>(self, plugin);
  events.on_end = tell_answer<execution>(self, plugin, wiring.turn);
  wiring.past->plugins.start(*wiring.node.plugins, {*slot, doing.subject.container_id, now()},
                             doing.call, time_for_plugin(), std::move(events),
                             {wiring.turn, std::exchange(hold, nullptr)});
}

void invoker_state::note_group(const process_group& which) {
  if (doing.call.what == verb::status)
    return on_noted(std::nullopt); // it changes nothing, and may be of no record yet
  auto done = tell_answer<std::optional<fault>>(self, expect(stage::group), wiring.turn);
  if (doing.call.what == verb::gc)
    return wiring.node.records->note_collecting(which, std::move(done));
  wiring.node.records->note_group(name_of(doing.subject), which, std::move(done));
}

void invoker_state::on_noted(const std::optional<fault>& trouble) {
  if (trouble)
    return refuse(input_output_failure, "its process group cannot be noted: " + trouble->what);
  expect(stage::running); // its end comes under the ticket of its start
  acted = now();
  wiring.past->plugins.release(*slot);
}

void invoker_state::on_end(const execution& came) {
  if (at == stage::running) {
    spent += now() - acted;
    count_run(came);
  }
  plugin = 0;
  slot.reset(); // whoever keeps the plugin has reported its end
  run->take(came);
  advance();
}

void invoker_state::refuse(std::int64_t code, const std::string& why) {
  give_slot_back();
  execution out;
  out.status = 1;
  out.output
    = json::write(json::value::of({{"code", json::value{code}}, {"msg", json::value{why}}}));
  run->take(out);
  advance();
}

void invoker_state::give_slot_back() {
  if (!slot)
    return;
  plugin = 0;
  wiring.past->plugins.abandon(*slot);
  self->send(wiring.home, leave_slot{*slot});
  slot.reset();
}

std::chrono::milliseconds invoker_state::time_for_plugin() {
  const std::pair mine{run->outcomes().size(), doing.call.what};
  if (std::exchange(chain, mine) != mine)
    spent = {};
  const auto left = std::chrono::floor<std::chrono::milliseconds>(wiring.how.chain_timeout - spent);
  return std::clamp<std::chrono::milliseconds>(left, least_time, wiring.how.plugin_timeout);
}

void invoker_state::count_run(const execution& came) const {
  if (!wiring.world->numbers)
    return;
  const std::chrono::duration<double> took = now() - acted;
  wiring.world->numbers
    ->histogram(metrics::names::cni_exec_seconds,
                {to_string(doing.call.what), doing.call.type, word_for(came)})
    .observe(took.count());
}

} // namespace weft::cni
