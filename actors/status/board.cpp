#include "actors/status/board.hpp"

#include "protocol/json/value.hpp"
#include "protocol/state/entry.hpp"

#include <algorithm>

namespace weft {

using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t silent_ticket = 0;
constexpr std::size_t walks_at_once = 4;
constexpr std::size_t waiting_at_once = 64;
constexpr std::uint32_t questions = 512; ///< under way per walk
constexpr std::int64_t pieces = 16;      ///< handed out ahead of the reader
constexpr std::size_t piece_bytes = 64U << 10U;
constexpr auto beat_interval = 5s;
constexpr int silent_share = 20;              ///< one part walking, so many parts resting
constexpr std::uint32_t patience_asked = 2;   ///< beats without an answer
constexpr std::uint32_t patience_reader = 12; ///< beats without room

std::string name_of(const description& one) {
  return one.key.empty() ? one.actor : one.actor + " " + one.key;
}

} // namespace

board_actor::behavior_type board_state::start(board_wiring with) {
  wiring = std::move(with);
  self->set_error_handler([](caf::error&) {});
  self->monitor(wiring.root);
  self->set_down_handler([this](const caf::down_msg&) { end(); });
  self->set_exit_handler([this](const caf::exit_msg&) { end(); });
  on_beat();
  return {
    [this](const show& wish) { on_show(wish); },
    [this](const show_more& taken) { on_more(taken); },
    [this](const stop_showing& news) { on_stop(news.ticket); },
    [this](const wake& due) {
      if (clock.due(due))
        on_beat();
    },
    [this](describe) { return describe_self(); },
  };
}

board_state::walk* board_state::find(std::uint64_t ticket) {
  const auto known = walks.find(ticket);
  return known == walks.end() ? nullptr : &known->second;
}

void board_state::on_show(const show& wish) {
  ++handled;
  const bool silent_too = walks.contains(silent_ticket);
  if (walks.size() - (silent_too ? 1 : 0) < walks_at_once)
    return begin(wish.ticket, wish.which);
  if (waiting.size() < waiting_at_once)
    return waiting.push_back(wish);
  wiring.out(wish.ticket, "{\"version\":\"\",\"actors\":[],\"error\":\"too many dumps wait\"}\n",
             true);
}

void board_state::on_more(const show_more& taken) {
  if (auto* its = find(taken.ticket)) {
    its->room += taken.pieces;
    step(taken.ticket);
  }
}

void board_state::on_stop(std::uint64_t ticket) {
  walks.erase(ticket);
  std::erase_if(waiting, [ticket](const show& one) { return one.ticket == ticket; });
  admit_waiting();
}

void board_state::admit_waiting() {
  if (waiting.empty())
    return;
  const auto next = waiting.front();
  waiting.pop_front();
  on_show(next);
}

void board_state::on_beat() {
  clock.arm(self, purpose::beat, beat_interval);
  self->request(wiring.root, caf::infinite, describe{})
    .then([this](const description&) { wiring.signs->beat(); }, [](const caf::error&) {});
  give_up_idle();
  if (!walks.contains(silent_ticket) && self->clock().now() >= next_silent)
    begin(silent_ticket, {});
}

void board_state::begin(std::uint64_t ticket, const state_filter& which) {
  auto& its = walks[ticket];
  its.which = which;
  its.silent = ticket == silent_ticket;
  its.since = self->clock().now();
  its.room = pieces;
  its.ahead.push_back({caf::actor_cast<caf::actor>(wiring.root), {}, true});
  if (!its.silent) {
    its.piece = "{\"version\":";
    json::append_quoted(its.piece, wiring.version);
    its.piece += ",\"actors\":[";
    take(ticket, its, describe_self(), {});
  }
  step(ticket);
}

void board_state::step(std::uint64_t ticket) {
  auto& its = walks.at(ticket);
  while (its.asked < questions && its.room > 0 && !its.ahead.empty()) {
    auto next = std::move(its.ahead.front());
    its.ahead.pop_front();
    ask(ticket, std::move(next));
  }
  if (its.asked == 0 && its.ahead.empty())
    finish(ticket);
}

