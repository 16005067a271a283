#include "protocol/avi/route_planner.hpp"

#include "protocol/avi/wire/version.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace weft::avi {

std::string fault_of(const site& at) {
  const auto spoken = wire::read_version_number(at.api_version);
  if (at.trouble.empty() && spoken && *spoken < wire::first_with_labels)
    return "API version " + at.api_version + " has no labels on routes; at least 20.1.1 is needed";
  return at.trouble;
}

std::string routes_at_fault(const settings& how, const sight& seen) {
  if (auto why = seen.at ? fault_of(*seen.at) : std::string{}; !why.empty())
    return why;
  const auto group = seen.objects.find({std::string{type::group}, how.group});
  const auto label = group == seen.objects.end() ? std::string{} : cluster_label(*group->second);
  if (!label.empty() && label != how.cluster_name)
    return "the Service Engine Group \"" + how.group + "\" belongs to cluster \"" + label + "\"";
  return {};
}

route_planner::route_planner(const settings& how, const plan_request& asked, const json::value& vrf)
  : how_(how), asked_(asked), vrf_(vrf), routes_(read_route_list(vrf)) {}

proposal route_planner::decide() {
  gather();
  match();
  award();
  for (std::size_t i = 0; i < routes_.size(); ++i)
    if (is_ours(routes_[i]))
      tend(routes_[i], i);
  add_missing();
  warn_of_others();
  tell();
  return std::move(out_);
}

json::value route_planner::result() const {
  json::array all;
  for (const auto& one : routes_)
    if (!one.removed)
      all.push_back(one.whole);
  all.insert(all.end(), added_.begin(), added_.end());
  auto out = vrf_;
  out.set("static_routes", std::move(all));
  return out;
}

bool route_planner::is_ours(const found_route& one) const {
  return !one.cluster.empty() && one.cluster == how_.cluster_name;
}

bool route_planner::is_frozen(const owner& who) const {
  return is_held(asked_, who) || (asked_.only && !asked_.only->contains({who, {}}));
}

const owner* route_planner::bearer(const found_route& one) const {
  const auto start = how_.cluster_name.size() + 1;
  constexpr std::size_t token = 36;
  if (!one.id.starts_with(how_.cluster_name + "-") || one.id.size() < start + token)
    return nullptr;
  const auto found = tokens_.find(one.id.substr(start, token));
  return found == tokens_.end() ? nullptr : found->second;
}

void route_planner::gather() {
  for (const auto& [who, part] : asked_.parts) {
    if (!part->body)
      continue;
    const auto& wish = as<wished_node>(part->body);
    const bool goes = part->what == wish::remove || how_.delete_config;
    const bool places = part->what == wish::place && !how_.delete_config;
    for (const auto& one : wish.routes) {
      if (places)
        claims_[one.network].emplace_back(&who, &one);
      else if (goes)
        departed_.emplace(one.network, &who);
      else
        left_be_.insert(one.network);
    }
    for (const auto& network : wish.former)
      departed_.emplace(network, &who);
    if (places)
      tokens_.emplace(node_token(how_, who.key.name), &who);
  }
}

/// Finds the route of each network: one that is as somebody wishes it, else the first.
void route_planner::match() {
  for (std::size_t i = 0; i < routes_.size(); ++i) {
    const auto& one = routes_[i];
    if (!is_ours(one)) {
      ids_.insert(one.id);
      continue;
    }
    out_.ours += 1;
    const auto claims = one.network ? claims_.find(*one.network) : claims_.end();
    if (claims == claims_.end())
      continue;
    const bool fits = std::ranges::any_of(
      claims->second, [&](const auto& held) { return held.second->next_hop == one.next_hop; });
    auto& of = stakes_[*one.network];
    if (of.found == nowhere || (fits && !of.stands)) {
      of.found = i;
      of.stands = fits;
    }
  }
}

void route_planner::award() {
  for (const auto& [network, all] : claims_)
    award(stakes_[network], all);
}

