#include "protocol/avi/layer7_planner.hpp"
#include "protocol/avi/ownership.hpp"
#include "protocol/avi/vip_part.hpp"

#include <algorithm>
#include <utility>

namespace weft::avi {

namespace {

std::string digest_of_place(const standing_ingress& where) {
  std::string out;
  for (const auto& one : where.hosts)
    out += one.name + " " + one.virtual_service + " " + one.uuid + " ";
  for (const auto& one : where.addresses)
    out += one + " ";
  return out + where.controller + " " + where.tenant;
}

bool concerns_member(const wished_object& one, std::size_t number) {
  return one.of == number || std::ranges::find(one.others, number) != one.others.end();
}

bool is_import_error(const object_name& which, const std::string& why) {
  return which.type == type::certificate && why.find("Import error") != why.npos;
}

} // namespace

void layer7_planner::tell() {
  for (std::size_t i = 0; i < contest_.members.size(); ++i)
    out_.verdicts.emplace(*contest_.members[i].whose, tell_member(i));
  for (const auto& one : contest_.lost) {
    const auto& who = *contest_.members[one.member].whose;
    auto& said = out_.verdicts[who];
    said.how_far = progress::declined;
    said.reason = one.reason;
    said.message.append(said.message.empty() ? "" : "; ").append(one.message);
    warn(who, one.reason, one.message);
  }
  for (const auto& [who, part] : asked_.parts)
    if (!out_.verdicts.contains(who))
      out_.verdicts.emplace(who, tell_leaving(who, *part));
  for (auto& [who, names] : units_) {
    if (who.key.name.empty())
      continue; // nobody's
    auto& said = out_.verdicts[who];
    said.changes = true;
    said.units.assign(names.begin(), names.end());
  }
}

verdict layer7_planner::tell_member(std::size_t number) {
  verdict out;
  const auto& who = *contest_.members[number].whose;
  bool complete = true;
  for (const auto& one : model_) {
    if (!concerns_member(one, number))
      continue;
    const auto& found = found_[one.which];
    complete = complete && found.what == fate::stands;
    if (found.what == fate::foreign) {
      out.how_far = progress::declined;
      out.reason = reason::not_ours;
      out.message = found.why;
      warn(who, reason::not_ours, found.why);
      return out;
    }
    if (found.what == fate::refused && out.reason.empty()) {
      const bool certificate = is_import_error(one.which, found.why);
      out.reason = certificate ? reason::bad_certificate : reason::refused;
      out.message = to_string(one.which) + ": " + found.why;
      if (certificate)
        warn(who, reason::bad_certificate, out.message);
    }
    for (const auto& path : found.differs)
      out.repairs.push_back(to_string(one.which) + " " + path);
  }
  if (!complete)
    return out;
  auto where = standing(number);
  if (where->addresses.empty() && !where->hosts.empty()) {
    out.reason = reason::pending;
    out.message = "no address has been allocated";
    return out;
  }
  out.evidence_digest = digest_of_place(*where);
  out.evidence = std::move(where);
  out.how_far = progress::placed;
  return out;
}

/// Only what is its alone counts: the rest is there for others, or stays for want of them.
verdict layer7_planner::tell_leaving(const owner& who, const fragment& part) const {
  verdict out;
  bool there = false;
  if (part.body)
    for (const auto& which : as<wished_ingress>(part.body).names(how_))
      if (const auto* held = find(which); held && !shared_.contains(which))
        there = there || (!found_.contains(which) && is_ours(how_, which, *held, seen_.objects));
  const bool goes = part.what == wish::remove || how_.delete_config;
  out.how_far = !there ? progress::absent : goes ? progress::pending : progress::placed;
  for (const auto& [one, why] : asked_.refused)
    if (there && one.whose == who) {
      out.reason = reason::refused;
      out.message = one.what + ": " + why;
    }
  return out;
}

snapshot<standing_ingress> layer7_planner::standing(std::size_t number) const {
  standing_ingress out;
  const auto uuid_of = [&](const std::string& name) {
    const auto* held = find({std::string{type::virtual_service}, name});
    return held ? std::string{held->text_at({"uuid"})} : std::string{};
  };
  for (const auto& [host, served] : contest_.hosts)
    if (served.members.contains(number)) {
      auto name = served.certificate ? child_name(how_, host) : name_;
      auto uuid = uuid_of(name);
      out.hosts.push_back({host, std::move(name), std::move(uuid)});
    }
  if (const auto* held = find({std::string{type::vsvip}, name_}))
    out.addresses = allocated_addresses(*held);
  out.controller = seen_.at->cluster_uuid;
  out.tenant = how_.tenant;
  return take_snapshot(std::move(out));
}

proposal plan_layer7(const settings& how, const plan_request& asked) {
  proposal out;
  const auto* seen = decidable(asked, out);
  return seen ? layer7_planner{how, asked, *seen}.decide() : out;
}

} // namespace weft::avi
