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
  if (!what.name || !in_.wish)
    return std::nullopt;
  const auto& pod = *in_.wish;
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

// -- what goes ------------------------------------------------------------------------------------

bool planner::is_claimed(const std::string& interface) const {
  return in_.wish && std::ranges::any_of(in_.wish->claims, [&](const claimed_network& one) {
           return one.claim.interface == interface && !one.claim.is_default;
         });
}

void planner::drop_records() {
  for (const auto& one : in_.node.records) {
    if (one.at != phase::detached)
      continue;
    const bool taken_over = std::ranges::any_of(live_, [&](const attachment_record* other) {
      return other->interface == one.interface && !is_stale(*other, at_, in_.node);
    });
    if (is_claimed(one.interface) && !taken_over)
      continue;
    operation next;
    next.subject = one;
    next.file = to_string(name_of(one));
    next.why = "nothing is left of it";
    out_.operations.push_back(std::move(next));
  }
}

void planner::end_survivors() {
  for (const auto& one : in_.node.records) {
    if (one.group == 0 || one.at == phase::attached || one.at == phase::detached
        || one.boot_id != in_.node.boot_id)
      continue;
    operation next;
    next.what = operation::kind::end_survivors;
    next.subject = one;
    next.file = to_string(name_of(one));
    next.why = "a plugin may have outlived us";
    out_.operations.push_back(std::move(next));
  }
}

void planner::detach_records() {
  std::vector<const fate*> all;
  for (const auto& one : fates_)
    if (!one.kept)
      all.push_back(&one);
  std::ranges::stable_sort(
    all, [](const fate* a, const fate* b) { return a->held->order > b->held->order; });
  for (const auto* one : all)
    detach(*one);
}

void planner::detach(const fate& what) {
  const auto& held = *what.held;
  const auto path = netns_for_del(held, at_, in_.node);
  if (!path || rests(held))
    return block(held, path.has_value());
  auto next = detach_record(held, *path);
  if (!next) {
    operation gone;
    gone.subject = held;
    gone.file = to_string(name_of(held));
    gone.why = next.error().what;
    out_.notices.push_back({true, std::string{reason::record_lost},
                            held.interface + " cannot be detached: " + next.error().what});
    out_.operations.push_back(std::move(gone));
    return;
  }
  if (is_given_up(held))
    next->what = operation::kind::release;
  next->why = what.why;
  going_.insert(held.interface);
  if (const auto torn = torn_files_.find(&held); torn != torn_files_.end())
    set_aside(torn->second, "it does not read");
  out_.operations.push_back(*std::move(next));
}

/// It should go and cannot now.
void planner::block(const attachment_record& what, bool reachable) {
  blocked_.insert(what.interface);
  const auto found = in_.node.at_rest.find(what.interface);
  out_.lingering
    = what.interface + " cannot be taken away: "
      + (reachable && found != in_.node.at_rest.end() ? found->second.message : at_.why_not);
}

bool planner::rests(const attachment_record& what) const {
  const auto found = in_.node.at_rest.find(what.interface);
  return found != in_.node.at_rest.end() && found->second.what == verb::del
         && found->second.container == what.container_id && what.group == 0;
}

/// @see cni.md 8.3, the paragraph after the list
bool planner::is_given_up(const attachment_record& what) const {
  constexpr std::uint32_t most_tries = 10;
  constexpr std::uint32_t most_without_interface = 3;
  const bool gone = is_interface_gone(what, at_, in_.node);
  return what.at == phase::deleting && (gone || is_sandbox_gone(what, in_.node))
         && what.attempts >= (gone ? most_without_interface : most_tries);
}

/// What others have attached, nobody wishes, and the settings let us take away.
void planner::unplug_others() {
  if (!in_.how.unplug_foreign || !in_.may_remove || at_.heads_for != course::follow || !at_.netns)
    return;
  for (const auto* one : matched_.unwished_others) {
    if (!one->network || in_.wish->is_frozen(source::npwg))
      continue;
    element what;
    what.network = one->claim.network;
    const record_name name{in_.wish->who.uid, at_.now->id, one->claim.interface};
    auto made = stand_in(*in_.wish, name, what, *one->network, in_.node);
    auto next = made ? detach_record(*made, at_.now->netns)
                     : result<operation>{fault{errc::refused, "", "", {}}};
    if (!next || rests(next->subject))
      continue;
    next->why = "others have attached it and nobody wishes it";
    going_.insert(one->claim.interface);
    out_.operations.push_back(*std::move(next));
  }
}

} // namespace weft::cni
