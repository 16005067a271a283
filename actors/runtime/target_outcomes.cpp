#include "actors/runtime/target.hpp"
#include "protocol/state/owner_words.hpp"

namespace weft {

bool target_state::final_for(const fragment& part) const {
  const auto before = told_so_far.find(part.from);
  if (before == told_so_far.end() || before->second.digest != part.digest)
    return false;
  const auto how_far = before->second.news->how_far;
  return how_far == progress::placed || how_far == progress::absent
         || how_far == progress::declined;
}

/// A change for an owner who has been told that all is well, and wishes nothing else since, repairs
/// drift.
void target_state::note_drift() {
  for (const auto& [whose, said] : planned.verdicts) {
    const auto part = parts.find(whose);
    const auto before = told_so_far.find(whose);
    if (!said.changes || said.how_far == progress::declined) // it goes, by another's right
      drifted.erase(whose);
    else if (part != parts.end() && part->second->what == wish::place && before != told_so_far.end()
             && before->second.digest == part->second->digest
             && before->second.news->how_far == progress::placed
             && before->second.news->generation == part->second->generation)
      drifted[whose] = part->second->generation;
  }
}

bool target_state::is_answered(const fragment& part) const {
  const auto known = basis().find(part.from);
  return known != basis().end() && known->second->digest == part.digest;
}

void target_state::publish() {
  for (const auto& [whose, said] : planned.verdicts) {
    const auto part = parts.find(whose);
    if (part == parts.end() || said.changes || rejected.contains({whose, {}})
        || !is_answered(*part->second))
      continue;
    if (said.how_far == progress::placed || said.evidence)
      recorded.erase(whose); // its status goes on to say where it is
    tell(whose, {whose, wiring.key, 0, said.how_far, said.accepted, said.reason, said.message,
                 said.evidence,
                 std::string{to_string(said.how_far)} + "/" + said.reason + "/" + said.message + "/"
                   + said.evidence_digest});
  }
  for (const auto& what : planned.notices)
    announce_once(what);
  measure_things();
}

void target_state::publish_fault(const fault& why) {
  const auto reason = wiring.filling->name_fault(why);
  for (const auto& [whose, part] : parts)
    if (!final_for(*part))
      tell(whose, {whose, wiring.key, 0, progress::pending, true, reason, to_string(why), nullptr,
                   "pending/" + reason});
}

void target_state::tell(const owner& whom, outcome news) {
  const auto part = parts.find(whom);
  if (part == parts.end())
    return;
  auto& before = told_so_far[whom];
  const auto& digest = part->second->digest;
  news.generation = part->second->generation;
  news.answers = digest;
  if (before.news && before.digest == digest && before.news->digest == news.digest
      && before.news->generation == news.generation)
    return;
  before = {take_snapshot(std::move(news)), digest};
  self->send(wiring.house, told{before.news});
}

void target_state::announce_once(const notice& what) {
  if (std::exchange(announced[{what.about, what.part, what.reason}], what.note) != what.note)
    self->send(wiring.recorder, announce{take_snapshot(what)});
}

description target_state::describe_self() const {
  constexpr std::string_view words[]
    = {"idle",    "settling", "reading",   "recording",        "spacing",
       "probing", "writing",  "verifying", ailing::backing_off};
  using std::chrono::milliseconds;
  const auto time = self->clock().now();
  description out;
  out.actor = wiring.filling->name + ".target";
  out.key = wiring.key;
  out.state = words[static_cast<std::size_t>(now)];
  out.state_age_ms = std::chrono::duration_cast<milliseconds>(time - since).count();
  if (cycle_began)
    out.working_ms = std::chrono::duration_cast<milliseconds>(time - *cycle_began).count();
  out.mailbox = self->mailbox().size();
  out.handled = handled;
  out.retries = failures;
  out.last_error = trouble;
  out.next_timer_ms = clock.next_ms(time);
  out.fragments_in = parts.size();
  out.details = {{"writes", std::to_string(writes)},
                 {"reads", std::to_string(reads)},
                 {"version", seen ? seen->version : ""},
                 {"rejected", std::to_string(rejected.size())},
                 {"complete", complete ? "true" : "false"}};
  for (const auto& [whose, said] : planned.verdicts)
    append_owner_words(to_string(whose.key), said.evidence, out.details);
  if (const auto left = planned.verdicts.find(owner{}); left != planned.verdicts.end()) {
    out.reason = left->second.reason; // no object tells of that
    if (out.last_error.empty())
      out.last_error = left->second.message;
  }
  return out;
}

} // namespace weft
