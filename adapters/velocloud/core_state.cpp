#include "adapters/velocloud/core.hpp"

#include <algorithm>
#include <cstdio>

namespace weft::velocloud::sim {

namespace {

constexpr std::size_t journal_length = 10000;

/// The segment's entry in a QOS document, or null.
const json::value* find_segment(const json::value& data, std::int64_t segment) {
  const auto* all = data.find("segments");
  if (!all || !all->as_array())
    return nullptr;
  for (const auto& held : *all->as_array())
    if (const auto* id = held.find_path({"segment", "segmentId"}); id && id->as_int() == segment)
      return &held;
  return nullptr;
}

/// Calls `visit` for each user rule of a QOS document.
template <class Visit>
void each_rule(json::value& data, Visit visit) {
  auto* segments = data.find("segments");
  if (!segments || !segments->as_array())
    return;
  for (auto& segment : *segments->as_array())
    if (auto* rules = segment.find("rules"); rules && rules->as_array())
      for (auto& rule : *rules->as_array())
        visit(rule);
}

} // namespace

profile* core::find_profile(std::int64_t id) {
  const auto i = std::find_if(profiles.begin(), profiles.end(),
                              [&](const profile& held) { return held.id == id; });
  return i == profiles.end() ? nullptr : &*i;
}

module* core::module_by_id(std::int64_t id) {
  for (auto& held : profiles)
    for (auto& part : held.modules)
      if (part.id == id)
        return &part;
  return nullptr;
}

const module* core::find_module(std::int64_t id) const {
  return const_cast<core*>(this)->module_by_id(id);
}

json::array core::rules(std::int64_t profile_id, std::int64_t segment) const {
  for (const auto& held : profiles)
    for (const auto& part : held.modules)
      if (held.id == profile_id && part.name == "QOS")
        if (const auto* where = find_segment(*part.data, segment))
          if (const auto* all = where->find("rules"); all && all->as_array())
            return *all->as_array();
  return {};
}

std::vector<std::string> core::rule_names(std::int64_t profile_id, std::int64_t segment) const {
  std::vector<std::string> out;
  for (const auto& held : rules(profile_id, segment))
    out.emplace_back(held.text_at({"name"}));
  return out;
}

std::optional<json::value> core::rule(std::int64_t profile_id, std::string_view name,
                                      std::int64_t segment) const {
  for (auto& held : rules(profile_id, segment))
    if (held.text_at({"name"}) == name)
      return held;
  return std::nullopt;
}

void core::store(module& where, json::value fresh, const std::string& author, instant now) {
  settle_ids(fresh, *where.data);
  auto done = ledgers_[where.id].wrote(author, where.data, fresh);
  where.data = take_snapshot(std::move(fresh));
  where.version = next_version(now);
  for (auto& held : profiles)
    for (const auto& part : held.modules)
      if (part.id == where.id)
        held.version = where.version;
  seen_.lost_updates += done.lost;
  journal_.push_back({now, author, where.id, where.version, std::move(done.added),
                      std::move(done.changed), std::move(done.removed), done.lost});
  if (journal_.size() > journal_length)
    journal_.pop_front();
}

void core::human_edit(std::int64_t module_id, const change& how, instant now) {
  auto* where = module_by_id(module_id);
  if (!where)
    return;
  auto fresh = *where->data;
  how(fresh);
  ledgers_[module_id].saw("human", where->data);
  store(*where, std::move(fresh), "human", now);
}

void core::on_next_read(std::int64_t module_id, change how) {
  after_read_.emplace(module_id, std::move(how));
}

void core::on_next_probe(std::int64_t module_id, change how) {
  after_probe_.emplace(module_id, std::move(how));
}

void core::settle_ids(json::value& data, const json::value& stored) {
  if (settings.ids == rule_ids::preserve)
    return;
  if (settings.ids == rule_ids::drop)
    return each_rule(data, [](json::value& rule) { rule.erase("ruleLogicalId"); });
  auto known = stored;
  each_rule(known, [this](json::value& rule) {
    if (const auto* id = rule.find("ruleLogicalId"))
      issued_ids_.emplace(id->text_or(""));
  });
  std::set<std::string> met;
  each_rule(data, [&](json::value& rule) {
    const std::string text{rule.text_at({"ruleLogicalId"})};
    if (issued_ids_.contains(text) && met.insert(text).second && !text.empty())
      return;
    const auto fresh = make_guid();
    issued_ids_.insert(fresh);
    met.insert(fresh);
    rule.set("ruleLogicalId", fresh);
  });
}

std::int64_t core::next_version(instant now) {
  last_version_ = std::max(last_version_ + 1, now.time_since_epoch().count());
  return last_version_;
}

std::string core::make_guid() {
  const auto high = dice_();
  const auto low = dice_();
  char text[37];
  std::snprintf(text, sizeof text, "%08x-%04x-4%03x-%04x-%012llx",
                static_cast<unsigned>(high >> 32U), static_cast<unsigned>(high >> 16U & 0xffffU),
                static_cast<unsigned>(high & 0xfffU),
                static_cast<unsigned>((low >> 48U & 0x3fffU) | 0x8000U),
                static_cast<unsigned long long>(low & 0xffffffffffffULL));
  return text;
}

} // namespace weft::velocloud::sim
