#include "actors/runtime/object.hpp"

#include "adapters/metrics/registry.hpp"
#include "protocol/state/telling.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace weft {

using namespace std::string_view_literals;

namespace {

/// How late a watch may tell what was there before: one that is half-open at most a minute.
constexpr auto longest_lag = std::chrono::seconds{90};

/// Whether it speaks of what was sent last.
bool answers(const outcome& news, const object_state::link& of) {
  return news.answers.empty() || news.answers == of.sent->digest;
}

/// An object that the domain has no wish for, and nothing to say about.
bool says_nothing(const interpretation& of) {
  return of.parts.empty() && of.decided && of.accepted && of.reason.empty() && of.message.empty()
         && of.denied_by.empty() && !of.wants_inventory && !of.orphan && of.notices.empty();
}

class watched_object final : public lean_actor {
public:
  using behavior_type = object_actor::behavior_type;

  watched_object(caf::actor_config& with, std::shared_ptr<const object_wiring> shared,
                 snapshot<k8s::projection> first, const std::vector<snapshot<fragment>>& before)
    : lean_actor(with), state_(std::in_place, this, std::move(shared), std::move(first), before) {}

  const char* name() const override { return "object"; }
  void on_exit() override { state_.reset(); }

private:
  void initialize() override { send(this, look_again{}); }

  void on_message(caf::type_erased_tuple& what) override {
    auto& state = *state_;
    dispatch<object_actor>(
      what, [&](const object_seen& news) { state.take(news); },
      [&](const object_gone& news) { state.on_gone(news); }, [&](look_again) { state.look(); },
      [&](const told& news) { state.on_told(news.news); },
      [&](const record_intent& wish) { return state.on_intent(wish.intended); },
      [&](count_off) {
        state.look();
        return counted{};
      },
      [&](const wake& due) { state.on_wake(due); },
      [&](describe) { return state.describe_self(); });
  }

  void on_answer(caf::type_erased_tuple& what) override { state_->on_answer(what); }

  std::optional<object_state> state_;
};

} // namespace

object_state::object_state(lean_actor* owner, std::shared_ptr<const object_wiring> shared,
                           snapshot<k8s::projection> first,
                           const std::vector<snapshot<fragment>>& before)
  : self(owner), wiring(std::move(shared)), seen(std::move(first)), born(owner->clock().now()) {
  for (const auto& part : before) {
    auto unanswered = *part;
    unanswered.digest.clear(); // whatever is said now is news, and will be answered
    links[part->target].sent = take_snapshot(std::move(unanswered));
  }
}

void object_state::on_wake(const wake& due) {
  const auto why = clock.due(due);
  patience_spent = patience_spent || why == purpose::outcome;
  stale = stale || (why == purpose::echo && unechoed);
  waited = why == purpose::retry;
  if (why)
    advance();
}

void object_state::take(const object_seen& news) {
  ++handled;
  const auto& now = news.now;
  if (now->meta.uid != seen->meta.uid)
    return; // another life of this key has an actor of its own
  // The stream itself goes back only after the API server has, from a backup.
  const bool restored = news.before && news.before->meta.version > now->meta.version;
  if (now->meta.version < seen->meta.version && !restored)
    return;
  stale = stale && now->meta.version == seen->meta.version;
  unechoed = false;
  clock.disarm(purpose::echo);
  seen = now;
  if (!leaving())
    way = parting::undecided; // a restored server knows nothing of its deletion
  if (failures > 0 && in_flight == write::none) {
    failures = 0;
    clock.disarm(purpose::retry);
  }
  look();
}

void object_state::on_gone(const object_gone& news) {
  ++handled;
  gone = true;
  if (in_flight == write::drop_finalizer)
    announce_removal();
  intents.fail_all(
    to_error({errc::not_found, "the object is gone", to_string(seen->meta.key), {}}));
  if (news.with_most && way != parting::removed && places_things())
    return leave_behind("most objects of its kind have vanished at once");
  advance();
}