/// The Node whose route is there keeps it; else the first by name has it. @see avi.md 4.7
void route_planner::award(stake& one,
                          const std::vector<std::pair<const owner*, const wished_route*>>& all) {
  const auto* there = one.found == nowhere ? nullptr : &routes_[one.found];
  const auto rank = [&](const auto& held) {
    const bool borne = there && bearer(*there) == held.first;
    const bool fits = there && there->next_hop == held.second->next_hop;
    return std::tuple{!borne, !fits, held.first->key.name, held.first->uid};
  };
  const auto first = std::ranges::min_element(all, {}, rank);
  one.whose = first->first;
  one.wish = first->second;
  one.stands = there && there->next_hop == one.wish->next_hop;
  for (const auto& [who, wish] : all)
    if (who != one.whose && std::ranges::find(one.losers, who) == one.losers.end())
      one.losers.push_back(who);
}

void route_planner::tend(found_route& one, std::size_t number) {
  const auto held = one.network ? stakes_.find(*one.network) : stakes_.end();
  if (held == stakes_.end())
    tend_unwished(one);
  else if (held->second.found == number)
    tend_stake(one, held->second);
  else if (asked_.may_remove && !is_frozen(*held->second.whose))
    remove(one, held->second.whose); // there is another for the same network
  if (one.removed)
    return;
  if (!ids_.insert(one.id).second && !one.changed) {
    one.id
      = free_id(held == stakes_.end() ? one.id : node_token(how_, held->second.whose->key.name), 0);
    one.whole.set("route_id", one.id);
    one.changed = changes_ = true;
  }
}

void route_planner::tend_stake(found_route& one, stake& of) {
  if (of.stands || is_frozen(*of.whose))
    return;
  // While not all have spoken it may be that of a Node that is still to come.
  if (!asked_.may_remove && bearer(one) != of.whose)
    return;
  one.whole.set("next_hop", address_value(of.wish->next_hop));
  one.changed = of.touched = changes_ = true;
  changed_.insert(*of.whose);
  repairs_[*of.whose].push_back(to_string(of.wish->network));
}

void route_planner::tend_unwished(found_route& one) {
  if (!asked_.may_remove || (one.network && left_be_.contains(*one.network)))
    return;
  const auto left = one.network ? departed_.find(*one.network) : departed_.end();
  const auto* whose = left == departed_.end() ? bearer(one) : left->second;
  if (whose ? is_frozen(*whose) : asked_.only && !asked_.only->contains({{}, one.id}))
    return;
  if (!whose && asked_.held.contains({{}, one.id}))
    return;
  if (!whose && !how_.delete_config) {
    if (!asked_.sweep)
      return;
    out_.sweeps.insert(one.id);
    ++out_.sweeps_here;
  }
  remove(one, whose);
}

void route_planner::remove(found_route& one, const owner* whose) {
  one.removed = changes_ = true;
  if (whose)
    changed_.insert(*whose);
  else
    out_.units.push_back({{}, one.id});
}

void route_planner::add_missing() {
  std::vector<stake*> missing;
  for (auto& [network, one] : stakes_)
    if (one.found == nowhere && !is_frozen(*one.whose))
      missing.push_back(&one);
  std::ranges::sort(missing, {}, [](const stake* one) {
    return std::tuple{std::string_view{one->whose->key.name}, one->wish->place};
  });
  for (auto* one : missing) {
    const auto id = free_id(node_token(how_, one->whose->key.name), one->wish->place);
    ids_.insert(id);
    added_.push_back(new_route(id, one->wish->network, one->wish->next_hop, how_.cluster_name));
    one->touched = changes_ = true;
    changed_.insert(*one->whose);
    repairs_[*one->whose].push_back(to_string(one->wish->network));
  }
}

std::string route_planner::free_id(const std::string& token, std::size_t place) {
  auto out = route_id(how_, token, place);
  while (ids_.contains(out))
    out = route_id(how_, token, ++place);
  return out;
}

} // namespace weft::avi
