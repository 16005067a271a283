#include "protocol/cni/planner.hpp"

#include "protocol/cni/cni_result.hpp"
#include "protocol/cni/health.hpp"
#include "protocol/cni/interface_name.hpp"
#include "protocol/cni/preparation.hpp"

#include <algorithm>

namespace weft::cni {

namespace {

/// What the name of its file says. @param pod Null: it is not known.
attachment_record named_after(const torn_record& what, const wished_pod* pod) {
  attachment_record out;
  if (what.name) {
    out.pod_uid = what.name->pod_uid;
    out.container_id = what.name->container_id;
    out.interface = what.name->interface;
  }
  if (pod) {
    out.pod_namespace = pod->who.ns;
    out.pod_name = pod->who.name;
  }
  return out;
}

/// By its own will, or by that of its network.
bool is_called(const element& what, const std::string& ns, const std::string& interface) {
  return what.interface == interface || (what.interface.empty() && interface_name_of(what, ns) == interface);
}

} // namespace

planner::planner(const plan_input& in) : in_(in), at_(situation_of(in.wish, in.node)) {}

plan_output planner::run() {
  collect_records();
  match_wishes();
  judge_records();
  describe_elements();
  drop_records();
  if (in_.node.runtime_answers && !is_stuck()) {
    end_survivors();
    detach_records();
    unplug_others();
    attach_elements();
    attach_kept_sources();
  }
  write_entries();
  announce();
  return std::move(out_);
}

void planner::collect_records() {
  rescue_torn();
  std::map<std::string, const attachment_record*> by_interface;
  std::vector<const attachment_record*> all;
  for (const auto& one : stand_ins_)
    all.push_back(&one);
  for (const auto& one : in_.node.records) {
    next_order_ = std::max(next_order_, one.order + 1);
    out_.our_interfaces.insert(one.interface);
    if (const auto told = read_result(one.result); told.inner() && !told.inner()->name.empty())
      out_.our_interfaces.insert(told.inner()->name);
    if (one.at != phase::detached)
      all.push_back(&one);
  }
  std::ranges::stable_sort(all, {}, &attachment_record::order);
  for (const auto* one : all) {
    auto& held = by_interface[one->interface];
    if (!held || is_stale(*held, at_, in_.node) || !is_stale(*one, at_, in_.node))
      held = one;
  }
  for (const auto* one : all)
    (by_interface.at(one->interface) == one ? live_ : superseded_).push_back(one);
  out_.ours = in_.node.records.size() + in_.node.torn.size();
}

void planner::rescue_torn() {
  for (const auto& one : in_.node.torn) {
    if (auto found = stand_in_for(one)) {
      out_.our_interfaces.insert(found->interface);
      stand_ins_.push_back(*std::move(found));
      torn_files_[&stand_ins_.back()] = one.file;
    } else if (in_.may_remove && !is_awaited(one)) {
      operation next;
      next.what = operation::kind::discard;
      next.file = one.file;
      next.subject = named_after(one, in_.wish ? in_.wish : in_.once);
      if (rests(next.subject))
        continue;
      set_aside(next.subject, one.file, one.trouble);
      next.needs = {next.subject.interface};
      out_.operations.push_back(std::move(next));
      out_.notices.push_back(
        {true, std::string{reason::record_lost},
         "the record " + one.file + " does not read, and nobody can say of which network it was"});
    }
  }
}

void planner::set_aside(const attachment_record& what, const std::string& file,
                        const std::string& why) {
  operation next;
  next.what = operation::kind::set_aside;
  next.subject = what;
  next.file = file;
  next.why = why;
  out_.operations.push_back(std::move(next));
}

std::optional<attachment_record> planner::stand_in_for(const torn_record& what) const {
  const auto* known = in_.wish ? in_.wish : in_.once;
  if (!what.name || !known)
    return std::nullopt;
  const auto& pod = *known;
  const auto with = [&](const element& of, const snapshot<network_plan>& network) {
    auto made = stand_in(pod, *what.name, of, *network, in_.node);
    return made ? std::optional{*std::move(made)} : std::nullopt;
  };
  for (const auto& [claim, network] : pod.claims)
    if (claim.interface == what.name->interface && !claim.is_default && network) {
      for (const auto& one : pod.elements)
        if (one.what.network == claim.network)
          return with(one.what, network);
      element of;
      of.network = claim.network;
      return with(of, network);
    }
  for (const auto& one : pod.elements) {
    if (is_called(one.what, pod.who.ns, what.name->interface) && one.network)
      return with(one.what, one.network);
  }
  return std::nullopt;
}

/// Whether the network it may be of is not there yet: with that it can be taken away in good order.
bool planner::is_awaited(const torn_record& what) const {
  if (!what.name || !in_.wish)
    return false;
  const auto& interface = what.name->interface;
  const auto& pod = *in_.wish;
  return std::ranges::any_of(pod.elements,
                             [&](const wished_element& one) {
                               return one.waits && !one.network
                                      && is_called(one.what, pod.who.ns, interface);
                             })
         || std::ranges::any_of(pod.claims, [&](const claimed_network& one) {
              return !one.network && !one.claim.is_default && one.claim.interface == interface;
            });
}

void planner::match_wishes() {
  if (!in_.wish || at_.heads_for == course::clear) {
    matched_.unwished = live_;
    return;
  }
  matched_ = match_elements(
    {in_.how, *in_.wish, live_, out_.our_interfaces, at_.netns ? &at_.netns->interfaces : nullptr});
}

void planner::judge_records() {
  for (const auto* one : live_) {
    fate next;
    next.held = one;
    next.stale = is_stale(*one, at_, in_.node);
    for (const auto& found : matched_.elements)
      if (found.held == one)
        next.wish = &found;
    judge(next);
    out_.leaving += !next.kept && !next.again && one->at == phase::attached ? 1 : 0;
    fates_.push_back(std::move(next));
  }
  for (const auto* one : superseded_)
    fates_.push_back({one, nullptr, true, false, false, "it is of an earlier sandbox"});
}

void planner::judge(fate& what) const {
  const auto& held = *what.held;
  what.why = fault_of(held);
  if (what.why.empty() && what.stale)
    what.why = "it is of an earlier sandbox";
  if (at_.heads_for == course::clear) {
    what.kept = !in_.may_remove;
    what.why = "nobody wishes it any more";
    return;
  }
  if (at_.heads_for == course::keep || (what.wish && what.wish->wish->what.left_alone)) {
    what.kept = held.at == phase::attached && !what.stale; // the rest is debris of ours
    return;
  }
  const bool wished = what.wish || in_.wish->is_frozen(held.from);
  if (!wished) {
    what.kept = !in_.may_remove && held.at == phase::attached;
    what.why = "nobody wishes it any more";
    return;
  }
  const bool replaced = what.why.empty() && is_replaced(what);
  if (replaced)
    what.why = "something else is asked for";
  what.kept = what.why.empty();
  what.again = !what.kept;
}

/// What is wrong with a record of the sandbox of now; empty: nothing.
std::string planner::fault_of(const attachment_record& what) const {
  if (what.at == phase::adding)
    return "its ADD was not finished";
  if (what.at == phase::deleting)
    return "its DEL was not finished";
  if (!at_.netns || is_stale(what, at_, in_.node))
    return {};
  return damage_of(what, at_.netns->interfaces, in_.node.host);
}

/// Whether the element that it satisfies asks for something else by now.
bool planner::asks_anew(const fate& what) const {
  return what.wish && what.wish->wish->network && what.wish->wish->digest != what.held->digest
         && in_.how.changed == on_change::replace && at_.heads_for == course::follow
         && at_.reason.empty();
}

/// What works is not given for what can be seen to fail.
bool planner::is_replaced(const fate& what) const {
  return asks_anew(what)
         && attach_element(*in_.wish, *what.wish->wish, what.held->interface, at_, in_.node);
}

} // namespace weft::cni