void object_state::on_told(const snapshot<outcome>& news) {
  ++handled;
  const auto known = links.find(news->target);
  if (known == links.end() || news->to.uid != seen->meta.uid || !answers(*news, known->second))
    return;
  const auto before = std::exchange(known->second.got, news);
  if (before && before->how_far == progress::intended && news->how_far != progress::intended)
    intents.settle(known->second.intent,
                   to_error({errc::conflict, "another word has come since", news->target, {}}));
  advance();
}

caf::result<intent_recorded> object_state::on_intent(const snapshot<outcome>& intended) {
  ++handled;
  const auto known = links.find(intended->target);
  if (gone || known == links.end() || intended->to.uid != seen->meta.uid
      || !answers(*intended, known->second))
    return to_error({errc::not_found, "no such wish any more", to_string(seen->meta.key), {}});
  known->second.got = intended;
  auto promise = self->make_response_promise<intent_recorded>();
  known->second.intent = intents.add(promise);
  advance();
  return promise;
}

void object_state::look() {
  const auto denied_before = meaning->denied_by;
  if (!gone)
    understand();
  if (meaning->denied_by != denied_before)
    count_denial();
  if (meaning->wants_inventory)
    self->send(wiring->house, learn{});
  announce_news();
  advance();
}

void object_state::announce_news() {
  std::string all;
  for (const auto& what : meaning->notices) {
    const auto line = what.reason + ": " + what.note + "\n";
    if (said->notices.find(line) == std::string::npos)
      self->send(wiring->recorder, announce{take_snapshot(what)});
    all += line;
  }
  if (all != said->notices)
    said.change().notices = std::move(all);
}

void object_state::trust_the_view() {
  if (!said->own.empty() && said->wrote.empty() && seen->status != said->own
      && self->clock().now() - born < longest_lag)
    said.change().own.clear();
}

void object_state::understand() {
  trust_the_view();
  auto now = wiring->filling->interpret(
    *believed(), *wiring->index,
    [this](const owner&, const std::string& target) -> snapshot<fragment> {
      const auto known = links.find(target);
      const bool stands
        = known != links.end() && known->second.sent && known->second.sent->what != wish::remove;
      return stands ? known->second.sent : nullptr;
    });
  if (says_nothing(now))
    meaning.clear();
  else
    meaning.change() = std::move(now);
}

void object_state::advance() {
  if (leaving() && !orphans() && places_things() && !parting_decided())
    return;
  if (meaning->decided || leaving()) {
    if (!gone && way != parting::left)
      contribute_parts();
    withdraw_rest();
  }
  if (gone) {
    if (links.empty())
      self->quit(caf::exit_reason::user_shutdown);
    return;
  }
  if (stale)
    return reread();
  tend_finalizer();
  tend_status();
  if (is_through())
    self->quit(caf::exit_reason::user_shutdown);
}

bool object_state::is_through() const {
  const auto& filling = *wiring->filling;
  return filling.concerns && !filling.concerns(*seen) && links.empty() && in_flight == write::none
         && !clock.armed(purpose::retry) && !stale && !unechoed
         && (wiring->kind->report_shared || seen->status.empty())
         && !(has_finalizer() && k8s::has_finalizer(seen->meta, filling.finalizer));
}

snapshot<k8s::projection> object_state::believed() const {
  if (wiring->kind->report_shared || said->own.empty() || seen->status == said->own)
    return seen;
  auto ours = *seen;
  ours.status = said->own;
  return take_snapshot(std::move(ours));
}

void object_state::count_denial() const {
  if (wiring->world->numbers && wiring->measured.denied && !meaning->denied_by.empty())
    wiring->world->numbers->counter(*wiring->measured.denied, {meaning->denied_by}).add();
}

bool object_state::finalizer_held() const {
  return !has_finalizer() || k8s::has_finalizer(seen->meta, wiring->filling->finalizer);
}

bool object_state::held_back(const fragment& part) const {
  if (part.what == wish::place && !finalizer_held())
    return true;
  if (leaving() || part.what != wish::remove)
    return false;
  // Made before broken: the old place goes once the new one stands.
  return std::any_of(meaning->parts.begin(), meaning->parts.end(), [&](const fragment& other) {
    if (other.what != wish::place)
      return false;
    const auto known = links.find(other.target);
    return known == links.end() || !known->second.got
           || known->second.got->how_far != progress::placed
           || known->second.sent->digest != other.digest;
  });
}

