#include "protocol/cni/proposing.hpp"

#include "protocol/cni/comparison.hpp"
#include "protocol/cni/plan.hpp"
#include "protocol/cni/report.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace weft::cni {

namespace {

/// Whose fragment counts: the Pod's own, or what is left of it.
const fragment* leading(const wishes& parts) {
  const fragment* out = nullptr;
  for (const auto& [who, part] : parts)
    if (part->what == wish::place)
      return part.get();
    else if (part->what == wish::remove)
      out = part.get();
  return out;
}

/// What of a plan may be done now, and what that must wait for.
std::vector<operation> admitted(const plan_request& asked, const fragment* part,
                                std::vector<operation> all) {
  const owner whose = part ? part->from : owner{};
  const auto stays_out = [&](const operation& one) {
    const weft::unit self{whose, unit_of(one)};
    const weft::unit whole{whose, {}};
    return asked.held.contains(self) || asked.held.contains(whole)
           || (asked.only && !asked.only->contains(self) && !asked.only->contains(whole));
  };
  std::set<std::string> missing;
  std::vector<operation> out;
  for (auto& one : all) {
    const bool waits = std::ranges::any_of(
      one.needs, [&](const std::string& interface) { return missing.contains(interface); });
    if (waits || stays_out(one))
      missing.insert(one.subject.interface);
    else
      out.push_back(std::move(one));
  }
  return out;
}

/// One ADD at most: what is still wished by then comes with the next question. What is taken away
/// here comes back here, since nothing else may remember that it is to. @see cni.md 8.4
std::vector<operation> one_at_a_time(std::vector<operation> all) {
  bool is_full = false;
  std::set<std::string> missing;
  std::erase_if(all, [&](const operation& one) {
    if (one.what != operation::kind::attach)
      return false;
    const auto& interface = one.subject.interface;
    const bool is_again = std::ranges::find(one.needs, interface) != one.needs.end();
    const bool waits = std::ranges::any_of(
      one.needs, [&](const std::string& other) { return missing.contains(other); });
    if (waits || (std::exchange(is_full, true) && !is_again))
      missing.insert(interface);
    return missing.contains(interface);
  });
  return all;
}

/// Without the sandboxes of other Pods of that name. @see cni.md 7.3.1
node_view without_strangers(const node_view& seen, const wished_pod* once) {
  std::set<std::string_view> its;
  if (once)
    its = {once->who.uid, once->who.runtime_uid};
  for (const auto& one : seen.records)
    its.insert({one.pod_uid, one.runtime_uid});
  auto out = seen;
  std::erase_if(out.sandboxes, [&](const sandbox& one) { return !its.contains(one.uid); });
  return out;
}

const element_state* first(const plan_output& from, element_state::standing how) {
  const auto found = std::ranges::find(from.elements, how, &element_state::stands);
  return found == from.elements.end() ? nullptr : &*found;
}

std::string what_lingers(const plan_output& from) {
  std::string out;
  for (const auto& [interface, why] : from.lingering)
    out.append(out.empty() ? "" : "; ").append(why);
  return out;
}

/// How far the Pod as a whole has come: the worst of its elements.
void judge(const plan_output& planned, verdict& out) {
  using enum element_state::standing;
  out.how_far = progress::placed;
  for (const auto how : {failed, pending, refused})
    if (const auto* one = first(planned, how)) {
      out.how_far = how == refused ? progress::declined : progress::pending;
      out.reason = one->reason.empty() ? reason::pending : std::string_view{one->reason};
      out.message = one->what + (one->message.empty() ? "" : ": " + one->message);
      return;
    }
  if (planned.lingering.empty())
    return;
  out.how_far = progress::pending;
  out.reason = reason::remove_failed;
  out.message = what_lingers(planned);
}

/// What it takes away or makes that is not as it should be, unless that is a new wish.
std::vector<std::string> repairs_in(const std::vector<operation>& work) {
  std::set<std::string> leaving;
  std::vector<std::string> out;
  for (const auto& one : work) {
    const auto& interface = one.subject.interface;
    if (one.what == operation::kind::detach && leaving.insert(interface).second)
      out.push_back(interface + ": " + one.why);
    else if (one.what == operation::kind::attach && !leaving.contains(interface))
      out.push_back(interface + ": it was not there");
  }
  return out;
}

verdict verdict_of(const fragment& part, const plan_input& in, const plan_output& planned,
                   const std::vector<operation>& work) {
  verdict out;
  if (part.what == wish::place) {
    judge(planned, out);
  } else {
    const bool left = planned.ours > 0;
    out.how_far = left ? progress::pending : progress::absent;
    if (left && !planned.lingering.empty()) {
      out.reason = reason::remove_failed;
      out.message = what_lingers(planned);
    }
  }
  out.changes = !work.empty();
  for (const auto& one : work)
    out.units.push_back(unit_of(one));
  out.repairs = repairs_in(work);
  if (planned.tells && part.what == wish::place) {
    reported_attachments told;
    told.entries = planned.entries;
    told.our_interfaces = planned.our_interfaces;
    told.interfaces = compare(in, planned);
    out.evidence_digest = digest_of(told);
    out.evidence = take_snapshot(std::move(told));
  }
  return out;
}

/// What should have gone long since and does not, as its records tell: nobody's to hear of.
std::optional<verdict> left_behind(const node_view& node) {
  verdict out;
  for (const auto& one : node.records)
    if (one.at == phase::deleting && one.attempts > 0)
      out.message.append(out.message.empty() ? "" : "; ")
        .append(one.interface + " cannot be taken away: " + one.last_error);
  if (out.message.empty())
    return std::nullopt;
  out.how_far = progress::pending;
  out.reason = reason::remove_failed;
  return out;
}

snapshot<transaction> transaction_of(const std::string& target, std::vector<operation> work) {
  if (work.empty())
    return nullptr;
  operations body;
  body.all = std::move(work);
  transaction out;
  out.target = target;
  out.changes = 1;
  for (const auto& one : body.all)
    out.bytes += one.subject.config.size();
  out.body = take_snapshot(std::move(body));
  return take_snapshot(std::move(out));
}

} // namespace

