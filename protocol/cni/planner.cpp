#include "protocol/cni/planner.hpp"

#include "protocol/cni/cni_result.hpp"
#include "protocol/cni/health.hpp"
#include "protocol/cni/interface_name.hpp"
#include "protocol/cni/preparation.hpp"

#include <algorithm>

namespace weft::cni {

planner::planner(const plan_input& in) : in_(in), at_(situation_of(in.wish, in.node)) {}

plan_output planner::run() {
  collect_records();
  match_wishes();
  judge_records();
  describe_elements();
  drop_records();
  if (in_.node.runtime_answers) {
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

// -- what there is --------------------------------------------------------------------------------

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
    } else if (in_.may_remove) {
      set_aside(one.file, one.trouble);
      operation next;
      next.what = operation::kind::discard;
      next.file = one.file;
      out_.operations.push_back(std::move(next));
      out_.notices.push_back(
        {true, std::string{reason::record_lost},
         "the record " + one.file + " does not read, and nobody can say of which network it was"});
    }
  }
}

void planner::set_aside(const std::string& file, const std::string& why) {
  operation next;
  next.what = operation::kind::set_aside;
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
    const bool named = one.what.interface == what.name->interface
                       || (one.what.interface.empty()
                           && interface_name_of(one.what, pod.who.ns) == what.name->interface);
    if (named && one.network)
      return with(one.what, one.network);
  }
  return std::nullopt;
}

void planner::match_wishes() {
  if (!in_.wish || at_.heads_for == course::clear) {
    matched_.unwished = live_;
    return;
  }
  matched_ = match_elements(
    {in_.how, *in_.wish, live_, out_.our_interfaces, at_.netns ? &at_.netns->interfaces : nullptr});
}

// -- what becomes of it ---------------------------------------------------------------------------

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

bool planner::is_replaced(const fate& what) const {
  return what.wish && what.wish->wish->network && what.wish->wish->digest != what.held->digest
         && in_.how.changed == on_change::replace && at_.reason.empty();
}

} // namespace weft::cni