bool object_state::places_things() const {
  return !links.empty() || (!gone && !meaning->parts.empty());
}

void object_state::contribute_parts() {
  for (const auto& part : meaning->parts)
    offer(part);
}

void object_state::offer(fragment part) {
  if (!held_back(part))
    return send(std::move(part));
  const auto known = links.find(part.target);
  const bool removed = known != links.end() && known->second.sent->what == wish::remove;
  if (part.what != wish::remove || removed)
    return;
  part.what = wish::give_way;
  part.digest = "give_way/" + part.digest;
  send(std::move(part));
}

void object_state::withdraw_rest() {
  for (auto i = links.begin(); i != links.end();) {
    auto& held = i->second;
    const bool wanted = !gone && way != parting::left
                        && std::any_of(meaning->parts.begin(), meaning->parts.end(),
                                       [&](const auto& part) { return part.target == i->first; });
    if (wanted) {
      ++i;
      continue;
    }
    const bool shown_absent
      = held.sent->what == wish::remove && held.got && held.got->how_far == progress::absent;
    if (shown_absent || (orphans() && leaving())) {
      take_back(held);
      i = links.erase(i);
      continue;
    }
    if (held.sent->what != wish::remove) {
      auto last = *held.sent;
      last.what = wish::remove;
      last.digest = "remove/" + last.digest;
      last.urgent = leaving();
      if (held.sent->what != wish::give_way || !held_back(last))
        offer(std::move(last));
    }
    ++i;
  }
}

void object_state::take_back(link& what) {
  fragment last = *what.sent;
  last.what = wish::none;
  last.digest = "none";
  self->send(wiring->house, contribute{take_snapshot(std::move(last))});
  what = {};
}

void object_state::send(fragment part) {
  auto& held = links[part.target];
  if (held.sent && part.generation < held.sent->generation)
    take_back(held); // from a restored server: what was sent speaks of a spec that never was
  if (held.sent && held.sent->digest == part.digest && held.sent->generation == part.generation)
    return;
  if (held.sent && held.sent->digest != part.digest && held.got
      && held.got->how_far != progress::intended) {
    held.got = nullptr;
    patience_spent = false;
    clock.disarm(purpose::outcome);
  }
  held.sent = take_snapshot(std::move(part));
  ++sent_count;
  self->send(wiring->house, contribute{held.sent});
}

bool object_state::all_absent() const {
  return std::all_of(meaning->parts.begin(), meaning->parts.end(), [&](const fragment& part) {
    const auto known = links.find(part.target);
    return known != links.end() && known->second.got
           && known->second.got->how_far == progress::absent;
  });
}

description object_state::describe_self() {
  description out;
  out.actor = wiring->filling->name + ".object";
  out.key = to_string(seen->meta.key);
  out.state = gone                       ? "lingering"sv
              : in_flight != write::none ? "writing"sv
              : seen->meta.deleting      ? "leaving"sv
              : failures > 0             ? ailing::backing_off
              : said->reason.empty()     ? "settled"sv
                                         : "waiting"sv;
  out.mailbox = self->backlog();
  out.handled = handled;
  out.retries = failures;
  out.last_error = said->trouble;
  out.generation_seen = seen->meta.generation;
  out.fragments_out = sent_count;
  out.reason = said->reason;
  out.next_timer_ms = clock.next_ms(self->clock().now());
  for (const auto& [target, held] : links) {
    out.details.emplace_back("target", target);
    if (held.got) {
      out.details.emplace_back("progress", std::string{to_string(held.got->how_far)});
      if (held.got->how_far == progress::placed)
        out.generation_applied = held.got->generation;
      if (!held.got->reason.empty())
        out.details.emplace_back("reason", held.got->reason + ": " + held.got->message);
    }
    if (held.sent)
      append_words(held.sent->body, out.details);
  }
  return out;
}

object_actor object(caf::local_actor* parent, std::shared_ptr<const object_wiring> shared,
                    snapshot<k8s::projection> first, std::vector<snapshot<fragment>> before) {
  return parent->spawn<watched_object>(std::move(shared), std::move(first), std::move(before));
}

} // namespace weft
