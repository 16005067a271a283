#include "protocol/cni/planner.hpp"
#include "protocol/cni/preparation.hpp"

#include <algorithm>

namespace weft::cni {

namespace {

/// The interface within the sandbox that a network stacks on; empty: none.
std::string parent_of(const network_plan& network) {
  for (const auto& one : network.plugins)
    if (!one.parent.empty())
      return one.parent;
  return {};
}

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const auto& one : texts)
    out.append(out.empty() ? "" : "; ").append(one);
  return out;
}

} // namespace

void planner::attach_elements() {
  if (at_.heads_for == course::follow)
    for (const auto& one : matched_.elements)
      attach(one);
}

void planner::attach(const match& what) {
  const auto* before = fate_of(what.held);
  if (what.foreign || what.wish->what.left_alone || (before && before->kept))
    return;
  auto& state = state_of(what);
  if (state.stands == element_state::standing::refused || !at_.reason.empty())
    return;
  // The network may be gone by now: what stood in this sandbox is mended with what it was made of.
  const bool mend = !what.wish->network && before && before->again && !before->stale;
  if ((!what.wish->network && !mend) || what.interface.empty())
    return;
  auto next = mend ? attach_again(*what.held, at_, in_.node)
                   : attach_element(*in_.wish, *what.wish, what.interface, at_, in_.node);
  if (!next)
    return refuse(state, reason::refused, next.error().what);
  if (!before && adopt(*next))
    return;
  const auto parent = parent_of(next->network);
  next->why = before ? before->why : "it is wished";
  add_attach(*std::move(next), parent, &state);
}

/// @returns whether kactus has attached it.
bool planner::adopt(const operation& wanted) {
  const auto& interface = wanted.subject.interface;
  if (going_.contains(interface) || blocked_.contains(interface))
    return false;
  auto next = take_over(wanted, in_.how.mode, in_.node.by_kactus, at_.netns->interfaces);
  if (!next)
    return false;
  next->why = "kactus has attached it";
  next->subject.order = next_order_++;
  coming_.insert(interface);
  out_.operations.push_back(*std::move(next));
  return true;
}

/// Attachments of a source whose annotation is at fault: they stay, in a new sandbox too.
void planner::attach_kept_sources() {
  if (at_.heads_for != course::follow || !at_.reason.empty())
    return;
  for (const auto& one : fates_) {
    if (one.wish || one.kept || !one.again)
      continue;
    auto next = attach_again(*one.held, at_, in_.node);
    if (!next)
      continue;
    const auto parent = parent_of(next->network);
    next->why = one.why;
    add_attach(*std::move(next), parent, nullptr);
  }
}

/// @param of What is said of the element; null: it has none.
void planner::add_attach(operation next, const std::string& parent, element_state* of) {
  element_state unheard;
  auto& state = of ? *of : unheard;
  const auto& interface = next.subject.interface;
  if (blocked_.contains(interface)) {
    const auto* failed = hindrance_of(interface);
    state.stands = element_state::standing::failed;
    state.reason = failed ? failed->reason : reason::remove_failed;
    state.message = out_.lingering.at(interface);
    return;
  }
  const bool kept_by_another = std::ranges::any_of(
    fates_, [&](const fate& one) { return one.kept && one.held->interface == interface; });
  if (kept_by_another)
    return refuse(state, reason::refused,
                  "interface " + interface + " is that of another attachment of this Pod");
  if (!going_.contains(interface) && find(at_.netns->interfaces, interface))
    return refuse(state, reason::rejected,
                  "there is an interface " + interface + " already, and it is none of ours");
  if (!may_try(next, state))
    return;
  if (going_.contains(interface))
    next.needs.push_back(interface);
  const bool ours
    = !parent.empty() && std::ranges::any_of(matched_.elements, [&](const match& one) {
        return one.interface == parent;
      });
  if (ours && coming_.contains(parent))
    next.needs.push_back(parent);
  else if (
    ours
    && parent
         != interface && (blocked_.contains(parent) || going_.contains(parent) || !find(at_.netns->interfaces, parent))) {
    state.message = "it waits for " + parent + ", which it stacks on";
    return;
  }
  next.subject.order = next_order_++;
  next.claimed = is_claimed(interface);
  coming_.insert(interface);
  out_.operations.push_back(std::move(next));
}