proposal propose(const settings& how, const plan_request& asked) {
  proposal out;
  if (!asked.observed.body)
    return out;
  const auto* part = leading(asked.parts);
  const auto* once = part && part->body ? &as<wished_pod>(part->body) : nullptr;
  const auto node = without_strangers(as<node_view>(asked.observed.body), once);
  out.ours = node.records.size() + node.torn.size();
  const auto* wished = part && part->what == wish::place ? once : nullptr;
  if (auto left = wished ? std::nullopt : left_behind(node))
    out.verdicts.emplace(owner{}, *std::move(left));
  const bool lives = asked.live_uids.contains(std::string{uid_in(asked.target)});
  if (!part && (!asked.sweep || lives)) // a Pod that lives may still say what it wishes
    return out;
  const plan_input in{how, wished, node, asked.may_remove, once};
  auto planned = plan(in);
  auto work = one_at_a_time(admitted(asked, part, planned.operations));
  if (part)
    out.verdicts.emplace(part->from, verdict_of(*part, in, planned, work));
  for (const auto& one : work)
    out.units.push_back({part ? part->from : owner{}, unit_of(one)});
  if (!part)
    for (const auto& one : work) {
      out.sweeps.insert(unit_of(one));
      ++out.sweeps_here;
    }
  out.urgent = true;
  if (part)
    for (auto& [warning, why, note, interface] : planned.notices)
      out.notices.push_back(
        {part->from, warning, std::move(why), std::move(note), std::move(interface)});
  out.work = transaction_of(asked.target, std::move(work));
  return out;
}

} // namespace weft::cni
