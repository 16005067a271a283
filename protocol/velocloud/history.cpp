#include "protocol/velocloud/history.hpp"

#include "protocol/sha256.hpp"
#include "protocol/velocloud/rules.hpp"

#include <set>
#include <string_view>
#include <unordered_map>

namespace weft::velocloud {

namespace {

/// Calls `visit` with segment id, index and rule for each rule that is not ours.
template <class Visit>
void each_foreign(const json::value& data, const rule_names& ours, Visit visit) {
  const auto* held = data.find("segments");
  const auto* segments = held ? held->as_array() : nullptr;
  if (!segments)
    return;
  for (const auto& segment : *segments) {
    const auto number = segment.int_at({"segment", "segmentId"}, -1);
    const auto* rules = segment.find("rules");
    if (!rules || !rules->is_array())
      continue;
    for (std::size_t i = 0; i < rules->as_array()->size(); ++i) {
      const auto& rule = (*rules->as_array())[i];
      if (!ours.contains({number, std::string{name_of(rule)}}))
        visit(number, i, rule);
    }
  }
}

} // namespace

std::string foreign_digest(const json::value& data, const rule_names& ours) {
  std::string all;
  each_foreign(data, ours, [&](std::int64_t segment, std::size_t, json::value rule) {
    rule.erase("ruleLogicalId");
    all += std::to_string(segment) + json::write(rule) + "\n";
  });
  return to_hex(sha256(all), 6);
}

void module_history::keep(const std::string& version, const json::value& data,
                          const rule_names& ours) {
  if (!all_.empty() && all_.back().version == version)
    return;
  std::unordered_map<std::string_view, snapshot<rule_text>> known;
  if (!all_.empty())
    for (const auto& one : all_.back().foreign)
      known.emplace(one.rule->text, one.rule);
  module_snapshot fresh;
  fresh.version = version;
  each_foreign(data, ours, [&](std::int64_t segment, std::size_t at, const json::value& rule) {
    auto text = json::write(rule);
    auto held = known.find(text);
    auto shared = held != known.end()
                    ? held->second
                    : take_snapshot(rule_text{std::string{name_of(rule)}, std::move(text)});
    fresh.foreign.push_back({segment, at, std::move(shared)});
  });
  all_.push_back(std::move(fresh));
  bytes_ = count_bytes();
  while (all_.size() > most || (all_.size() > 1 && bytes_ > most_bytes)) {
    all_.pop_front();
    bytes_ = count_bytes();
  }
  find_gone(ours);
}

void module_history::find_gone(rule_names known) {
  gone_.clear();
  for (const auto& one : all_.back().foreign)
    known.emplace(one.segment, one.rule->name);
  for (auto i = all_.rbegin(); i != all_.rend(); ++i)
    for (const auto& one : i->foreign)
      if (known.emplace(one.segment, one.rule->name).second)
        gone_.push_back({one.segment, one.position, one.rule, i->version});
}

std::size_t module_history::count_bytes() const {
  std::set<const rule_text*> met;
  std::size_t total = 0;
  for (const auto& then : all_)
    for (const auto& one : then.foreign)
      if (met.insert(one.rule.get()).second)
        total += one.rule->text.size();
  return total;
}

} // namespace weft::velocloud
