#include "protocol/avi/service_planner.hpp"

#include "protocol/avi/comparison.hpp"
#include "protocol/avi/ownership.hpp"
#include "protocol/avi/vip_part.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace weft::avi {

namespace {

/// The order in which objects can go. @see avi.md 5.11
constexpr std::array way_down{type::virtual_service, type::vsvip, type::policy, type::pool};

} // namespace

service_planner::service_planner(const settings& how, const plan_request& asked, const sight& seen)
  : how_(how), asked_(asked), seen_(seen) {
  if (!how.delete_config)
    contest_ = decide_members(asked.parts);
  if (!contest_.members.empty())
    model_ = make_model(how, *seen.at, contest_.members);
}

proposal service_planner::decide() {
  const bool leaves_be = std::ranges::any_of(asked_.parts, [](const auto& one) {
    return one.second->what == wish::leave_be || one.second->what == wish::give_way;
  });
  if (!model_.empty())
    compare();
  else if (!leaves_be || how_.delete_config)
    dismantle();
  tell();
  if (work_.steps.empty())
    return std::move(out_);
  transaction next;
  next.target = asked_.target;
  next.changes = units_.size();
  next.body = take_snapshot(std::move(work_));
  out_.work = take_snapshot(std::move(next));
  return std::move(out_);
}

const json::value* service_planner::find(const object_name& which) const {
  const auto held = seen_.objects.find(which);
  return held == seen_.objects.end() ? nullptr : held->second.get();
}

bool service_planner::is_kept_out(const owner& whose, const object_name& which,
                                  finding* into) const {
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

void service_planner::compare() {
  for (const auto& one : model_)
    if (const auto* held = find(one.which);
        held && (!may_take(how_, one.which.type, *held) || is_anothers(one.which, *held)))
      found_[one.which] = {fate::foreign, nowhere, {}, to_string(one.which) + " is not ours"};
  if (!found_.empty())
    return; // half of a VirtualService serves nobody
  for (const auto& one : model_)
    compare(one);
  drop_stale();
}

void service_planner::compare(const wished_object& one) {
  auto& found = found_[one.which];
  const auto* held = find(one.which);
  const auto& whose = *contest_.members[one.of].whose;
  if (held) {
    const auto wished = settled(one, held);
    found.differs = differences(wished, *held);
    if (found.differs.empty())
      return;
  }
  if (is_kept_out(whose, one.which, &found))
    return;
  if (is_blocked(one)) {
    found.what = fate::blocked;
    return;
  }
  held ? change(one, *held, found) : make(one, found);
}

/// The VIP's part is left as it is where it cannot be changed, or is not ours to say.
json::value service_planner::settled(const wished_object& one, const json::value* held) {
  auto out = one.body;
  if (one.which.type != type::vsvip || !held)
    return out;
  const auto& requested = contest_.members.front().wish->address;
  if (holds_another(*held, requested)) {
    address_fixed_ = true;
    out.set("vip", json::value::list({vip_part(how_, {})}));
  }
  if (seen_.at->keeps_vip_part)
    out.erase("vip");
  if (const auto sum = checksum_member(one.which.type); address_fixed_)
    out.set(sum, held->text_at({sum})); // it speaks of the address that is refused
  return out;
}

bool service_planner::is_blocked(const wished_object& one) const {
  const auto all = references_of(one.body);
  return std::ranges::any_of(all, [&](const object_name& which) {
    const auto known = found_.find(which);
    const bool made = known != found_.end() && known->second.step != nowhere;
    return which != one.which && !made && !find(which);
  });
}

std::vector<std::size_t> service_planner::steps_for(const std::set<object_name>& all) const {
  std::vector<std::size_t> out;
  for (const auto& which : all)
    if (const auto known = found_.find(which);
        known != found_.end() && known->second.step != nowhere
        && work_.steps[known->second.step].what == write_step::verb::make)
      out.push_back(known->second.step);
  return out;
}

void service_planner::make(const wished_object& one, finding& found) {
  write_step step;
  step.what = write_step::verb::make;
  step.which = one.which;
  step.body = one.body;
  step.after = steps_for(references_of(one.body));
  found.what = fate::now;
  found.step = add(std::move(step), *contest_.members[one.of].whose);
}

void service_planner::change(const wished_object& one, const json::value& held, finding& found) {
  write_step step;
  step.what = write_step::verb::change;
  step.which = one.which;
  step.uuid = held.text_at({"uuid"});
  step.body = overlaid(held, settled(one, &held), passing_members(one.which.type));
  step.after = steps_for(references_of(one.body));
  found.what = fate::now;
  found.step = add(std::move(step), *contest_.members[one.of].whose);
}

/// Pools that the policy refers to as it is, and not as it is to be. @see avi.md 5.11
void service_planner::drop_stale() {
  if (!asked_.may_remove)
    return;
  const auto& whose = *contest_.members.front().whose;
  const object_name policy{std::string{type::policy}, model_.back().which.name};
  const auto& rules = found_[policy];
  const bool settled = rules.what == fate::stands || rules.what == fate::now;
  for (const auto& [which, held] : seen_.objects) {
    if (which.type != type::pool || found_.contains(which) || !settled
        || !is_ours(how_, which, *held, seen_.objects) || is_anothers(which, *held)
        || is_kept_out(whose, which))
      continue;
    write_step step;
    step.what = write_step::verb::remove;
    step.which = which;
    step.uuid = held->text_at({"uuid"});
    for (const auto& one : {policy, model_.back().which})
      if (const auto after = found_[one].step; after != nowhere)
        step.after.push_back(after);
    removals_[which] = add(std::move(step), whose);
  }
}

std::vector<object_name> service_planner::leaving() const {
  std::vector<object_name> out;
  for (const auto of : way_down)
    for (const auto& [which, held] : seen_.objects)
      if (which.type == of && is_ours(how_, which, *held, seen_.objects)
          && !is_anothers(which, *held))
        out.push_back(which);
  return out;
}

bool service_planner::is_anothers(const object_name& which, const json::value& held) const {
  const service_name of{marker_value(held, "Namespace"), marker_value(held, "ServiceName")};
  if (which.type != type::pool || of.ns.empty() || of.name.empty()
      || service_target(how_, virtual_service_name(how_, of)) == asked_.target)
    return false;
  return std::ranges::none_of(seen_.objects, [&](const auto& one) {
    return one.first.type == type::policy && references_of(*one.second).contains(which);
  });
}

void service_planner::dismantle() {
  const auto asks = std::ranges::find_if(asked_.parts, [&](const auto& one) {
    return one.second->what == wish::remove || how_.delete_config;
  });
  if (asks == asked_.parts.end() || !asked_.may_remove)
    return;
  for (const auto& which : leaving()) {
    const auto& held = *find(which);
    if (is_kept_out(asks->first, which))
      continue;
    write_step step;
    step.what = write_step::verb::remove;
    step.which = which;
    step.uuid = held.text_at({"uuid"});
    for (const auto& [other, number] : removals_)
      if (references_of(*find(other)).contains(which))
        step.after.push_back(number);
    removals_[which] = add(std::move(step), asks->first);
  }
}

std::size_t service_planner::add(write_step what, const owner& whose) {
  const auto name = to_string(what.which);
  units_[whose].insert(name);
  out_.units.push_back({whose, name});
  work_.steps.push_back(std::move(what));
  return work_.steps.size() - 1;
}

} // namespace weft::avi
