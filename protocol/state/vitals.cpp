#include "protocol/state/vitals.hpp"

#include "protocol/state/filter.hpp"

namespace weft {

namespace {

constexpr std::string_view synced = "synced";
constexpr std::string_view not_synced = "not synced";

/// Reads "synced", or "not synced, <trouble>"; other details of the supervisor are not of a kind.
void note_source(vitals& into, const std::string& kind, std::string_view words) {
  const bool lacks = words.starts_with(not_synced);
  if (!lacks && !words.starts_with(synced))
    return;
  words.remove_prefix(lacks ? not_synced.size() : synced.size());
  if (words.starts_with(", "))
    words.remove_prefix(2);
  into.sources[kind] = {!lacks, std::string{words}};
}

check check_source(const vitals& now, const std::string& domain, const std::string& kind) {
  check out{domain + "/" + kind, false, "no watch for this kind has started"};
  const auto known = now.sources.find(kind);
  if (known == now.sources.end())
    return out;
  out.passed = known->second.synced;
  const auto& trouble = known->second.trouble;
  out.why = out.passed ? "" : "not synced: " + (trouble.empty() ? "listing" : trouble);
  return out;
}

check check_seat(const vitals& now, const std::string& domain) {
  if (now.stopping)
    return {domain, false, "the process is stopping"};
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
  if (one.actor == "root") {
    into.leading = one.state == "leading";
    into.stopping = one.state == "stopping";
    into.trouble = one.last_error;
  } else if (one.actor == "watch.supervisor") {
    for (const auto& [kind, words] : one.details)
      note_source(into, kind, words);
  } else if (one.actor.ends_with(".supervisor")) {
    into.seats[one.key] = one.state;
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
