#include "actors/velocloud/session.hpp"
#include "adapters/log/log.hpp"
#include "adapters/metrics/registry.hpp"
#include "protocol/velocloud/names.hpp"

#include <algorithm>
#include <utility>

namespace weft::velocloud {

namespace {

constexpr std::size_t most_gone_rules = 20;
constexpr std::size_t longest_gone_rule = 16U << 10U;

const profile_row* row_of(const snapshot<profile_inventory>& directory, std::int64_t profile) {
  if (!directory)
    return nullptr;
  const auto& all = directory->profiles;
  const auto found = std::find_if(all.begin(), all.end(),
                                  [profile](const profile_row& row) { return row.id == profile; });
  return found == all.end() ? nullptr : &*found;
}

} // namespace

void session_state::look_back(std::int64_t profile, const observation& seen) {
  const auto found = unseen.extract(profile);
  if (!found || !seen.body)
    return;
  const auto& work = *found.mapped().work;
  const auto& write = as<module_write>(work.body);
  if (!write.module_before || seen.version == write.version_before)
    return;
  const auto& before = as<module_state>(write.module_before).data;
  const auto& after = as<module_state>(seen.body).data;
  auto& kept = histories[profile];
  kept.keep(write.version_before, before, write.ours);
  kept.keep(seen.version, after, write.ours);
  log::info("Read a module back.", {{"target", work.target},
                                    {"version_before", write.version_before},
                                    {"version", seen.version},
                                    {"foreign_before", foreign_digest(before, write.ours)},
                                    {"foreign", foreign_digest(after, write.ours)}});
  ask_audit(profile, found.mapped(), seen.version);
}

void session_state::ask_audit(std::int64_t profile, const sent_write& sent,
                              const std::string& version) {
  const auto& work = *sent.work;
  const auto* row = row_of(directory, profile);
  const auto& write = as<module_write>(work.body);
  auto when = audit_window_of(row ? row->name : "", write.version_before, version);
  const bool waits = std::any_of(line.begin(), line.end(), [&work](const job& one) {
    return one.question && one.question->target == work.target;
  });
  if (!when || waits || stopping || stands == standing::lapsed || now() < audit_rests_until)
    return;
  job next;
  next.what = errand::audit;
  next.question
    = take_snapshot(audit_wish{*std::move(when), work.target, write.on_behalf_of, sent.certain});
  line.push_back(std::move(next)); // whoever has had an answer pumps
}

void session_state::on_audit(const job& done, const json::value& answer) {
  const auto& asked = *done.question;
  const auto found = read_audit(answer, asked.when, myself);
  if (!found)
    return on_audit_fault(found.error());
  audit_trouble.clear();
  if (found->myself && asked.certain)
    myself = found->myself;
  if (found->writers.empty())
    return;
  if (wiring.world->numbers)
    wiring.world->numbers->counter(metrics::names::velo_concurrent_writer_total).add();
  self->send(wiring.house, announce{take_snapshot(notice{asked.on_behalf_of, true,
                                                         std::string{reason::concurrent_writer},
                                                         to_string(*found, asked.target)})});
}

void session_state::on_audit_fault(const fault& why) {
  audit_trouble = to_string(why);
  if (why.code == errc::throttled)
    return on_throttled(why);
  const bool silent = why.code == errc::unreachable || why.code == errc::expired;
  audit_rests_until = silent ? now() + audit_pause : now() + audit_rest;
  log::info(
    "The audit log cannot be read; writes of others between a probe and our write go unseen.",
    {{"vco", wiring.how.name}, {"why", audit_trouble}});
}

void session_state::forget_profiles() {
  const auto gone = [this](const auto& one) { return !row_of(directory, one.first); };
  std::erase_if(unseen, gone);
  std::erase_if(histories, gone);
}

void session_state::describe_histories(description& into) const {
  std::size_t snapshots = 0;
  std::size_t bytes = 0;
  std::size_t shown = 0;
  for (const auto& [profile, kept] : histories) {
    snapshots += kept.size();
    bytes += kept.bytes();
    for (const auto& one : kept.gone()) {
      if (shown == most_gone_rules)
        break;
      ++shown;
      into.details.emplace_back("gone from " + target_key(wiring.how.name, profile) + ", segment "
                                  + std::to_string(one.segment) + ", position "
                                  + std::to_string(one.position) + ", last in " + one.version,
                                one.rule->text.size() <= longest_gone_rule ? one.rule->text
                                                                           : one.rule->name);
    }
  }
  into.details.emplace_back("snapshots", std::to_string(snapshots) + " of "
                                           + std::to_string(histories.size()) + " modules, "
                                           + std::to_string(bytes) + " bytes");
}

} // namespace weft::velocloud
