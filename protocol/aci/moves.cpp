#include "protocol/aci/planner.hpp"

#include <algorithm>
#include <utility>

namespace weft::aci {

std::pair<std::size_t, std::size_t> planner::wanted_of(const std::string& prefix) const {
  const auto of = [](const wanted_prefix& one) -> const std::string& { return *one.prefix; };
  return {
    static_cast<std::size_t>(std::ranges::lower_bound(wanted_, prefix, {}, of) - wanted_.begin()),
    static_cast<std::size_t>(std::ranges::upper_bound(wanted_, prefix, {}, of) - wanted_.begin())};
}

/// Whether it may soon be placed somewhere. Asked while EEPGs are still being compared, so by what
/// is there and not by what has been found.
bool planner::is_wanted_elsewhere(const std::string& prefix) const {
  const auto [first, last] = wanted_of(prefix);
  for (auto i = first; i < last; ++i) {
    const auto& there = sites_[wanted_[i].site];
    const bool can = there.stands == site::state::ready || there.stands == site::state::unread;
    if (can && wanted_[i].party != nowhere
        && !(there.present() && there.held->subnets.contains(prefix)))
      return true;
  }
  return false;
}

void planner::join_moves() {
  std::ranges::sort(strays_, [](const stray& one, const stray& other) {
    const auto order = one.prefix->compare(*other.prefix);
    return order != 0 ? order < 0 : one.site < other.site;
  });
  for (auto first = strays_.begin(); first != strays_.end();) {
    const auto last = std::find_if(first, strays_.end(),
                                   [&](const stray& one) { return *one.prefix != *first->prefix; });
    join({first, last});
    first = last;
  }
}

/// The tenant in which it leaves and arrives in one request; empty: in none. It is one at most:
/// two of them would wait for each other.
std::string_view
planner::home_of(const std::map<std::string_view, std::vector<std::size_t>>& arrivals,
                 std::span<const stray> leaving) const {
  const auto found = std::ranges::find_if(
    leaving, [&](const stray& one) { return arrivals.contains(sites_[one.site].name.tenant); });
  return found == leaving.end() ? std::string_view{} : sites_[found->site].name.tenant;
}

/// A prefix leaves and arrives in one request where that can be, and leaves first where it cannot.
/// @see aci.md 8.6
void planner::join(std::span<const stray> leaving) {
  const auto [first, last] = wanted_of(*leaving.front().prefix);
  std::map<std::string_view, std::vector<std::size_t>> arrivals; // steps, by tenant
  bool unread = false;
  for (auto i = first; i < last; ++i) {
    const auto& found = found_[i];
    unread = unread || sites_[wanted_[i].site].stands == site::state::unread;
    if (found.step != nowhere && steps_[found.step].what == step::kind::place
        && found.what != fate::refused)
      arrivals[tenant_of(steps_[found.step])].push_back(found.step);
  }
  const auto home = home_of(arrivals, leaving);
  for (const auto& [tenant, steps] : arrivals)
    arrive(steps, leaving, home);
  for (const auto& one : leaving) {
    const auto clearance = clearances_.find(one.site);
    const bool joins = sites_[one.site].name.tenant == home;
    if (clearance != clearances_.end() && !joins && one.step != nowhere)
      bundles_[one.step].steps.clear(); // it goes with its EEPG
    if (clearance != clearances_.end() && (joins || unread))
      bundles_[clearance->second].waits = true;
    if (one.step != nowhere && unread)
      bundles_[one.step].waits = true;
  }
}

void planner::arrive(const std::vector<std::size_t>& steps, std::span<const stray> leaving,
                     std::string_view home) {
  const bool is_home = tenant_of(steps_[steps.front()]) == home;
  auto& together = bundles_[steps.front()];
  for (auto i = steps.begin() + 1; i != steps.end(); ++i) {
    together.steps.push_back(*i);
    together.waits = together.waits || bundles_[*i].waits;
    bundles_[*i].steps.clear();
  }
  for (const auto& one : leaving) {
    const auto& from = sites_[one.site].name;
    if (is_home && from.tenant == home && one.step != nowhere) {
      together.steps.push_back(one.step);
      bundles_[one.step].steps.clear();
      continue;
    }
    together.waits = true;
    for (const auto number : steps) {
      auto& found = found_[steps_[number].wanted];
      found.what = fate::blocked;
      found.why = "it is still in " + to_string(from) + (one.why.empty() ? "" : "; " + one.why);
    }
  }
}

} // namespace weft::aci
