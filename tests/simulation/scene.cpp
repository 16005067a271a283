#include "tests/simulation/scene.hpp"

#include <algorithm>

namespace weft::simulation {

namespace {

std::string rule_name(const json::value& rule) {
  return text_at(rule, {"name"});
}

void compare(const json::value* before, const json::value* after, const std::string& where,
             std::vector<std::string>& out) {
  if (before && after && before->is_object() && after->is_object()) {
    const auto below = where.empty() ? "" : where + ".";
    for (const auto& [name, value] : *before->as_object())
      compare(&value, after->find(name), below + name, out);
    for (const auto& [name, value] : *after->as_object())
      if (!before->find(name))
        compare(nullptr, &value, below + name, out);
  } else if (!before || !after || !(*before == *after)) {
    out.push_back(where);
  }
}

} // namespace

std::string_view to_string(sim::rule_ids mode) {
  return mode == sim::rule_ids::preserve     ? "VCO preserves ids"
         : mode == sim::rule_ids::regenerate ? "VCO regenerates ids"
                                             : "VCO drops ids";
}

std::vector<std::string> changed_paths(const json::value& before, const json::value& after) {
  std::vector<std::string> out;
  compare(&before, &after, "", out);
  return out;
}

json::value nameless(json::value rule) {
  rule.erase("ruleLogicalId");
  return rule;
}

scene::scene(sim::rule_ids ids, world_shape how) : world(7, std::move(how)) {
  vco.settings.ids = ids;
}

void scene::open() {
  start();
  run_for(5s);
  count_anew();
}

void scene::count_anew() {
  counters_before_ = vco.seen();
  journal_before_ = vco.journal().size();
  events_before_ = event_reasons();
}

scene::tally scene::counted() const {
  const auto& now = vco.seen();
  return {now.writes - counters_before_.writes, now.reads - counters_before_.reads,
          now.probes - counters_before_.probes};
}

std::vector<sim::journal_entry> scene::changes(std::int64_t module) const {
  std::vector<sim::journal_entry> out;
  for (auto i = journal_before_; i < vco.journal().size(); ++i)
    if (vco.journal()[i].module == module)
      out.push_back(vco.journal()[i]);
  return out;
}

std::size_t scene::events(std::string_view reason) {
  const auto now = event_reasons();
  const auto times = [&](const std::vector<std::string>& all) {
    return static_cast<std::size_t>(std::count(all.begin(), all.end(), reason));
  };
  return times(now) - times(events_before_);
}

bool scene::becomes(const std::string& name, const std::string& word, span limit,
                    const std::string& ns) {
  return run_until([&] { return ready(name, ns) == word; }, limit).has_value();
}

bool scene::goes_away(const std::string& name, span limit) {
  return run_until([&] { return is_gone(name); }, limit).has_value();
}

json::value scene::rule(std::string_view name, std::int64_t profile) const {
  return count_rules(name, profile) == 1 ? *vco.rule(profile, name) : json::value{};
}

std::size_t scene::count_rules(std::string_view name, std::int64_t profile) const {
  const auto all = vco.rule_names(profile);
  return static_cast<std::size_t>(std::count(all.begin(), all.end(), name));
}

std::int64_t scene::index_of(std::string_view name, std::int64_t profile) const {
  const auto all = vco.rule_names(profile);
  const auto found = std::find(all.begin(), all.end(), name);
  return found == all.end() ? -1 : found - all.begin();
}

void scene::person_edits(const edit& how, std::int64_t module) {
  vco.human_edit(module, as_change(how), vco_time());
}

sim::core::change scene::as_change(edit how) {
  return [how = std::move(how)](json::value& data) {
    how(*data.find("segments")->as_array()->front().find("rules")->as_array());
  };
}

std::vector<std::string> scene::rules_of_people() const {
  std::vector<std::string> out;
  const bool whole = vco.settings.ids == sim::rule_ids::preserve;
  for (auto& one : vco.rules(sim::quick_start))
    if (!rule_name(one).starts_with("velo"))
      out.push_back(json::write(whole ? one : nameless(one)));
  return out;
}

std::vector<std::string> scene::blemishes() const {
  auto out = books.violations;
  const auto& seen = vco.seen();
  if (seen.lost_updates > 0)
    out.push_back(std::to_string(seen.lost_updates) + " lost updates");
  if (seen.noop_writes > 0)
    out.push_back(std::to_string(seen.noop_writes) + " writes that changed nothing");
  if (seen.most_writes_in_flight > 1)
    out.push_back(std::to_string(seen.most_writes_in_flight) + " writes of one module at once");
  return out;
}

} // namespace weft::simulation
