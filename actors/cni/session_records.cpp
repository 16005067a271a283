#include "actors/cni/answers.hpp"
#include "actors/cni/session.hpp"
#include "actors/runtime/backoff.hpp"
#include "adapters/log/log.hpp"
#include "protocol/cni/config_fault.hpp"
#include "protocol/cni/names.hpp"

#include <algorithm>
#include <utility>

namespace weft::cni {

bool session_state::is_settled(const std::string& target) const {
  const auto held = wiring.past->turns.find(target);
  return held == wiring.past->turns.end() || held->second.expired();
}

/// Where something was done for all Pods nothing is on disk.
void session_state::doubt(const std::string& target) {
  if (target != everybody)
    unsure.insert(target);
}

void session_state::read_records() {
  if (stopping || rewriting > 0 || std::exchange(reading, true))
    return;
  settling.clear();
  std::ranges::copy_if(unsure, std::inserter(settling, settling.end()),
                       [this](const std::string& target) { return is_settled(target); });
  overtaken.clear();
  for (const auto& [target, one] : working)
    overtaken.insert(target);
  wiring.node.records->read_all(tell_answer<result<kept_records>>(self, expect({errand::records})));
}

void session_state::on_records(const result<kept_records>& got) {
  reading = false;
  if (!got) {
    auto words = to_string(got.error());
    if (std::exchange(record_trouble, words) != words)
      log::error("The records of attachments cannot be read.",
                 {{"node", wiring.how.node_name}, {"why", words}});
    line.clear();
    looks.clear();
    questions.fail_all(to_error({errc::unreachable, got.error().what, got.error().where, {}}));
    const backoff pace{wiring.how.retry_first, wiring.how.retry_cap};
    return clock.arm(self, purpose::records, pace.before(read_failures++, wiring.world->spread()));
  }
  record_trouble.clear();
  read_failures = 0;
  if (got->gone)
    on_records_gone();
  if (got->gone && read_once)
    return;
  kept_pods fresh{got->whole, got->torn};
  for (const auto& target : overtaken)
    if (!settling.contains(target))
      fresh.replace(target, kept.of(target)); // told by its invoker, and later than this
  kept = std::move(fresh);
  for (const auto& target : settling)
    unsure.erase(target);
  for (const auto& one : kept.torn())
    note_torn(one);
  note_networks(got->whole);
  if (!std::exchange(read_once, true)) {
    take_config();
    tell_inventory();
    note_survivor(got->collecting);
  } else {
    tell_inventory_soon();
  }
  show_records();
  go_on();
}

void session_state::watch_records() {
  if (!read_once || rewriting > 0 || std::exchange(reading, true))
    return;
  settling.clear();
  overtaken.clear();
  wiring.node.records->read_all(tell_answer<result<kept_records>>(self, expect({errand::watch})));
}

void session_state::on_watched(const result<kept_records>& got) {
  reading = false;
  if (got && got->gone)
    return on_records_gone();
  go_on();
}

/// Memory knows what was there; what is being worked on is known once that is over.
void session_state::on_records_gone() {
  for (const auto& target : settling)
    unsure.erase(target);
  log::error("The records of attachments were gone; those that are known are written anew.",
             {{"node", wiring.how.node_name}, {"records", kept.records()}});
  for (const auto& target : kept.targets())
    if (working.contains(target))
      owed.insert(target);
    else
      write_anew(target);
  go_on();
}

void session_state::write_anew(const std::string& target) {
  for (auto& one : kept.of(target).records) {
    ++rewriting;
    wiring.node.records->write(std::move(one), tell_answer<std::optional<fault>>(
                                                 self, expect({errand::rewrite, 0, target})));
  }
}

void session_state::on_rewritten(const std::string& target, const std::optional<fault>& failed) {
  if (failed)
    log::error("A record that was gone cannot be written anew.",
               {{"target", target}, {"why", to_string(*failed)}});
  if (--rewriting == 0)
    go_on();
}

void session_state::note_torn(const torn_record& one) {
  if (!torn_told.try_emplace(one.file, now()).second)
    return;
  count_torn();
  log::warn("A record of an attachment does not read.",
            {{"node", wiring.how.node_name}, {"file", one.file}, {"why", one.trouble}});
}

bool session_state::take_config() {
  if (!wiring.config_files)
    return false;
  const auto before = std::exchange(config, wiring.config_files());
  for (const auto& one : config)
    if (const auto why = fault_in(one);
        !why.empty() && std::ranges::find(before, one) == before.end())
      log::warn("A file of the node's CNI configuration is of no use.",
                {{"node", wiring.how.node_name}, {"file", one.name}, {"why", why}});
  return config != before;
}

void session_state::tell_inventory() {
  clock.disarm(purpose::inventory);
  if (!read_once)
    return;
  node_inventory inventory;
  inventory.targets = told_targets = kept.targets();
  inventory.config_files = config;
  self->send(wiring.house, learned{take_snapshot(std::move(inventory))});
}

/// Every Pod looks again at that: a few changes are told at once.
void session_state::tell_inventory_soon() {
  if (read_once && !clock.armed(purpose::inventory) && kept.targets() != told_targets)
    clock.arm(self, purpose::inventory, inventory_pause);
}

} // namespace weft::cni
