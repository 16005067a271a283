#include "adapters/status/gauges.hpp"

#include "protocol/state/filter.hpp"

namespace weft::status {

namespace names = metrics::names;

namespace {

double seconds(std::uint64_t ms) {
  return static_cast<double>(ms) / 1000;
}

void set_work(metrics::registry& numbers, const std::string& domain, const tally& sum) {
  numbers.gauge(names::workqueue_unfinished_work_seconds, {domain, domain})
    .set(seconds(sum.working_ms));
  numbers.gauge(names::workqueue_longest_running_processor_seconds, {domain, domain})
    .set(seconds(sum.longest_ms));
}

void set_tally(metrics::registry& numbers, const std::string& actor, const tally& sum) {
  numbers.gauge(names::weft_actors, {actor}).set(static_cast<double>(sum.all));
  numbers.gauge(names::weft_actors_unhealthy, {actor}).set(static_cast<double>(sum.unhealthy));
  numbers.gauge(names::weft_mailbox_messages, {actor}).set(static_cast<double>(sum.mailbox));
  const auto domain = domain_of(actor);
  if (actor.ends_with(".object") || actor.ends_with(".target"))
    numbers.gauge(names::workqueue_depth, {actor, domain, "0"})
      .set(static_cast<double>(sum.mailbox));
  if (actor.ends_with(".target"))
    set_work(numbers, std::string{domain}, sum);
}

double mailbox_of_domain(const vitals& now, std::string_view domain) {
  double waiting = 0;
  for (const auto& [actor, sum] : now.actors)
    waiting += domain_of(actor) == domain ? static_cast<double>(sum.mailbox) : 0;
  return waiting;
}

} // namespace

void set_gauges(metrics::registry& numbers, const vitals& now, const vitals& before) {
  for (const auto& [actor, sum] : before.actors)
    if (!now.actors.contains(actor))
      set_tally(numbers, actor, {});
  for (const auto& [actor, sum] : now.actors)
    set_tally(numbers, actor, sum);
  for (const auto& [kind, source] : now.sources)
    numbers.gauge(names::weft_source_synced, {kind})
      .set(source.how == vitals::standing::synced ? 1 : 0);
  numbers.gauge(names::leader_election_master_status, {"weft"}).set(now.leading ? 1 : 0);
  numbers.gauge(names::velo_mailbox_depth).set(mailbox_of_domain(now, "velocloud"));
}

} // namespace weft::status
