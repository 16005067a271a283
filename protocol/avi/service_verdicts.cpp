#include "protocol/avi/ownership.hpp"
#include "protocol/avi/service_planner.hpp"
#include "protocol/avi/vip_part.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace weft::avi {

namespace {

std::string digest_of_standing(const standing_service& where) {
  std::string out = where.virtual_service + " " + where.uuid;
  for (const auto& one : where.addresses)
    out += " " + one;
  for (const auto& one : where.hosts)
    out += " " + one;
  return out + " " + where.controller + " " + where.tenant;
}

/// Whatever the Service was told of addresses and names is true no more. @see avi.md 6
void say_nothing_stands(verdict& in) {
  in.evidence = take_snapshot(standing_service{});
  in.evidence_digest = "none";
}

} // namespace

void service_planner::tell() {
  for (std::size_t i = 0; i < contest_.members.size(); ++i)
    out_.verdicts.emplace(*contest_.members[i].whose, tell_member(i));
  for (const auto& [who, why] : contest_.losers) {
    verdict said;
    said.how_far = progress::declined;
    said.accepted = false;
    said.reason = why.first;
    said.message = why.second;
    say_nothing_stands(said);
    out_.verdicts.emplace(who, std::move(said));
    warn(who, why.first, why.second);
  }
  for (const auto& [who, part] : asked_.parts)
    if (!out_.verdicts.contains(who))
      out_.verdicts.emplace(who, tell_leaving(who, *part));
  for (auto& [who, names] : units_) {
    auto& said = out_.verdicts[who];
    said.changes = true;
    said.units.assign(names.begin(), names.end());
  }
}

verdict service_planner::tell_member(std::size_t number) {
  verdict out;
  const auto& who = *contest_.members[number].whose;
  bool complete = true;
  if (!find(model_.back().which))
    say_nothing_stands(out);
  for (const auto& one : model_) {
    const auto& found = found_[one.which];
    const bool mine = one.of == number || one.which.type != type::pool;
    complete = complete && found.what == fate::stands;
    if (found.what == fate::foreign && mine) {
      out.how_far = progress::declined;
      const bool taken = is_anothers(one.which, *find(one.which));
      out.reason = taken ? reason::name_conflict : reason::not_ours;
      out.message = found.why;
      warn(who, out.reason,
           taken ? "another VirtualService has " + to_string(one.which) + ", and was there first"
                 : "somebody else's " + found.why);
      return out;
    }
    if (found.what == fate::refused && out.reason.empty()) {
      out.reason = reason::refused;
      out.message = to_string(one.which) + ": " + found.why;
    }
    if (mine)
      for (const auto& path : found.differs)
        out.repairs.push_back(to_string(one.which) + " " + path);
  }
  if (!complete)
    return out;
  auto where = standing();
  if (where->addresses.empty()) {
    out.reason = reason::pending;
    out.message = "no address has been allocated";
    return out;
  }
  out.evidence_digest = digest_of_standing(*where);
  out.evidence = std::move(where);
  out.how_far = address_fixed_ ? progress::declined : progress::placed;
  if (address_fixed_) {
    out.reason = reason::address_fixed;
    out.message = "address " + contest_.members.front().wish->address
                  + " is requested, and the VIP has another, which stays as long as the Service";
    warn(who, reason::address_fixed, out.message);
  }
  return out;
}

verdict service_planner::tell_leaving(const owner& who, const fragment& part) const {
  verdict out;
  const bool there = model_.empty() ? !leaving().empty() : has_pools(part);
  const bool goes = part.what == wish::remove || how_.delete_config;
  out.how_far = !there ? progress::absent : goes ? progress::pending : progress::placed;
  for (const auto& [one, why] : asked_.refused)
    if (there && one.whose == who) {
      out.reason = reason::refused;
      out.message = one.what + ": " + why;
    }
  return out;
}

bool service_planner::has_pools(const fragment& part) const {
  if (!part.body)
    return false;
  const auto& wish = as<wished_service>(part.body);
  return std::ranges::any_of(wish.ports, [&](const wished_port& one) {
    const object_name which{std::string{type::pool},
                            pool_name(how_, wish.of, wish.shared, one.protocol, one.port)};
    const auto* held = find(which);
    return held && !found_.contains(which) && is_ours(how_, which, *held, seen_.objects)
           && !is_anothers(which, *held);
  });
}

snapshot<standing_service> service_planner::standing() const {
  standing_service out;
  const auto& last = model_.back();
  out.virtual_service = last.which.name;
  if (const auto* held = find(last.which))
    out.uuid = held->text_at({"uuid"});
  std::set<std::string> hosts;
  for (const auto& one : model_) {
    if (one.which.type != type::vsvip)
      continue;
    if (const auto* held = find(one.which))
      out.addresses = allocated_addresses(*held);
    const auto* names = one.body.find("dns_info");
    for (const auto& name : names && names->as_array() ? *names->as_array() : json::array{})
      hosts.emplace(name.text_at({"fqdn"}));
  }
  out.hosts.assign(hosts.begin(), hosts.end());
  out.controller = seen_.at->cluster_uuid;
  out.tenant = how_.tenant;
  return take_snapshot(std::move(out));
}

proposal plan_service(const settings& how, const plan_request& asked) {
  proposal out;
  const auto* seen = decidable(asked, out);
  return seen ? service_planner{how, asked, *seen}.decide() : out;
}

} // namespace weft::avi
