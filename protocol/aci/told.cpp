#include "protocol/aci/departures.hpp"
#include "protocol/aci/planner.hpp"

#include <algorithm>
#include <array>

namespace weft::aci {

namespace {

std::string_view reason_of(site::state stands) {
  switch (stands) {
  case site::state::denied:
    return reason::apic_rejected;
  case site::state::waiting:
  case site::state::parked:
    return reason::waiting_for_l3out;
  default:
    return reason::pending;
  }
}

/// Without a number, which would be another with every Pod.
std::string and_more(std::string text, std::size_t count) {
  return count > 1 ? text.append("; and others") : text;
}

constexpr std::string_view at_war
  = "is changed by somebody else again and again; it is put right more and more rarely";

} // namespace

/// How one owner's claims stand, by fate: how many, and the words on the first.
struct planner::tally {
  struct entry {
    std::size_t count = 0;
    std::string first;
  };
  std::array<entry, 8> by_fate;
  entry lost;
  entry others; ///< what stands and is somebody else's
  std::vector<std::string> repairs;

  entry& of(fate what) { return by_fate[static_cast<std::size_t>(what)]; }
  const entry& of(fate what) const { return by_fate[static_cast<std::size_t>(what)]; }

  static void add(entry& to, const std::string& prefix, std::string_view why) {
    if (++to.count == 1)
      to.first = why.empty() ? prefix : prefix + ": " + std::string{why};
  }
};

void planner::tell() {
  std::vector<tally> counted(parties_.size());
  for (const auto& one : stakes_) {
    auto& of = counted[one.party];
    const auto& prefix = one.what->prefix;
    if (one.wanted == nowhere) {
      const auto& winner = stakes_[one.loses_to];
      if (++of.lost.count == 1)
        of.lost.first = prefix + " of " + to_string(one.what->from) + " is that of "
                        + to_string(winner.what->from) + " in "
                        + to_string(sites_[winner.site].name);
      continue;
    }
    const auto& found = found_[one.wanted];
    tally::add(of.of(found.what), prefix, found.why);
    if (found.what == fate::stands && !found.why.empty())
      tally::add(of.others, prefix, found.why);
    if (found.what == fate::now && steps_[found.step].what == step::kind::mend)
      of.repairs.push_back(prefix);
  }
  for (std::size_t i = 0; i < parties_.size(); ++i) {
    if (parties_[i].part->what == wish::remove)
      tell_leaving(i);
    else if (wants(*parties_[i].part)) {
      tell_party(i, counted[i]);
      if (!in_.how.report)
        announce(parties_[i]);
    }
  }
  warn_of_overlaps();
}

void planner::tell_party(std::size_t number, tally& counted) {
  const auto& one = parties_[number];
  const auto& here = sites_[one.site];
  auto& said = out_.verdicts[*one.who];
  const auto& eepg = found_eepgs_[one.site];
  counted.of(eepg.what).count += eepg.what == fate::stands ? 0 : 1;
  if (eepg.what == fate::refused)
    counted.of(fate::refused).first = to_string(here.name) + ": " + eepg.why;
  show(said, one, counted.of(fate::stands).count);
  if (one.part->what != wish::place) {
    said.how_far = counted.of(fate::stands).count > 0 ? progress::declined : progress::absent;
    return;
  }
  const auto say = [&](progress how_far, std::string_view why, std::string text) {
    said.how_far = how_far;
    said.reason = why;
    said.message = std::move(text);
  };
  const auto words_of
    = [&](fate what) { return and_more(counted.of(what).first, counted.of(what).count); };
  said.changes = !said.pieces.empty();
  said.repairs = std::move(counted.repairs);
  warn_of_losses(one, counted);
  if (here.stands != site::state::ready)
    return say(progress::pending, reason_of(here.stands), here.why);
  const bool stuck = eepg.what == fate::refused || eepg.what == fate::held
                     || eepg.what == fate::resting; // and with it all that is to be placed in it
  if (said.changes || counted.of(fate::now).count > 0
      || (!stuck && counted.of(fate::later).count > 0))
    return say(progress::pending, reason::pending, {});
  if (counted.of(fate::held).count > 0)
    return say(progress::pending, reason::pending, "waits for other changes to be tried first");
  if (counted.of(fate::blocked).count > 0)
    return say(progress::pending, reason::pending, words_of(fate::blocked));
  if (counted.of(fate::resting).count > 0)
    return say(progress::pending, reason::pending,
               to_string(here.name) + " " + std::string{at_war});
  if (counted.of(fate::refused).count > 0)
    return say(progress::declined, reason::apic_rejected, words_of(fate::refused));
  if (counted.lost.count > 0)
    return say(progress::declined, reason::conflict,
               and_more(counted.lost.first, counted.lost.count));
  if (counted.of(fate::foreign).count > 0)
    return say(progress::declined, reason::conflict, words_of(fate::foreign));
  say(progress::placed, {}, {});
}

void planner::show(eepg_verdict& said, const party& one, std::size_t standing) const {
  const auto& here = sites_[one.site];
  if (!here.present())
    return;
  published out;
  out.where = here.name;
  out.prefixes = standing;
  out.external = !here.ours();
  said.evidence_digest
    = to_string(here.name) + "/" + std::to_string(standing) + (out.external ? "/external" : "");
  said.evidence = take_snapshot(std::move(out));
}

/// Its owner goes: whether anything that only it wished is still there. It does not wait for a
/// right that we lack: what has departed is remembered, and marked.
void planner::tell_leaving(std::size_t number) {
  const auto& one = parties_[number];
  const auto& here = sites_[one.site];
  auto& said = out_.verdicts[*one.who];
  if (here.stands == site::state::unread) {
    said.reason = reason_of(here.stands);
    said.message = here.why;
    return;
  }
  const auto remains = [&](const claim& what) {
    const auto held = here.held->subnets.find(what.prefix);
    return held != here.held->subnets.end() && held->second.ours
           && !is_wanted(one.site, what.prefix);
  };
  const bool there
    = here.present()
      && ((here.ours() && !here.referred) || std::ranges::any_of(one.wish->claims, remains));
  const bool denied = here.stands == site::state::denied;
  if (denied && (there || !here.known))
    warn(*one.who, reason::left_behind,
         "what it had in " + to_string(here.name) + " stays there for now; " + here.why);
  const bool waits = there && !denied;
  said.how_far = waits ? progress::pending : progress::absent;
  said.reason = waits ? reason::pending : std::string_view{};
}

bool planner::is_wanted(std::size_t number, const std::string& prefix) const {
  const auto [first, last] = wanted_of(prefix);
  return std::any_of(wanted_.begin() + static_cast<std::ptrdiff_t>(first),
                     wanted_.begin() + static_cast<std::ptrdiff_t>(last),
                     [&](const wanted_prefix& one) { return one.site == number; });
}

/// There is one notice for each owner and reason: of two each would be news after the other.
void planner::warn(const owner& whom, std::string_view why, const std::string& text) {
  const auto [known, is_new]
    = warned_.emplace(std::pair{&whom, std::string{why}}, out_.notices.size());
  if (is_new)
    out_.notices.push_back({whom, true, std::string{why}, text});
  else
    out_.notices[known->second].note += "; " + text;
}

/// What its report would make known, where it has none.
void planner::announce(const party& one) {
  const auto& said = out_.verdicts[*one.who];
  if (said.how_far == progress::placed)
    out_.notices.push_back({*one.who, false, std::string{reason::published},
                            "what it asks for is in place in " + to_string(one.wish->where)});
  else if (!said.reason.empty() && said.reason != reason::pending
           && said.reason != reason::conflict)
    warn(*one.who, said.reason, said.message);
}

void planner::warn_of_losses(const party& one, const tally& counted) {
  const auto warn_of = [&](const tally::entry& what) {
    if (what.count > 0)
      warn(*one.who, reason::conflict, and_more(what.first, what.count));
  };
  warn_of(counted.lost);
  warn_of(counted.of(fate::foreign));
  warn_of(counted.others);
  if (counted.of(fate::resting).count > 0)
    warn(*one.who, reason::drift_corrected,
         "something of " + to_string(sites_[one.site].name) + " " + std::string{at_war});
}

/// One prefix in two EEPGs of a VRF: the fabric takes it and then deploys one of them. @see
/// aci.md 3.2
void planner::warn_of_overlaps() {
  std::set<std::size_t> told;
  for (std::size_t i = 1; i < wanted_.size(); ++i) {
    const auto& one = wanted_[i];
    const auto& other = wanted_[i - 1];
    if (*one.prefix != *other.prefix)
      continue;
    const auto& here = sites_[one.site];
    const auto& there = sites_[other.site];
    if (here.name.out() != there.name.out() && (here.vrf.empty() || here.vrf != there.vrf))
      continue;
    for (const auto& both : {one, other})
      if (const auto number = both.party; number != nowhere && told.insert(number).second)
        warn(*parties_[number].who, reason::conflict,
             *one.prefix + " of " + to_string(stakes_[one.first].what->from) + " is in "
               + to_string(there.name) + " and in " + to_string(here.name)
               + ", which share a VRF: the fabric raises F0467");
  }
}

plan_output plan(const plan_input& in) {
  return planner{in}.decide();
}

} // namespace weft::aci