/// Whether it has not just failed in the very same way.
bool planner::may_try(const operation& next, element_state& of) const {
  const auto* why = resting_try(next.subject.interface, verb::add);
  if (!why || why->container != next.subject.container_id || why->digest != next.subject.digest
      || why->config != digest_of(next.network))
    return true;
  of.stands = why->permanent ? element_state::standing::refused : element_state::standing::failed;
  of.reason = why->reason;
  of.message = why->message;
  return false;
}

void planner::describe_elements() {
  for (const auto& one : matched_.elements) {
    element_state next;
    next.what = to_string(one.wish->what);
    next.interface = one.interface;
    const auto* before = fate_of(one.held);
    using enum element_state::standing;
    next.stands = one.wish->what.left_alone ? left_alone
                  : one.foreign             ? foreign
                  : before && before->kept  ? attached
                                            : pending;
    out_.elements.push_back(std::move(next));
    auto& state = out_.elements.back();
    if (state.stands == attached && one.wish->digest != one.held->digest
        && in_.how.changed == on_change::reject)
      refusals_[std::string{reason::rejected}].push_back(
        state.what + " asks for something else than is attached, and is not replaced");
    if (state.stands == attached && asks_anew(*before))
      if (const auto wanted = attach_element(*in_.wish, *one.wish, one.interface, at_, in_.node);
          !wanted)
        refuse(state, reason::refused, wanted.error().what);
    if (state.stands == pending)
      explain(one, state);
  }
}

/// Why it is not attached, as far as that is known before anything is tried.
void planner::explain(const match& what, element_state& state) {
  const auto* before = fate_of(what.held);
  const bool mended = before && before->again && !before->stale;
  if (!what.wish->reason.empty() && !mended) {
    if (!what.wish->waits)
      refuse(state, what.wish->reason, what.wish->refusal);
    else if (what.wish->reason == reason::network_missing)
      refusals_[what.wish->reason].push_back(state.what + ": " + what.wish->refusal);
    state.reason = what.wish->reason;
    state.message = what.wish->refusal;
  } else if (!what.reason.empty()) {
    refuse(state, what.reason, what.refusal);
  } else if (at_.rejected && at_.heads_for == course::follow) {
    refuse(state, at_.reason, at_.why_not);
  } else {
    state.reason = at_.reason;
    state.message = at_.why_not;
  }
}

element_state& planner::state_of(const match& what) {
  return out_.elements.at(static_cast<std::size_t>(&what - matched_.elements.data()));
}

void planner::refuse(element_state& of, std::string_view why, std::string text) {
  of.stands = element_state::standing::refused;
  of.reason = why;
  of.message = std::move(text);
  refusals_[of.reason].push_back(of.what + ": " + of.message);
}

const planner::fate* planner::fate_of(const attachment_record* what) const {
  const auto found = std::ranges::find(fates_, what, &fate::held);
  return !what || found == fates_.end() ? nullptr : &*found;
}

void planner::write_entries() {
  out_.tells = in_.node.runtime_answers && (at_.netns || !at_.now || live_.empty());
  for (const auto& one : matched_.elements)
    if (one.held)
      add_entry(*one.held);
  for (const auto* one : matched_.unwished)
    add_entry(*one);
}

void planner::add_entry(const attachment_record& what) {
  const bool there
    = what.at == phase::attached || (what.at == phase::deleting && !what.result.is_null());
  if (there && at_.netns && !is_stale(what, at_, in_.node))
    out_.entries.push_back(status_entry(what, at_.netns->interfaces));
}

void planner::announce() {
  for (const auto& [why, texts] : refusals_)
    out_.notices.push_back({true, why, joined(texts)});
}

} // namespace weft::cni
