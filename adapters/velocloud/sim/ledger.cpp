#include "adapters/velocloud/sim/ledger.hpp"

namespace weft::velocloud::sim {

namespace {

using rule_index = std::map<std::string, const json::value*>;

/// Rules by "name", or "name@segment" outside the global one; later ones of a name get "#2"….
rule_index index_rules(const json::value* data) {
  rule_index out;
  const auto* segments = data ? data->find("segments") : nullptr;
  if (!segments || !segments->as_array())
    return out;
  for (const auto& segment : *segments->as_array()) {
    const auto where = segment.int_at({"segment", "segmentId"}, 0);
    const auto* rules = segment.find("rules");
    if (!rules || !rules->as_array())
      continue;
    for (const auto& rule : *rules->as_array()) {
      std::string key{rule.text_at({"name"})};
      if (where != 0)
        key += "@" + std::to_string(where);
      auto unique = key;
      for (int n = 2; out.contains(unique); ++n)
        unique = key + "#" + std::to_string(n);
      out.emplace(std::move(unique), &rule);
    }
  }
  return out;
}

const json::value* find(const rule_index& all, const std::string& key) {
  const auto i = all.find(key);
  return i == all.end() ? nullptr : i->second;
}

bool same(const json::value* a, const json::value* b) {
  return a && b ? *a == *b : a == b;
}

} // namespace

void ledger::saw(const std::string& author, snapshot<json::value> data) {
  seen_[author] = std::move(data);
}

edit ledger::wrote(const std::string& author, const snapshot<json::value>& stored,
                   const json::value& fresh) {
  const auto was = index_rules(stored.get());
  const auto is = index_rules(&fresh);
  const auto& base_data = seen_[author];
  const auto base = index_rules(base_data.get());
  edit out;
  auto visit = [&](const std::string& key) {
    const auto* before = find(was, key);
    const auto* after = find(is, key);
    if (same(before, after))
      return;
    auto& toucher = touched_by_[key];
    if (base_data != stored && toucher != author && !same(find(base, key), before))
      ++out.lost;
    toucher = author;
    (before ? after ? out.changed : out.removed : out.added).push_back(key);
  };
  for (const auto& [key, rule] : was)
    visit(key);
  for (const auto& [key, rule] : is)
    if (!was.contains(key))
      visit(key);
  return out;
}

} // namespace weft::velocloud::sim
