#include "protocol/suggestion.hpp"
#include "protocol/velocloud/planner.hpp"
#include "protocol/velocloud/rules.hpp"
#include "protocol/velocloud/rules_shown.hpp"

#include <algorithm>

namespace weft::velocloud {

/// The segment the object wants, unless that or its name stands against it.
const module_index::segment* planner::segment_for(const entry& one) {
  const auto& wanted = one.want->wanted;
  const auto* where = index_.find_segment(wanted.segment);
  if (!where)
    say(one, progress::pending, reason::segment_not_found,
        "the profile has no segment " + quoted(wanted.segment)
          + choice(wanted.segment, index_.names_of_segments()));
  else if (module_index::built_in(*where, wanted.name)) {
    refuse(one, reason::invalid_spec,
           "spec.name is " + quoted(wanted.name) + "; allowed: no name of a built-in rule");
    return nullptr;
  }
  return where;
}

/// Where the object can have what it wishes for, were it alone; null: nowhere.
const module_index::segment* planner::usable_place(const entry& one) const {
  const auto* where
    = one.part->what == wish::place ? index_.find_segment(one.want->wanted.segment) : nullptr;
  return where && !module_index::built_in(*where, one.want->wanted.name) ? where : nullptr;
}

/// Whether what the object has keeps its name until the object itself changes.
bool planner::stays_for_good(const entry& one) const {
  const auto what = one.part->what;
  return refusal_of(request_, *one.who) || what == wish::leave_be
         || (what == wish::place && !usable_place(one));
}

/// The oldest object that can use a name gets it, and one that gives way has a claim to what it
/// bears. A rule that stays whatever is wished keeps its name.
void planner::register_names() {
  for (const auto& one : all_) {
    const auto* where = usable_place(one);
    if (where)
      winners_.try_emplace({index_.number_of(*where), one.want->wanted.name}, &one);
    const auto what = one.part->what;
    const bool yields = what == wish::give_way;
    const bool leaves = (yields || what == wish::remove) && request_.may_remove;
    const bool stays = one.held || !(where || leaves);
    if (!yields && !stays)
      continue;
    for (const auto& rule : one.rules) {
      const name_slot borne{rule.segment, std::string{name_of(index_.at(rule))}};
      if (yields)
        winners_.try_emplace(borne, &one);
      if (stays)
        stayers_.try_emplace(borne, &one);
    }
  }
}

void planner::place(const entry& one) {
  const auto* where = segment_for(one);
  if (!where)
    return;
  const auto segment = index_.number_of(*where);
  const name_slot slot{segment, one.want->wanted.name};
  const auto* winner = winners_.at(slot);
  if (const auto stays = stayers_.find(slot); stays != stayers_.end() && stays->second != &one) {
    if (stays_for_good(*stays->second))
      winner = stays->second;
    else if (winner == &one) {
      say(one, progress::pending, reason::pending,
          "waits for " + to_string(*stays->second->who) + " to leave the name");
      return;
    }
  }
  if (winner != &one)
    return lose(one, *winner, *where);
  const auto own = std::find_if(one.rules.begin(), one.rules.end(),
                                [&](const rule_ref& rule) { return rule.segment == segment; });
  if (own != one.rules.end())
    return keep_in_place(one, *own);
  arrive(one, segment);
}

/// The rules of the object whose names somebody else has won.
std::vector<rule_ref> planner::contested(const entry& one) const {
  std::vector<rule_ref> lost;
  for (const auto& rule : one.rules) {
    const auto won = winners_.find({rule.segment, std::string{name_of(index_.at(rule))}});
    if (won != winners_.end() && won->second != &one)
      lost.push_back(rule);
  }
  return lost;
}

/// Removes the rules whose names somebody else has won; the verdict is there already.
void planner::oust(const entry& one) {
  const auto lost = contested(one);
  if (lost.empty() || one.held || !request_.may_remove)
    return;
  drop(lost);
  out_.verdicts.at(*one.who).changes = true;
}

void planner::lose(const entry& one, const entry& winner, const module_index::segment& where) {
  const bool older = &winner < &one; // all_ is sorted by age
  refuse(one, reason::name_conflict,
         "the rule name " + quoted(one.want->wanted.name) + " in segment " + quoted(where.name)
           + " belongs to " + to_string(*winner.who)
           + (older ? ", which is older" : ", whose rule stays as it is"));
  oust(one);
}

/// Whether nobody else's rule bears the name that a rule of ours is to take.
bool planner::name_is_free(const entry& one, std::size_t segment) {
  for (const auto& rule : index_.by_name(segment, one.want->wanted.name)) {
    const bool mine = std::find(one.rules.begin(), one.rules.end(), rule) != one.rules.end();
    if (mine || (owned_.contains(rule) && request_.may_remove))
      continue;
    if (owned_.contains(rule)) {
      say(one, progress::pending, reason::pending, "nothing is removed before everything is read");
      return false;
    }
    refuse(one, reason::adoption_refused,
           "a rule named " + quoted(one.want->wanted.name)
             + " that is not ours is there already; ours keeps its old name");
    return false;
  }
  return true;
}

/// Whether the rule was to be adopted and that is still to be written: the module is the one on
/// which it was decided.
bool planner::adoption_stands_out(const entry& one, const rule_ref& where) const {
  const auto& known = one.want->recorded;
  return id_of(index_.at(where)) != one.want->id
         && std::any_of(known.begin(), known.end(), [&](const placement& before) {
              return before.state == "Intended" && before.position >= 0
                     && before.module_version == request_.observed.version
                     && before.segment_id == index_.segments()[where.segment].id
                     && before.rule_name == name_of(index_.at(where));
            });
}

void planner::keep_in_place(const entry& one, const rule_ref& where) {
  const auto& rule = index_.at(where);
  const auto& wanted = one.want->wanted;
  const bool renamed = name_of(rule) != wanted.name;
  if (renamed && !name_is_free(one, where.segment))
    return;
  std::vector<rule_ref> surplus;
  if (request_.may_remove)
    std::copy_if(one.rules.begin(), one.rules.end(), std::back_inserter(surplus),
                 [&](const rule_ref& other) { return other != where; });
  auto paths = differences(rule, wanted);
  const bool adopted = adoption_stands_out(one, where);
  const bool changes = !paths.empty() || !surplus.empty() || adopted;
  if (!changes) {
    auto& said = say(one, progress::placed);
    return show(said, one, {standing(one, where)});
  }
  if (wait_for_turn(one, false))
    return;
  drop(surplus);
  if (!surplus.empty())
    paths.emplace_back("copies (removed)");
  const auto id = id_of(rule);
  const bool shared = !id.empty() && index_.by_id(id).size() > 1 && id != one.want->id;
  changes_.mend(where, wanted, shared || adopted ? one.want->id : std::string{});
  std::vector<placement> at{standing(one, where)};
  if (renamed)
    at.push_back(intended(one, where.segment));
  change(one, renamed, std::move(paths), std::move(at));
}

/// Nothing of the object is in this segment yet.
void planner::arrive(const entry& one, std::size_t segment) {
  std::vector<rule_ref> strangers;
  const entry* leaver = nullptr;
  for (const auto& rule : index_.by_name(segment, one.want->wanted.name)) {
    if (!owned_.contains(rule))
      strangers.push_back(rule);
    for (const auto& other : all_)
      if (!leaver && owned_.contains(rule)
          && std::find(other.rules.begin(), other.rules.end(), rule) != other.rules.end())
        leaver = &other;
  }
  if (!strangers.empty())
    return adopt(one, strangers);
  if (leaver && !request_.may_remove) {
    say(one, progress::pending, reason::pending,
        "waits for " + to_string(*leaver->who) + " to leave the name");
    return;
  }
  if (wait_for_turn(one, !one.rules.empty()))
    return;
  if (!module_index::template_of(index_.segments()[segment]))
    out_.notices.push_back({*one.who, true, std::string{reason::template_fallback},
                            "the segment has no rule Default-Any-Other to start from; the shipped "
                            "one is used"});
  changes_.make(segment, one.want->wanted, one.want->id);
  std::vector<placement> at;
  if (!one.rules.empty())
    at.push_back(standing(one, one.rules.front()));
  at.push_back(intended(one, segment));
  drop(one.rules);
  change(one, true, {}, std::move(at));
}

/// Rules bear the wanted name that are nobody's own. @see velocloud.md 8.4 (4)
void planner::adopt(const entry& one, const std::vector<rule_ref>& candidates) {
  const auto& wanted = one.want->wanted;
  const bool by_name
    = how_.adopt == adoption::always || (how_.adopt == adoption::matching && one.want->adopt);
  for (const auto& rule : candidates) {
    const auto whose = index_.mark_at(rule);
    const bool matches = same_match(index_.at(rule), wanted);
    if (whose == mark::ours) {
      // Its object is gone, or has not been read yet.
      if (!wait_for_turn(one, true)) {
        owned_.insert(rule); // from now on, so that no sweep of the same plan drops it
        take_over(one, rule);
      }
      return;
    }
    // We were here before: VCO has dropped the id, and the name in our records is an older one.
    const bool known = one.part->recorded && id_of(index_.at(rule)).empty() && matches;
    if (whose == mark::none && (known || by_name || (how_.adopt != adoption::never && matches)))
      return take_over(one, rule);
  }
  const bool foreign = index_.mark_at(candidates.front()) == mark::other;
  refuse(one, reason::adoption_refused,
         "a rule named " + quoted(wanted.name)
           + (foreign                         ? " belongs to another cluster"
              : how_.adopt == adoption::never ? " is there already, and adoption is switched off"
                                              : " that is not ours matches other traffic; annotate "
                                                "vcn.cloud/adopt=true to take it over"));
}

void planner::take_over(const entry& one, const rule_ref& where) {
  const auto& rule = index_.at(where);
  auto paths = differences(rule, one.want->wanted);
  if (paths.empty() && one.part->recorded && id_of(rule).empty()) {
    show(say(one, progress::placed), one, {standing(one, where)});
    return;
  }
  if (wait_for_turn(one, !one.rules.empty()))
    return;
  if (index_.mark_at(where) == mark::none)
    out_.notices.push_back({*one.who, false, std::string{reason::adopted},
                            "rule " + quoted(one.want->wanted.name) + " is taken over at position "
                              + std::to_string(where.rule)});
  changes_.mend(where, one.want->wanted, one.want->id);
  std::vector<placement> at;
  if (!one.rules.empty())
    at.push_back(standing(one, one.rules.front()));
  drop(one.rules);
  auto there = intended(one, where.segment);
  there.position = static_cast<std::int64_t>(where.rule);
  there.module_version = request_.observed.version;
  at.push_back(std::move(there));
  change(one, true, std::move(paths), std::move(at));
}

} // namespace weft::velocloud
