#include "protocol/state/vitals.hpp"

#include "protocol/state/filter.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace weft {

namespace {

/// Reads "synced", "not synced" or "denied", each perhaps with ", <trouble>"; other details of the
/// supervisor are not of a kind.
void note_source(vitals& into, const std::string& kind, std::string_view words) {
  using standing = vitals::standing;
  constexpr std::array<std::pair<std::string_view, standing>, 3> known{
    {{"synced", standing::synced},
     {"not synced", standing::waiting},
     {"denied", standing::denied}}};
  for (const auto& [word, how] : known)
    if (words == word)
      into.sources[kind] = {how, {}};
    else if (words.starts_with(word) && words.substr(word.size()).starts_with(", "))
      into.sources[kind] = {how, std::string{words.substr(word.size() + 2)}};
}

check check_source(const vitals& now, const std::string& domain, const std::string& kind) {
  check out{domain + "/" + kind, false, "no watch for this kind has started"};
  const auto known = now.sources.find(kind);
  if (known == now.sources.end())
    return out;
  const auto& [how, trouble] = known->second;
  out.passed = how == vitals::standing::synced;
  out.why = out.passed ? ""
                       : std::string{how == vitals::standing::denied ? "denied: " : "not synced: "}
                           + (trouble.empty() ? "listing" : trouble);
  return out;
}

/// Of a session that is of no use for a reason that lies here.
void note_session(vitals& into, const description& one) {
  for (const auto& [what, words] : one.details)
    if (what == unfit_detail)
      into.unfit[std::string{domain_of(one.actor)}] = words;
}

check check_seat(const vitals& now, const std::string& domain) {
  if (now.stopping)
    return {domain, false, "the process is stopping"};
  if (const auto found = now.unfit.find(domain); found != now.unfit.end())
    return {domain, false, found->second};
  if (!now.leading || now.seats.contains(domain))
    return {domain, true, {}};
  return {domain, false, now.trouble.empty() ? "the domain is being started" : now.trouble};
}

} // namespace

void note(vitals& into, const description& one) {
  auto& sort = into.actors[one.actor];
  ++sort.all;
  sort.unhealthy += is_unhealthy(one) ? 1 : 0;
  sort.mailbox += one.mailbox;
  const auto working = static_cast<std::uint64_t>(std::max<std::int64_t>(one.working_ms, 0));
  sort.working_ms += working;
  sort.longest_ms = std::max(sort.longest_ms, working);
  if (one.actor == "root") {
    into.leading = one.state == "leading";
    into.stopping = one.state == "stopping";
    into.trouble = one.last_error;
  } else if (one.actor == "watch.supervisor") {
    for (const auto& [kind, words] : one.details)
      note_source(into, kind, words);
  } else if (one.actor.ends_with(".supervisor")) {
    into.seats[one.key] = one.state;
  } else if (one.actor.ends_with(".session")) {
    note_session(into, one);
  }
}

std::vector<check> check_domain(const vitals& now, const std::string& domain,
                                const std::vector<std::string>& kinds) {
  std::vector<check> out{check_seat(now, domain)};
  for (const auto& kind : kinds)
    out.push_back(check_source(now, domain, kind));
  return out;
}

std::string write_checks(const std::vector<check>& all) {
  std::string out;
  for (const auto& one : all)
    out
      += (one.passed ? "[+]" + one.name + " ok" : "[-]" + one.name + " failed: " + one.why) + "\n";
  return out;
}

} // namespace weft
