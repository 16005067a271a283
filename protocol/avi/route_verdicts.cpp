#include "protocol/avi/route_planner.hpp"

#include <algorithm>
#include <utility>

namespace weft::avi {

namespace {

std::string digest_of(const std::vector<std::pair<std::string, std::string>>& lines) {
  std::string out;
  for (const auto& [network, where] : lines)
    out.append(network).append(" ").append(where).append("\n");
  return out;
}

} // namespace

void route_planner::tell() {
  for (const auto& [who, part] : asked_.parts) {
    if (!part->body)
      continue;
    const bool places = part->what == wish::place && !how_.delete_config;
    auto said = places ? tell_placing(who, as<wished_node>(part->body)) : tell_leaving(who, *part);
    said.changes = changed_.contains(who);
    if (said.changes)
      out_.units.push_back({who, {}});
    out_.verdicts.emplace(who, std::move(said));
  }
}

verdict route_planner::tell_placing(const owner& who, const wished_node& wish) const {
  verdict out;
  standing_routes where;
  bool all = true;
  for (const auto& one : wish.routes) {
    const auto& held = stakes_.at(one.network);
    if (*held.whose != who) {
      out.reason = reason::pod_cidr_conflict;
      out.message = to_string(one.network) + " is that of " + to_string(*held.whose);
    } else if (held.stands) {
      where.lines.emplace_back("stands", to_string(one.network) + " by " + one.next_hop + ", as "
                                           + routes_[held.found].id);
    } else {
      all = false;
    }
  }
  const bool contested = !out.reason.empty();
  out.how_far = !all ? progress::pending : contested ? progress::declined : progress::placed;
  if (const auto* why = refusal_of(asked_, who); why && !all) {
    out.reason = reason::refused;
    out.message = *why;
  }
  if (const auto fixed = repairs_.find(who); fixed != repairs_.end())
    out.repairs = fixed->second;
  out.evidence_digest = digest_of(where.lines);
  out.evidence = take_snapshot(std::move(where));
  return out;
}

verdict route_planner::tell_leaving(const owner& who, const fragment& part) const {
  const auto& wish = as<wished_node>(part.body);
  const bool there = std::ranges::any_of(routes_, [&](const found_route& one) {
    const auto is_its = [&](const prefix& network) { return one.network == network; };
    return is_ours(one) && one.network && !claims_.contains(*one.network)
           && (std::ranges::any_of(wish.former, is_its)
               || std::ranges::any_of(wish.routes,
                                      [&](const auto& held) { return is_its(held.network); }));
  });
  verdict out;
  out.how_far = !there                      ? progress::absent
                : part.what == wish::remove ? progress::pending
                                            : progress::placed;
  if (const auto* why = refusal_of(asked_, who); why && there) {
    out.reason = reason::refused;
    out.message = *why;
  }
  return out;
}

void route_planner::warn(const owner& whom, std::string_view why, std::string text) {
  out_.notices.push_back({whom, true, std::string{why}, std::move(text)});
}

/// Networks that several Nodes wish, or that others have routes to. @see avi.md 4.5, 4.7
void route_planner::warn_of_others() {
  for (const auto& [network, one] : stakes_)
    for (const auto* who : one.losers)
      warn(*who, reason::pod_cidr_conflict,
           to_string(network) + " is that of " + to_string(*one.whose) + " already");
  for (const auto& one : routes_) {
    const auto held = is_ours(one) || !one.network ? stakes_.end() : stakes_.find(*one.network);
    if (held != stakes_.end())
      warn(*held->second.whose, reason::route_shared,
           to_string(*one.network) + " has a route of others too: " + whose(one)
             + (is_old_id(one.id, how_.cluster_name) ? ", perhaps one of an old operator" : ""));
  }
  for (auto i = stakes_.begin(); i != stakes_.end(); ++i)
    for (auto inner = std::next(i); inner != stakes_.end(); ++inner) {
      if (!contains(i->first, inner->first))
        break; // in the order of prefixes those within one follow it at once
      if (*i->second.whose != *inner->second.whose)
        warn(*inner->second.whose, reason::pod_cidr_conflict,
             to_string(inner->first) + " lies within " + to_string(i->first) + " of "
               + to_string(*i->second.whose));
    }
}

} // namespace weft::avi
