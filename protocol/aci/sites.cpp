#include "protocol/aci/sites.hpp"

#include "protocol/aci/departures.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace weft::aci {

namespace {

using standing = l3out::standing;

void judge(site& one, const l3out* out) {
  const auto where = to_string(one.name.out());
  if (out && out->stands == standing::denied) {
    one.stands = site::state::denied;
    one.why = where + ": " + out->trouble;
  } else if (!out || out->stands == standing::unknown || out->stands == standing::partly) {
    one.stands = site::state::unread;
    one.why = where + " has not been read yet";
  } else if (out->stands == standing::absent) {
    one.stands = site::state::waiting;
    one.why = "tenant " + one.name.tenant + " or its L3Out " + one.name.l3out + " does not exist";
  } else if (one.held && !one.held->present && one.held->was_external) {
    one.stands = site::state::parked;
    one.why = "EPG " + to_string(one.name) + " is gone; it was not ours, and is waited for";
  } else
    one.stands = site::state::ready;
}

bool listed(const settings& how, const l3out_name& which) {
  return std::find(how.collected.begin(), how.collected.end(), which) != how.collected.end();
}

} // namespace

std::vector<site> survey(const plan_input& in, std::vector<party>& parties) {
  std::map<eepg_name, std::size_t> numbers;
  for (const auto& one : parties)
    numbers.emplace(one.wish->where, 0);
  for (const auto& [which, out] : in.seen.outs)
    for (const auto& [epg, held] : out->eepgs)
      numbers.emplace(eepg_name{which.tenant, which.l3out, epg}, 0);
  std::vector<site> all;
  all.reserve(numbers.size());
  for (auto& [name, number] : numbers) {
    number = all.size();
    auto& one = all.emplace_back();
    one.name = name;
    const auto found = in.seen.outs.find(name.out());
    const auto* out = found == in.seen.outs.end() ? nullptr : found->second.get();
    if (out) {
      const auto held = out->eepgs.find(name.epg);
      one.held = held == out->eepgs.end() ? nullptr : held->second.get();
      one.vrf = out->vrf;
      one.known = out->stands == standing::present || out->stands == standing::partly;
      one.readable = one.known;
    }
    judge(one, out);
    if (const auto why = in.seen.closed.find(name.tenant); why != in.seen.closed.end()) {
      one.stands = site::state::denied;
      one.why = "tenant " + why->first + ": " + why->second;
      one.readable = false;
    }
    one.collectable = !in.how.cluster_id.empty() || listed(in.how, name.out());
    const auto* gone = in.seen.departed.get();
    if (const auto part = gone ? gone->find(name) : prefixes_by_eepg::const_iterator{};
        gone && part != gone->end()) {
      one.departed_prefixes = &part->second;
      one.departed = part->second.contains({});
    }
  }
  for (std::size_t i = 0; i < parties.size(); ++i) {
    auto& one = parties[i];
    one.site = numbers.at(one.wish->where);
    auto& where = all[one.site];
    where.referred = where.referred || wants(*one.part);
    if (where.party == nowhere && one.part->what == wish::place)
      where.party = i;
  }
  return all;
}

} // namespace weft::aci