void board_state::ask(std::uint64_t ticket, visit next) {
  ++walks.at(ticket).asked;
  self->request(caf::actor_cast<describable_actor>(next.whom), caf::infinite, describe{})
    .then(
      [this, ticket, next](const description& one) {
        if (auto* its = find(ticket)) {
          take(ticket, *its, one, next.parent);
          if (next.is_parent)
            ask_roll(ticket, next.whom, name_of(one));
          on_answer(ticket);
        }
      },
      [this, ticket](const caf::error&) { on_answer(ticket); });
}

void board_state::ask_roll(std::uint64_t ticket, const caf::actor& whom,
                           const std::string& parent) {
  ++walks.at(ticket).asked;
  self->request(caf::actor_cast<parent_actor>(whom), caf::infinite, call_roll{})
    .then(
      [this, ticket, parent](const roll& names) {
        auto* its = find(ticket);
        if (!its)
          return;
        for (const auto& one : names.dead)
          take(ticket, *its, one, parent);
        const auto& more = names.parents;
        for (const auto& one : names.living)
          its->ahead.push_back(
            {one, parent, std::find(more.begin(), more.end(), one) != more.end()});
        on_answer(ticket);
      },
      [this, ticket](const caf::error&) { on_answer(ticket); });
}

void board_state::on_answer(std::uint64_t ticket) {
  if (auto* its = find(ticket)) {
    --its->asked;
    ++its->answers;
    step(ticket);
  }
}

void board_state::take(std::uint64_t ticket, walk& its, const description& one,
                       const std::string& parent) {
  ++its.seen;
  if (its.silent)
    return note(its.found, one);
  if (!shows(its.which, one))
    return;
  ++its.shown;
  if (its.which.summary)
    return note(its.found, one);
  its.piece += its.shown == 1 ? "\n" : ",\n";
  append_entry(its.piece, one, parent);
  if (its.piece.size() < piece_bytes)
    return;
  --its.room;
  wiring.out(ticket, std::exchange(its.piece, {}), false);
}

void board_state::give_up_idle() {
  std::vector<std::uint64_t> stuck;
  for (auto& [ticket, its] : walks) {
    const bool moved = std::exchange(its.answers_at_beat, its.answers) != its.answers;
    its.idle_beats = moved ? 0 : its.idle_beats + 1;
    if (its.idle_beats >= (its.room > 0 ? patience_asked : patience_reader))
      stuck.push_back(ticket);
  }
  for (const auto ticket : stuck)
    finish(ticket);
}

void board_state::finish(std::uint64_t ticket) {
  auto its = std::move(walks.extract(ticket).mapped());
  if (its.silent) {
    const auto now = self->clock().now();
    next_silent = now + (now - its.since) * silent_share;
    return wiring.signs->publish(std::move(its.found));
  }
  write_tail(its);
  wiring.out(ticket, std::move(its.piece), true);
  admit_waiting();
}

void board_state::write_tail(walk& its) const {
  its.piece += "\n]";
  auto add = [&its](std::string_view what, std::uint64_t count) {
    its.piece.append(",\"").append(what).append("\":").append(std::to_string(count));
  };
  add("seen", its.seen);
  add("shown", its.shown);
  add("unanswered", its.asked + its.ahead.size());
  if (its.which.summary) {
    json::value counts = json::object{};
    for (const auto& [actor, sum] : its.found.actors)
      counts.set(actor,
                 json::value::of(
                   {{"all", sum.all}, {"unhealthy", sum.unhealthy}, {"mailbox", sum.mailbox}}));
    its.piece += ",\"summary\":" + json::write(counts);
  }
  its.piece += "}\n";
}

void board_state::end() {
  waiting.clear();
  while (!walks.empty())
    finish(walks.begin()->first);
  self->quit(caf::exit_reason::user_shutdown);
}

description board_state::describe_self() const {
  description out;
  out.actor = name;
  out.state = walks.empty() ? "idle" : "walking";
  out.mailbox = self->mailbox().size();
  out.handled = handled;
  out.details
    = {{"walks", std::to_string(walks.size())}, {"waiting", std::to_string(waiting.size())}};
  return out;
}

board_actor::behavior_type board(board_actor::stateful_pointer<board_state> self,
                                 board_wiring with) {
  return self->state.start(std::move(with));
}

} // namespace weft
