#include "tests/simulation/history.hpp"

#include <algorithm>

/// What people do to the VCO behind our back, and what goes wrong, in a history.
namespace weft::simulation {

using namespace std::chrono_literals;

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

void history::rotate_token() {
  const auto fresh = "rotated-token-" + std::to_string(++next_name_);
  here_.vco.rotate_token(here_.token, fresh, here_.vco_time());
  here_.token = fresh;
  here_.note("the token is rotated");
  if (once_in(2)) {
    here_.newest().vco->change_token(fresh);
    fresh_token_.clear();
  } else {
    fresh_token_ = fresh;
  }
}

void history::trouble_api() {
  using k8s::server::misfortune;
  static const std::vector<misfortune> all{
    misfortune::drop,        misfortune::drop_after,   misfortune::stall,
    misfortune::gone,        misfortune::throttled,    misfortune::error,
    misfortune::unavailable, misfortune::unauthorized, misfortune::html,
    misfortune::half_line,   misfortune::garbage};
  static const std::vector<std::string> verbs{"", "watch", "GET", "PATCH", "PATCH"};
  k8s::server::fault_rule rule;
  rule.what = pick(all);
  rule.verb = pick(verbs);
  rule.times = 1 + static_cast<unsigned>(roll(4));
  here_.note("trouble of the API server: " + std::to_string(static_cast<int>(rule.what)) + " "
             + rule.verb + " x" + std::to_string(rule.times));
  here_.misfortunes.add(rule);
}

void history::trouble_watches() {
  using k8s::server::disturbance;
  static const std::vector<disturbance> all{
    disturbance::drop,  disturbance::end,     disturbance::silence,  disturbance::gone,
    disturbance::error, disturbance::garbage, disturbance::half_line};
  auto& core = here_.api->core();
  here_.note("trouble of the watches");
  switch (roll(5)) {
  case 0:
    return core.restart();
  case 1:
    core.forget_history();
    return core.disturb("", disturbance::drop);
  default:
    return core.disturb("", pick(all));
  }
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

void history::kill_actor() {
  here_.kill_some_actor();
}

/// What a dead process has sent may still arrive for a while; a Lease would keep others away.
void history::restore() {
  auto& core = here_.api->core();
  if (!backup_) {
    here_.note("a backup of the API server");
    backup_ = core.backup();
    return;
  }
  if (here_.vco.settings.ids != sim::rule_ids::preserve)
    return; // whose rules are whose, only what is lost could say
  here_.note("the API server goes back to its backup");
  here_.books.ports_grow = false;
  restored_ = true;
  const auto before = core.version();
  core.restore(*std::exchange(backup_, nullptr));
  // As etcd's manual wants it; else versions come again, and nobody could tell once there are as
  // many as before.
  if (once_in(2) || before < core.version() + 10) {
    core.skip_versions(1'000'000);
    core.forget_history();
  }
  // What the backup does not know of, e.g. that a rule has moved, only who lived through it knows.
  settle_down();
  here_.run_for(3min);
}

void history::restart() {
  here_.kill(here_.newest());
  here_.run_for(5s);
  here_.start();
  fresh_token_.clear();
}

} // namespace weft::simulation
