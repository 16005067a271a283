#include "tests/simulation/history.hpp"

#include <algorithm>

/// What people do to the VCO behind our back in a history, and what is wrong with it.
namespace weft::simulation {

namespace {

bool is_ours(const json::value& rule) {
  const auto name = rule.find("name")->text_or("");
  return name.starts_with("r-") || name.starts_with("ns1.") || name.starts_with("ns2.");
}

} // namespace

const sim::module* history::some_module() {
  std::vector<const sim::module*> all;
  for (const auto& profile : here_.vco.profiles)
    if (profile.type == "SEGMENT_BASED")
      for (const auto& one : profile.modules)
        all.push_back(&one);
  return all.empty() ? nullptr : pick(all);
}

void history::edit_module(const sim::module& which, const sim::core::change& how) {
  here_.books.human_edits.push_back(here_.vco_time());
  here_.vco.human_edit(which.id, how, here_.vco_time());
  expected_.foreign = foreign_now(here_, expected_);
}

void history::edit_rules(const std::function<void(json::array& rules)>& how) {
  const auto* module = some_module();
  if (!module)
    return;
  here_.note("a person edits module " + std::to_string(module->id));
  edit_module(*module, [&](json::value& data) {
    auto& segments = *data.find("segments")->as_array();
    auto& segment = segments[static_cast<std::size_t>(roll(static_cast<int>(segments.size())))];
    how(*segment.find("rules")->as_array());
  });
}

void history::add_foreign() {
  edit_rules([this](json::array& rules) {
    auto fresh = sim::make_rule("human " + std::to_string(++next_name_));
    fresh.set("x_mood", json::number{"1.50"});
    rules.insert(rules.begin() + roll(static_cast<int>(rules.size()) + 1), std::move(fresh));
  });
}

void history::change_foreign() {
  edit_rules([this](json::array& rules) {
    const auto found = std::find_if_not(rules.begin(), rules.end(), is_ours);
    if (found == rules.end())
      return;
    if (once_in(4))
      rules.erase(found);
    else
      (*found)["match"].set("dscp", roll(60));
  });
}

void history::spoil_ours() {
  edit_rules([this](json::array& rules) {
    const auto found = std::find_if(rules.begin(), rules.end(), is_ours);
    if (found == rules.end())
      return;
    switch (roll(4)) {
    case 0:
      rules.erase(found);
      break;
    case 1:
      (*found)["match"].set("hostname", "spoilt.example.com");
      break;
    case 2:
      (*found)["action"]["QoS"].set("type", "bulk");
      break;
    default:
      if (here_.vco.settings.ids == sim::rule_ids::preserve) {
        const auto twin = *found;
        rules.push_back(twin);
      }
    }
  });
}

void history::move_ours() {
  edit_rules([](json::array& rules) {
    const auto found = std::find_if(rules.begin(), rules.end(), is_ours);
    if (found != rules.end())
      std::rotate(found, found + 1, rules.end());
  });
}

void history::rename_profile() {
  here_.note("a person renames a profile");
  auto& profile
    = here_.vco
        .profiles[static_cast<std::size_t>(roll(static_cast<int>(here_.vco.profiles.size())))];
  if (profile.name == "Branch Gold")
    profile.name = "Branch Silver";
  else if (profile.name == "Branch Silver")
    profile.name = "Branch Gold";
}

/// Deletes the profile "Branch Gold" and makes it anew: another id, an empty module.
void history::replace_profile() {
  here_.note("a person replaces a profile");
  auto& all = here_.vco.profiles;
  const auto found = std::find_if(all.begin(), all.end(), [](const sim::profile& one) {
    return one.name.starts_with("Branch") || one.name == "gone";
  });
  if (found == all.end())
    return;
  static const auto pristine = sim::make_profiles()[1];
  auto fresh = pristine;
  fresh.id = found->id + 100;
  fresh.logical_id = "30d58381-7a35-4d0a-9d4f-6a6a5a1b0" + std::to_string(fresh.id);
  fresh.modules.front().id = fresh.id * 10 + 1;
  *found = fresh;
  expected_.foreign = foreign_now(here_, expected_);
}

void history::trouble_vco() {
  static const std::vector<std::string> methods{"*", "configuration/updateConfigurationModule",
                                                "configuration/updateConfigurationModule",
                                                "configuration/getConfigurationModules"};
  const auto how
    = static_cast<sim::misbehaviour>(roll(static_cast<int>(sim::misbehaviour::wrong_type) + 1));
  const auto& method = pick(methods);
  const auto times = static_cast<std::size_t>(1 + roll(4));
  here_.note("trouble of the VCO: " + std::to_string(static_cast<int>(how)) + " " + method + " x"
             + std::to_string(times));
  here_.vco.inject(method, how, times);
}

} // namespace weft::simulation
