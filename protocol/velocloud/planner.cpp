#include "protocol/velocloud/planner.hpp"

#include "protocol/suggestion.hpp"
#include "protocol/velocloud/placements.hpp"
#include "protocol/velocloud/rules.hpp"
#include "protocol/velocloud/rules_shown.hpp"

#include <algorithm>
#include <unordered_set>

namespace weft::velocloud {

namespace {

constexpr std::size_t many_rules = 500;

} // namespace

planner::planner(const settings& how, const plan_request& request, const module_state& module)
  : how_(how), request_(request), module_(module), index_(module.data, how.cluster_id),
    all_(by_age(request)), owned_(find_own(all_, index_)), changes_(index_) {}

decision planner::decide() {
  register_names();
  for (const auto& one : all_) {
    if (one.part->what == wish::place)
      place(one);
    else if (one.part->what == wish::remove)
      remove(one);
    else if (one.part->what == wish::give_way)
      give_way(one);
    else if (one.want->dry_run)
      rehearse(one);
    else
      leave_be(one);
  }
  count_ours();
  if (request_.sweep && request_.may_remove)
    sweep();
  if (changes_.empty())
    return {std::move(out_), std::nullopt, {}};
  auto names = names_of_ours();
  return {std::move(out_), changes_.applied_to(module_.data), std::move(names)};
}

verdict& planner::say(const entry& one, progress how_far, std::string_view why, std::string text) {
  auto& said = out_.verdicts[*one.who];
  said.how_far = how_far;
  said.reason = why;
  said.message = std::move(text);
  if (how_far != progress::absent && !one.rules.empty())
    show(said, one, {standing(one, one.rules.front())});
  return said;
}

void planner::refuse(const entry& one, std::string_view why, std::string text) {
  say(one, progress::declined, why, std::move(text)).accepted = false;
}

void planner::show(verdict& into, const entry& one, std::vector<placement> at) const {
  into.evidence_digest.clear();
  for (const auto& where : at)
    into.evidence_digest += where.state + "/" + identity_of(where, one.want->id) + "/"
                            + std::to_string(where.position) + ";";
  placements shown;
  shown.at = std::move(at);
  into.evidence = take_snapshot(std::move(shown));
}

placement planner::intended(const entry& one, std::size_t segment) const {
  const auto& profile = one.want->profile;
  placement out;
  out.enterprise_id = profile.enterprise_id;
  out.profile_id = profile.id;
  out.profile_logical_id = profile.logical_id;
  out.profile_name = profile.name;
  out.module_id = module_.id;
  out.segment_id = index_.segments()[segment].id;
  out.rule_name = one.want->wanted.name;
  out.state = "Intended";
  return out;
}

placement planner::standing(const entry& one, const rule_ref& where) const {
  auto out = intended(one, where.segment);
  const auto& rule = index_.at(where);
  out.rule_name = name_of(rule);
  out.rule_logical_id = id_of(rule);
  out.position = static_cast<std::int64_t>(where.rule);
  out.module_version = request_.observed.version;
  out.state = "Programmed";
  return out;
}

/// Says that the change has to wait, if it has to. What its status holds stays, an intent too.
bool planner::wait_for_turn(const entry& one, bool removes) {
  if (!one.held && (!removes || request_.may_remove))
    return false;
  auto& said = out_.verdicts[*one.who];
  said.reason = reason::pending;
  said.message = one.held ? "waits for other changes to be tried first"
                          : "nothing is removed before everything is read";
  return true;
}

void planner::change(const entry& one, bool first, std::vector<std::string> repairs,
                     std::vector<placement> at) {
  auto& said = out_.verdicts[*one.who];
  said.how_far = first ? progress::intended : progress::pending;
  said.reason = reason::pending;
  said.changes = true;
  said.first = first;
  said.repairs = std::move(repairs);
  show(said, one, std::move(at));
  out_.urgent = out_.urgent || one.part->urgent;
}

void planner::drop(const std::vector<rule_ref>& rules) {
  for (const auto& where : rules)
    changes_.drop(where);
}

void planner::leave_be(const entry& one) {
  if (one.rules.empty()) {
    say(one, progress::absent);
    return;
  }
  const auto& where = one.rules.front();
  const auto facts
    = facts_of(index_.at(where), one.want->profile.name, index_.segments()[where.segment].name);
  if (!object_to(facts, one.want->limits)) {
    say(one, progress::declined);
    return;
  }
  remove(one);
}

/// Its new place is being made; until that stands, only an older object's claim moves the rule.
void planner::give_way(const entry& one) {
  leave_be(one);
  if (!out_.verdicts.at(*one.who).changes)
    oust(one);
}

void planner::remove(const entry& one) {
  if (one.rules.empty()) {
    say(one, progress::absent);
    return;
  }
  if (wait_for_turn(one, true))
    return;
  drop(one.rules);
  change(one, false, {}, {standing(one, one.rules.front())});
}

void planner::rehearse(const entry& one) {
  out_.notices.push_back({*one.who, false, std::string{reason::dry_run}, rehearsed(one)});
  say(one, one.rules.empty() ? progress::absent : progress::declined);
}

/// What `place` would come to, were the object alone.
std::string planner::rehearsed(const entry& one) const {
  const auto& wanted = one.want->wanted;
  const auto* segment = index_.find_segment(wanted.segment);
  if (!segment)
    return "the profile has no segment " + quoted(wanted.segment)
           + choice(wanted.segment, index_.names_of_segments());
  const auto number = index_.number_of(*segment);
  const auto there
    = std::find_if(one.rules.begin(), one.rules.end(),
                   [number](const rule_ref& rule) { return rule.segment == number; });
  if (there != one.rules.end()) {
    const auto& before = index_.at(*there);
    auto after = before;
    mend(after, wanted);
    const auto paths = json::differences(before, after);
    return paths.empty() ? "would change nothing" : "would change " + show_differences(paths);
  }
  const auto* live = module_index::template_of(*segment);
  const auto made = make_rule(live ? *live : shipped_template(), wanted, one.want->id);
  auto note = "would make " + quoted(name_of(made)) + " at the top of " + quoted(segment->name)
              + ": " + show_rule(made);
  for (const auto& rule : one.rules)
    note += "; would remove " + quoted(name_of(index_.at(rule))) + " from "
            + quoted(index_.segments()[rule.segment].name);
  return note;
}

void planner::count_ours() {
  std::size_t rules = 0;
  out_.ours = owned_.size();
  for (std::size_t s = 0; s < index_.segments().size(); ++s) {
    const auto* held = index_.segments()[s].rules;
    rules += held ? held->size() : 0;
    for (std::size_t r = 0; held && r < held->size(); ++r)
      out_.ours += index_.mark_at({s, r}) == mark::ours && !owned_.contains({s, r});
  }
  if (rules > many_rules)
    out_.notices.push_back({{},
                            true,
                            "ModuleLarge",
                            request_.target + " holds more than " + std::to_string(many_rules)
                              + " rules; VCO's limit is not published"});
}

rule_names planner::names_of_ours() const {
  rule_names out;
  for (std::size_t s = 0; s < index_.segments().size(); ++s) {
    const auto& segment = index_.segments()[s];
    for (std::size_t r = 0; segment.rules && r < segment.rules->size(); ++r)
      if (index_.mark_at({s, r}) == mark::ours || owned_.contains({s, r}))
        out.emplace(segment.id, name_of((*segment.rules)[r]));
  }
  for (const auto& one : all_) {
    const auto said = out_.verdicts.find(*one.who);
    if (one.part->what != wish::place || said == out_.verdicts.end() || !said->second.changes)
      continue;
    if (const auto* where = index_.find_segment(one.want->wanted.segment))
      out.emplace(where->id, one.want->wanted.name);
  }
  return out;
}

void planner::sweep() {
  std::unordered_set<std::string> living;
  for (const auto& uid : request_.live_uids)
    living.insert(rule_id(how_.cluster_id, uid));
  for (std::size_t s = 0; s < index_.segments().size(); ++s) {
    const auto* held = index_.segments()[s].rules;
    for (std::size_t r = 0; held && r < held->size(); ++r) {
      const rule_ref where{s, r};
      if (index_.mark_at(where) != mark::ours || owned_.contains(where)
          || living.contains(folded(id_of((*held)[r]))))
        continue;
      changes_.drop(where);
      out_.sweeps.insert(folded(id_of((*held)[r])));
      ++out_.sweeps_here;
    }
  }
}

} // namespace weft::velocloud
