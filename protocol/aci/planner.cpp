#include "protocol/aci/planner.hpp"

#include "protocol/aci/departures.hpp"
#include "protocol/aci/dn.hpp"

#include <algorithm>
#include <utility>

namespace weft::aci {

planner::planner(const plan_input& in) : in_(in), marks_(in.how) {
  for (const auto& [who, part] : in_.parts)
    if (part->body)
      parties_.push_back({&who, part.get(), &as<wished_eepg>(part->body), nowhere});
  sites_ = survey(in_, parties_);
  for (std::size_t i = 0; i < parties_.size(); ++i)
    if (const auto& one = parties_[i]; wants(*one.part))
      for (const auto& what : one.wish->claims)
        stakes_.push_back({&what, i, one.site, nowhere, nowhere});
  wanted_ = aci::decide(stakes_, parties_);
  found_.resize(wanted_.size());
  found_eepgs_.resize(sites_.size());
  for (std::size_t i = 0; i < wanted_.size(); ++i)
    sites_[wanted_[i].site].wanted.push_back(i);
}

plan_output planner::decide() {
  for (std::size_t i = 0; i < sites_.size(); ++i)
    compare(i);
  gather();
  join_moves();
  choose();
  tell();
  return std::move(out_);
}

std::size_t planner::add(step what) {
  steps_.push_back(std::move(what));
  return steps_.size() - 1;
}

/// Walks through what is wished in one EEPG and what is there, both in the order of prefixes.
void planner::compare(std::size_t number) {
  static const std::map<std::string, subnet> nothing;
  const auto& here = sites_[number];
  const bool cleared = clear_out(number);
  if (!cleared)
    compare_eepg(number);
  const auto& held = here.held && here.present() ? here.held->subnets : nothing;
  auto next = held.begin();
  const auto pass = [&] {
    out_.ours += next->second.ours ? 1 : 0;
    if (next->second.ours)
      find_unwished(number, next->first, next->second);
    ++next;
  };
  for (const auto wanted : here.wanted) {
    const auto& prefix = *wanted_[wanted].prefix;
    while (next != held.end() && next->first < prefix)
      pass();
    const bool there = next != held.end() && next->first == prefix;
    meet(wanted, there ? &next->second : nullptr);
    out_.ours += there && next->second.ours ? 1 : 0;
    next = there ? std::next(next) : next;
  }
  while (next != held.end())
    pass();
  out_.ours += here.ours() ? 1 : 0;
}

void planner::compare_eepg(std::size_t number) {
  const auto& here = sites_[number];
  auto& found = found_eepgs_[number];
  found.what = fate::stands;
  if (!here.referred)
    return;
  if (here.stands != site::state::ready) {
    found = {fate::blocked, nowhere, here.why};
    return;
  }
  const bool marked = here.present() && (!here.ours() || here.held->annotation == marks_.own);
  if (marked || here.party == nowhere)
    return;
  step what;
  what.what = here.present() ? step::kind::mend_eepg : step::kind::make_eepg;
  what.site = number;
  what.party = here.party;
  found = {fate::later, add(std::move(what)), {}};
}

/// A managed EEPG that nobody refers to goes as a whole. @see aci.md 8.6, 8.7
bool planner::clear_out(std::size_t number) {
  const auto& here = sites_[number];
  if (here.referred || !here.ours() || !here.readable || !in_.may_remove)
    return false;
  const bool asked = here.departed;
  if (!asked && !(here.collectable && here.held->annotation == marks_.own))
    return false;
  step what;
  what.what = step::kind::remove_eepg;
  what.site = number;
  if (!asked) {
    if (!in_.sweep)
      return false;
    out_.sweeps.insert(dn_of(here.name));
    what.sweeps = 1;
    for (const auto& [prefix, held] : here.held->subnets)
      if (held.ours && out_.sweeps.insert(dn_of(here.name, prefix)).second)
        ++what.sweeps;
  }
  clearances_[number] = add(std::move(what));
  return true;
}

void planner::meet(std::size_t wanted, const subnet* held) {
  const auto& one = wanted_[wanted];
  auto& found = found_[wanted];
  if (held && !held->ours) {
    const bool classifies = (held->flags & scope::import_security) != 0;
    found.what = classifies ? fate::stands : fate::foreign;
    found.why = to_string(sites_[one.site].name) + " holds " + *one.prefix
                + ", which is not ours and is left as it is";
    return;
  }
  if (const auto& here = sites_[one.site]; here.stands != site::state::ready) {
    found = {fate::blocked, nowhere, here.why};
    return;
  }
  if (one.party == nowhere) {
    found.what = held ? fate::stands : fate::later; // it is left as it is
    return;
  }
  held ? mend(wanted, *held) : place(wanted);
}

void planner::place(std::size_t wanted) {
  const auto& one = wanted_[wanted];
  const auto& here = sites_[one.site];
  step what;
  what.site = one.site;
  what.prefix = one.prefix;
  what.wanted = wanted;
  what.party = one.party;
  what.after.rn_prefix = *one.prefix;
  what.after.name = name_for(stakes_, one);
  what.after.annotation = marks_.own;
  what.after.flags = scope::import_security;
  what.after.ours = true;
  if (here.held)
    if (const auto lost = here.held->lost_flags.find(*one.prefix);
        lost != here.held->lost_flags.end())
      what.after.flags = static_cast<std::uint8_t>(what.after.flags | lost->second);
  found_[wanted] = {fate::later, add(std::move(what)), {}};
}

/// Only these three are ours to say. @see aci.md 8.4
void planner::mend(std::size_t wanted, const subnet& held) {
  const auto& one = wanted_[wanted];
  const bool named = is_named_after(stakes_, one, held.name);
  if (named && held.annotation == marks_.own && (held.flags & scope::import_security) != 0) {
    found_[wanted].what = fate::stands;
    return;
  }
  step what;
  what.what = step::kind::mend;
  what.site = one.site;
  what.prefix = one.prefix;
  what.wanted = wanted;
  what.party = one.party;
  what.before = &held;
  what.after = held;
  what.after.flags = static_cast<std::uint8_t>(held.flags | scope::import_security);
  what.after.annotation = marks_.own;
  if (!named)
    what.after.name = name_for(stakes_, one);
  found_[wanted] = {fate::later, add(std::move(what)), {}};
}

void planner::find_unwished(std::size_t number, const std::string& prefix, const subnet& held) {
  const auto& here = sites_[number];
  const bool asked = here.has_departed(prefix);
  const bool moves = is_wanted_elsewhere(prefix);
  const auto stays = [&](std::string why) {
    if (moves)
      strays_.push_back({&prefix, number, nowhere, std::move(why)});
  };
  const bool collectable = here.collectable && held.annotation == marks_.own;
  if (!asked && !here.referred && !collectable) { // another cluster's, perhaps
    if (!in_.may_remove)                          // or of somebody of ours who has not spoken yet
      stays("nothing is removed before everything has been read");
    return;
  }
  if (!here.readable)
    return stays(here.why.empty() ? "it has to be read first" : here.why);
  if (!in_.may_remove)
    return stays("nothing is removed before everything has been read");
  const bool goes_along = clearances_.contains(number);
  if (goes_along && !moves)
    return;
  step what;
  what.what = step::kind::release;
  what.site = number;
  what.prefix = &prefix;
  what.before = &held;
  what.sweeps = asked || moves ? 0 : 1;
  if (what.sweeps > 0 && !in_.sweep)
    return;
  if (what.sweeps > 0)
    out_.sweeps.insert(dn_of(here.name, prefix));
  const auto index = add(std::move(what));
  if (moves)
    strays_.push_back({&prefix, number, index, {}});
}

} // namespace weft::aci
