#include "protocol/cni/planner.hpp"
#include "protocol/cni/preparation.hpp"

#include <algorithm>

namespace weft::cni {

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
    if (rests(one)) {
      linger(one);
      continue;
    }
    operation next;
    next.subject = one;
    next.file = to_string(name_of(one));
    next.why = "nothing is left of it";
    out_.operations.push_back(std::move(next));
  }
}

void planner::end_survivors() {
  for (const auto& one : in_.node.records) {
    if (one.group == 0 || one.at == phase::detached)
      continue; // what was made in an earlier boot may be taken away in this one
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
  if (!path || rests(held) || rests_uncleaned(what))
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
  next->for_good = !in_.wish;
  going_.insert(held.interface);
  if (const auto torn = torn_files_.find(&held); torn != torn_files_.end()) {
    set_aside(held, torn->second, "it does not read");
    next->needs.push_back(held.interface);
  }
  out_.operations.push_back(*std::move(next));
}

/// It should go and cannot now.
void planner::block(const attachment_record& what, bool reachable) {
  blocked_.insert(what.interface);
  linger(what, reachable);
}

void planner::linger(const attachment_record& what, bool reachable) {
  const auto* failed = reachable ? hindrance_of(what.interface) : nullptr;
  out_.lingering[what.interface]
    = what.interface + " cannot be taken away: " + (failed ? failed->message : at_.why_not);
}

/// Nothing else may run for its sandbox until that has ended. @see cni.md 8.4
bool planner::is_stuck() {
  const auto stuck = std::ranges::find_if(in_.node.records, [this](const attachment_record& one) {
    return one.group != 0 && one.at != phase::detached && has_failed(one, verb::del);
  });
  if (stuck == in_.node.records.end())
    return false;
  linger(*stuck);
  for (auto& one : out_.elements)
    if (one.stands == element_state::standing::pending && one.reason.empty()) {
      one.stands = element_state::standing::failed;
      one.reason = reason::remove_failed;
      one.message = out_.lingering.at(stuck->interface);
    }
  return true;
}

const resting* planner::resting_try(const std::string& interface, verb how) const {
  const auto found = in_.node.at_rest.find({interface, how});
  return found == in_.node.at_rest.end() ? nullptr : &found->second;
}

const resting* planner::hindrance_of(const std::string& interface) const {
  const auto* failed = resting_try(interface, verb::del);
  return failed ? failed : resting_try(interface, verb::add);
}

/// Lately, in its sandbox, so that it rests.
bool planner::has_failed(const attachment_record& what, verb how) const {
  const auto* failed = resting_try(what.interface, how);
  return failed && failed->container == what.container_id;
}

bool planner::rests(const attachment_record& what) const {
  return what.group == 0 && has_failed(what, verb::del);
}

/// Whether its ADD has failed and its cleaning as well, and it is wished as it was then.
bool planner::rests_uncleaned(const fate& what) const {
  const auto& held = *what.held;
  return held.at == phase::adding && held.group == 0 && what.wish && what.again && !what.stale
         && what.wish->wish->digest == held.digest && has_failed(held, verb::add);
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
