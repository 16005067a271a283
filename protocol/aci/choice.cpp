#include "protocol/aci/dn.hpp"
#include "protocol/aci/planner.hpp"

#include <algorithm>
#include <tuple>

namespace weft::aci {

namespace {

using kind = step::kind;

bool removes(const step& one) {
  return one.what == kind::release || one.what == kind::remove_eepg;
}

} // namespace

std::string_view planner::tenant_of(const step& one) const {
  return sites_[one.site].name.tenant;
}

piece planner::piece_of(const step& one) const {
  const auto& where = sites_[one.site].name;
  if (one.party != nowhere)
    return {*parties_[one.party].who, one.prefix ? *one.prefix : std::string{}};
  return {{}, one.prefix ? dn_of(where, *one.prefix) : dn_of(where)};
}

/// What keeps a step out of any request for now.
planner::finding planner::hindrance(const step& one) const {
  if (!removes(one) && !in_.seen.resting.empty()
      && in_.seen.resting.contains(
        {sites_[one.site].name, one.prefix ? *one.prefix : std::string{}}))
    return {fate::resting, nowhere, {}};
  if (in_.held.empty() && in_.refused.empty() && !in_.only)
    return {};
  const auto what = piece_of(one);
  if (const auto why = in_.refused.find(what); why != in_.refused.end())
    return {fate::refused, nowhere, why->second};
  if (in_.held.contains(what) || (in_.only && !in_.only->contains(what)))
    return {fate::held, nowhere, {}};
  return {};
}

planner::finding& planner::finding_of(const step& one) {
  return one.wanted == nowhere ? found_eepgs_[one.site] : found_[one.wanted];
}

void planner::gather() {
  done_.resize(steps_.size());
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    bundles_.push_back({{i}, false});
    auto hindered = hindrance(steps_[i]);
    if (hindered.what == fate::later)
      continue;
    bundles_.back().waits = true;
    if (!removes(steps_[i])) {
      auto& found = finding_of(steps_[i]);
      found.what = hindered.what;
      found.why = std::move(hindered.why);
    }
  }
}

/// The next tenant's turn, so that none waits for the others to be done. @see aci.md 8.8
void planner::choose() {
  std::map<std::string_view, std::vector<std::size_t>> by_tenant; // bundles
  for (std::size_t i = 0; i < bundles_.size(); ++i)
    if (!bundles_[i].steps.empty() && !bundles_[i].waits)
      by_tenant[tenant_of(steps_[i])].push_back(i);
  auto turn = by_tenant.upper_bound(in_.seen.served);
  for (std::size_t left = by_tenant.size(); left > 0 && !out_.next; --left) {
    turn = turn == by_tenant.end() ? by_tenant.begin() : turn;
    fill(turn->second);
    ++turn;
  }
}

/// What comes before what goes, EEPG by EEPG.
void planner::fill(std::vector<std::size_t>& bundles) {
  std::ranges::sort(bundles, {}, [this](std::size_t one) {
    const auto& first = steps_[one];
    return std::tuple{removes(first), first.what == kind::remove_eepg, first.site,
                      first.prefix != nullptr, one};
  });
  request_writer writer{sites_, marks_.own, in_.limits};
  for (const auto one : bundles) {
    if (!has_ground(bundles_[one]))
      continue;
    std::vector<const step*> together;
    for (const auto number : bundles_[one].steps)
      together.push_back(&steps_[number]);
    if (!writer.add(together))
      break;
    for (const auto number : bundles_[one].steps)
      settle(number, bundles_[one]);
  }
  if (!writer.empty())
    out_.next = take_snapshot(writer.finish());
}

/// Whether the EEPGs it needs are there, or made by the same request.
bool planner::has_ground(const bundle& what) const {
  return std::ranges::all_of(what.steps, [this](std::size_t number) {
    const auto& one = steps_[number];
    const auto maker = found_eepgs_[one.site].step;
    return one.what != kind::place || sites_[one.site].present()
           || (maker != nowhere && done_[maker]);
  });
}

void planner::settle(std::size_t number, const bundle& within) {
  const auto& one = steps_[number];
  done_[number] = true;
  out_.swept += one.sweeps;
  if (!removes(one))
    finding_of(one).what = fate::now;
  else if (steps_[within.steps.front()].party != nowhere)
    return; // it is part of a move, which is somebody's
  out_.units.push_back(piece_of(one));
  if (one.party != nowhere)
    out_.verdicts[*parties_[one.party].who].pieces.push_back(out_.units.back().what);
}

} // namespace weft::aci
