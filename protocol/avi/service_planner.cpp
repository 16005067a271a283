#include "protocol/avi/service_planner.hpp"

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
  : step_planner(how, asked, seen) {
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
    compare_all();
  else if (!leaves_be || how_.delete_config)
    dismantle();
  tell();
  return finish();
}

const owner& service_planner::owner_of(const wished_object& one) const {
  return *contest_.members[one.of].whose;
}

void service_planner::compare_all() {
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
    remove(which, whose);
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
  for (const auto& which : leaving())
    if (!is_kept_out(asks->first, which))
      remove(which, asks->first);
}

} // namespace weft::avi
