#include "protocol/avi/step_planner.hpp"

#include "protocol/avi/comparison.hpp"
#include "protocol/avi/ownership.hpp"

#include <algorithm>
#include <utility>

namespace weft::avi {

namespace {

/// A key is shown to nobody, so that it cannot be compared. @see avi.md 7.5
json::value as_shown(json::value wished, std::string_view of_type) {
  if (of_type == type::certificate)
    wished.erase("key");
  return wished;
}

} // namespace

json::value step_planner::settled(const wished_object& one, const json::value*) {
  return one.body;
}

const json::value* step_planner::find(const object_name& which) const {
  const auto held = seen_.objects.find(which);
  return held == seen_.objects.end() ? nullptr : held->second.get();
}

bool step_planner::is_kept_out(const owner& whose, const object_name& which, finding* into) const {
  const unit one{whose, to_string(which)};
  auto what = fate::held;
  std::string why;
  if (const auto no = asked_.refused.find(one); no != asked_.refused.end()) {
    what = fate::refused;
    why = no->second;
  } else if (const auto* all = refusal_of(asked_, whose)) {
    what = fate::refused;
    why = *all;
  } else if (!asked_.held.contains(one) && !is_held(asked_, whose)
             && (!asked_.only || asked_.only->contains(one))) {
    return false;
  }
  if (into) {
    into->what = what;
    into->why = std::move(why);
  }
  return true;
}

bool step_planner::is_at_hand(const object_name& which) const {
  const auto known = found_.find(which);
  if (known != found_.end() && known->second.what == fate::foreign)
    return false;
  return (known != found_.end() && known->second.step != nowhere) || find(which);
}

void step_planner::compare(const wished_object& one) {
  auto& found = found_[one.which];
  const auto* held = find(one.which);
  const auto wished = settled(one, held);
  if (held) {
    found.differs = differences(as_shown(wished, one.which.type), *held);
    if (found.differs.empty())
      return;
  }
  if (is_kept_out(owner_of(one), one.which, &found))
    return;
  if (is_blocked(one, wished)) {
    found.what = fate::blocked;
    return;
  }
  held ? change(one, *held, found, wished) : make(one, found, wished);
}

bool step_planner::is_blocked(const wished_object& one, const json::value& body) const {
  return std::ranges::any_of(references_of(body), [&](const object_name& which) {
    return which != one.which && !is_at_hand(which);
  });
}

std::vector<std::size_t> step_planner::steps_for(const std::set<object_name>& all) const {
  std::vector<std::size_t> out;
  for (const auto& which : all)
    if (const auto known = found_.find(which);
        known != found_.end() && known->second.step != nowhere
        && work_.steps[known->second.step].what == write_step::verb::make)
      out.push_back(known->second.step);
  return out;
}

void step_planner::make(const wished_object& one, finding& found, json::value body) {
  write_step step;
  step.what = write_step::verb::make;
  step.which = one.which;
  step.after = steps_for(references_of(body));
  step.body = std::move(body);
  found.what = fate::now;
  found.step = add(std::move(step), owner_of(one));
}

void step_planner::change(const wished_object& one, const json::value& held, finding& found,
                          const json::value& wished) {
  write_step step;
  step.what = write_step::verb::change;
  step.which = one.which;
  step.uuid = held.text_at({"uuid"});
  step.body = overlaid(held, wished, passing_members(one.which.type));
  step.after = steps_for(references_of(wished));
  found.what = fate::now;
  found.step = add(std::move(step), owner_of(one));
}

void step_planner::remove(const object_name& which, const owner& whose) {
  write_step step;
  step.what = write_step::verb::remove;
  step.which = which;
  step.uuid = find(which)->text_at({"uuid"});
  for (const auto& [other, held] : seen_.objects) {
    if (other == which || !references_of(*held).contains(which))
      continue;
    if (const auto goes = removals_.find(other); goes != removals_.end())
      step.after.push_back(goes->second);
    else if (const auto known = found_.find(other);
             known != found_.end() && known->second.step != nowhere)
      step.after.push_back(known->second.step);
  }
  removals_[which] = add(std::move(step), whose);
}

std::size_t step_planner::add(write_step what, const owner& whose) {
  const auto name = to_string(what.which);
  units_[whose].insert(name);
  out_.units.push_back({whose, name});
  work_.steps.push_back(std::move(what));
  return work_.steps.size() - 1;
}

proposal step_planner::finish() {
  if (work_.steps.empty())
    return std::move(out_);
  transaction next;
  next.target = asked_.target;
  next.changes = units_.size();
  next.body = take_snapshot(std::move(work_));
  out_.work = take_snapshot(std::move(next));
  return std::move(out_);
}

void step_planner::warn(const owner& whom, std::string_view why, std::string text) {
  out_.notices.push_back({whom, true, std::string{why}, std::move(text)});
}

proposal undecided(const plan_request& asked, std::string_view why, const std::string& message) {
  proposal out;
  for (const auto& [who, part] : asked.parts) {
    auto& said = out.verdicts[who];
    said.reason = why;
    said.message = message;
  }
  return out;
}

const sight* decidable(const plan_request& asked, proposal& instead) {
  if (!asked.observed.trouble.empty()) {
    instead = undecided(asked, asked.observed.trouble, asked.observed.message);
    return nullptr;
  }
  if (!asked.observed.body)
    return nullptr;
  const auto& seen = as<sight>(asked.observed.body);
  if (!seen.at)
    instead = undecided(asked, reason::pending, "the controller has not been read");
  else if (!seen.at->trouble.empty())
    instead = undecided(asked, reason::settings_at_fault, seen.at->trouble);
  else
    return &seen;
  return nullptr;
}

} // namespace weft::avi
