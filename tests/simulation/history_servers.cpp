#include "protocol/velocloud/names.hpp"
#include "tests/simulation/history.hpp"

/// What befalls the API servers in a history.
namespace weft::simulation {

using namespace std::chrono_literals;

namespace {

constexpr auto kind_path
  = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/velocloudbps.vcn.cloud";
constexpr auto doubt_lasts = 1h + 15min; ///< of what a CRD that has returned has left behind

} // namespace

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

void history::hold_back(std::size_t server) {
  const auto lasts = 1s * (1 + roll(45));
  here_.note("the watch cache of API server " + std::to_string(server) + " stands still for "
             + std::to_string(lasts.count()) + " s");
  here_.api->core().hold_back(server, here_.wall() + lasts);
}

void history::lag() {
  hold_back(once_in(3) ? 1 - server_ : server_);
  if (once_in(2))
    edit_in_a_row();
}

void history::change_server() {
  using k8s::server::disturbance;
  if (once_in(2)) {
    hold_back(1 - server_);
    edit_in_a_row();
  }
  server_ = 1 - server_;
  here_.balanced = once_in(4);
  here_.note(here_.balanced ? "weft is led to either API server"
                            : "weft is led to API server " + std::to_string(server_));
  here_.api->core().serve_from(server_);
  if (!once_in(4))
    here_.api->core().disturb(
      "", pick(std::vector{disturbance::drop, disturbance::end, disturbance::gone}));
}

void history::fill_etcd() {
  const auto lasts = 1s * (1 + roll(60));
  here_.note("etcd has no space for " + std::to_string(lasts.count()) + " s");
  here_.api->core().fill_up(here_.wall() + lasts);
}

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
  kind_away_ = here_.find(kind_path).is_null();
}

std::set<std::string> history::rules_in_place() {
  std::set<std::string> wanted;
  const auto cluster = text_at(here_.find("/api/v1/namespaces/kube-system"), {"metadata", "uid"});
  for (const auto& one : here_.list("/apis/vcn.cloud/v1/velocloudbps")) {
    const auto id = velocloud::rule_id(cluster, text_at(one, {"metadata", "uid"}));
    const bool stays = !one.find_path({"metadata", "deletionTimestamp"});
    if (stays && here_.condition_of(one) == "True" && stands(here_, id))
      wanted.insert(id);
  }
  return wanted;
}

void history::lose_kind() {
  if (!loses_kind_)
    return;
  if (kind_away_ && here_.find(kind_path).is_null()) {
    here_.define_kinds();
    kind_away_ = false;
  }
  if (kind_away_ || !once_in(2))
    return;
  const auto before = rules_in_place();
  if (here_.erase(kind_path) != 200)
    return;
  kind_away_ = kind_was_away_ = true;
  here_.run_for(1s * roll(90));
  here_.revive();
  for (const auto& id : before)
    if (!stands(here_, id))
      found_.push_back("I7: rule " + id + " has gone along with the CRD");
}

void history::reinstall() {
  if (!kind_was_away_)
    return;
  if (kind_away_ && !here_.run_until([&] { return here_.find(kind_path).is_null(); }, 30min))
    found_.emplace_back("I4: the CRD never goes");
  here_.define_kinds();
  kind_away_ = false;
  here_.run_for(doubt_lasts);
}

} // namespace weft::simulation
