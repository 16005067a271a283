#include "protocol/aci/contest.hpp"

#include "protocol/aci/spelling.hpp"

#include <algorithm>
#include <tuple>

namespace weft::aci {

namespace {

bool is_pod(const claim& one) {
  return one.from.key.kind == pod_kind;
}

bool older(const claim& one, const claim& other) {
  return std::tie(one.created, one.from.uid) < std::tie(other.created, other.from.uid);
}

/// Whether `one` has the better right to the prefix.
bool beats(const claim& one, const claim& other) {
  if (is_pod(one) != is_pod(other))
    return is_pod(one);
  if (is_pod(one))
    return std::tie(other.started, other.created, one.from.uid)
           < std::tie(one.started, one.created, other.from.uid);
  return older(one, other);
}

} // namespace

std::vector<wanted_prefix> decide(std::vector<stake>& stakes, const std::vector<party>& parties) {
  std::ranges::sort(stakes, [](const stake& one, const stake& other) {
    const auto order = one.what->prefix.compare(other.what->prefix);
    return order != 0 ? order < 0
                      : std::tie(one.site, one.party) < std::tie(other.site, other.party);
  });
  std::vector<wanted_prefix> out;
  for (std::size_t first = 0; first < stakes.size();) {
    auto last = first;
    auto best = first;
    for (; last < stakes.size() && stakes[last].what->prefix == stakes[first].what->prefix; ++last)
      if (beats(*stakes[last].what, *stakes[best].what))
        best = last;
    for (auto begin = first; begin < last;) {
      auto end = begin;
      bool wins = false;
      wanted_prefix one{&stakes[begin].what->prefix, stakes[begin].site, begin, begin, nowhere};
      for (; end < last && stakes[end].site == one.site; ++end) {
        wins = wins || stakes[end].what->from.uid == stakes[best].what->from.uid;
        if (one.party == nowhere && parties[stakes[end].party].part->what == wish::place)
          one.party = stakes[end].party;
      }
      one.last = end;
      for (auto i = begin; i < end; ++i)
        (wins ? stakes[i].wanted : stakes[i].loses_to) = wins ? out.size() : best;
      if (wins)
        out.push_back(one);
      begin = end;
    }
    first = last;
  }
  return out;
}

bool is_named_after(const std::vector<stake>& stakes, const wanted_prefix& what,
                    std::string_view name) {
  for (auto i = what.first; i < what.last; ++i)
    if (is_subnet_name(name, stakes[i].what->from.key))
      return true;
  return false;
}

std::string name_for(const std::vector<stake>& stakes, const wanted_prefix& what) {
  const auto* oldest = stakes[what.first].what;
  for (auto i = what.first; i < what.last; ++i)
    if (older(*stakes[i].what, *oldest))
      oldest = stakes[i].what;
  return subnet_name(oldest->from.key);
}

} // namespace weft::aci
