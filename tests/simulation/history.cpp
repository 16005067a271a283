#include "tests/simulation/history.hpp"

#include <array>

namespace weft::simulation {

using namespace std::chrono_literals;

namespace {

bool has_prefix_of_ours(std::string_view name) {
  return name.starts_with("r-") || name.starts_with("ns1.") || name.starts_with("ns2.");
}

constexpr auto refused_host = "refused.vcn.cloud";

/// Of three seeds one asks for lists, and one asks a server in vain to stream its snapshots; of
/// seven one has two replicas; and three by three they have velocloud, aci, both or a node, on
/// which every second one has plugins asked, and let collect what is nobody's. Each third dozen has
/// avi instead, alone or together with velocloud and aci, and from turn to turn another CNI plugin.
world_shape varied(world_shape what, std::uint64_t seed) {
  const auto turn = seed / 3 % 4;
  what.has_avi = seed / 12 % 3 == 2;
  const bool alone = what.has_avi && turn % 2 == 0;
  what.has_velocloud = what.has_avi ? !alone : turn == 0 || turn == 2;
  what.has_aci = what.has_avi ? !alone : turn == 1 || turn == 2;
  what.has_cni = !what.has_avi && turn == 3;
  what.balancer.cni_plugin = std::array{"", "calico", "cilium"}[seed / 36 % 3];
  what.lease.enabled = seed % 7 == 0 && !what.has_cni;
  what.agent.check = what.has_cni && seed % 2 == 0;
  if (what.agent.check)
    what.agent.exclusive_networks = {"modern"};
  what.pace.stream = seed % 3 != 0;
  what.api_streams = seed % 3 != 1;
  return what;
}

} // namespace

world_shape history::quick() {
  world_shape out;
  out.pace.timeout = 60s;
  out.how.resync = 60s;
  out.how.sweep = 100s;
  out.how.quarantine = 60s;
  out.how.inventory_ttl = 20s;
  out.how.forbidden_retry = 40s;
  out.fabric.cluster_id = "c1";
  out.fabric.resync = 60s;
  out.fabric.subscription_lifetime = 60s;
  out.fabric.refused_first = 5s;
  out.fabric.refused_cap = 20s;
  out.balancer.cluster_name = avi::sim::demo_cluster;
  out.balancer.group = avi::sim::demo_se_group;
  out.balancer.vip_networks = {{avi::sim::demo_network, {}, "10.10.25.0/24", {}}};
  out.balancer.resync = 60s;
  out.balancer.retry_cap = 20s;
  out.balancer.refused = 20s;
  out.balancer.brake_wait = 30s;
  out.agent.node_name = own_node;
  out.agent.workers = 2;
  out.agent.config_dir.clear();
  out.agent.plugin_timeout = 5s;
  out.agent.health = 20s;
  out.agent.sweep = 60s;
  out.agent.retry_cap = 10s;
  out.agent.missing_first = 5s;
  out.agent.permanent_retry = 30s;
  out.adjust = [](domain& what) {
    what.pace.retry_cap = 20s;
    what.limits.wait = 30s;
  };
  return out;
}

history::history(std::uint64_t seed, world_shape shape)
  : here_(seed, varied(std::move(shape), seed)) {
  expected_.is_ours = has_prefix_of_ours;
  if (once_in(6))
    here_.vco.settings.ids = once_in(2) ? sim::rule_ids::drop : sim::rule_ids::regenerate;
  here_.books.ports_grow = here_.vco.settings.ids == sim::rule_ids::preserve;
  here_.vco.settings.probes_without_version = once_in(8);
  here_.vco.settings.reject_if = [](const json::value& rule) {
    const auto* host = rule.find_path({"match", "hostname"});
    return std::string{host && host->text_or("") == refused_host ? "not this host" : ""};
  };
  expected_.refused_host = refused_host;
  expected_.foreign = foreign_now(here_, expected_);
  if (once_in(2)) {
    here_.wire.late = 0.05;
    here_.wire.lost = once_in(2) ? 0.01 : 0;
  }
  loses_kind_
    = once_in(16) && here_.vco.settings.ids == sim::rule_ids::preserve && here_.shape.has_velocloud;
  if (here_.shape.has_aci)
    fabric_.emplace(here_);
  if (here_.shape.has_avi)
    balancer_.emplace(here_);
  if (here_.shape.has_cni)
    node_.emplace(here_);
}

std::vector<std::string> history::live() {
  if (once_in(2))
    here_.start();
  else
    for (int i = roll(4); i >= 0; --i)
      has_story() ? story_step() : create();
  if (here_.processes.empty())
    here_.start();
  if (here_.shape.lease.enabled)
    here_.start();
  for (int left = 20 + roll(30); left > 0; --left) {
    step();
    here_.run_for(std::chrono::milliseconds{once_in(8) ? roll(90'000) : roll(3'000)});
    here_.revive();
  }
  settle_down();
  reinstall();
  if (restored_)
    restart(); // tries again what was refused; the intent to do so may have gone with the backup
  if (!here_.run_until_quiet(200s, 2h))
    return {"I1: there is no rest"};
  if (found_.empty())
    found_ = check();
  if (found_.empty())
    found_ = check_restraint(here_);
  if (found_.empty())
    found_ = check();
  return found_;
}

std::vector<std::string> history::check() {
  auto out = here_.shape.has_velocloud ? check_rest(here_, expected_) : here_.books.violations;
  if (fabric_)
    for (auto& one : fabric_->check())
      out.push_back(std::move(one));
  if (balancer_)
    for (auto& one : balancer_->check())
      out.push_back(std::move(one));
  if (node_)
    for (auto& one : node_->check())
      out.push_back(std::move(one));
  return out;
}

const history::steps& history::outside_steps() {
  static const steps all{
    {14, &history::create},     {12, &history::edit},           {4, &history::rename},
    {6, &history::move},        {8, &history::remove},          {3, &history::tear_out},
    {3, &history::annotate},    {3, &history::limit},           {2, &history::relabel},
    {4, &history::add_foreign}, {4, &history::change_foreign},  {6, &history::spoil_ours},
    {2, &history::move_ours},   {2, &history::rename_profile},  {2, &history::replace_profile},
    {6, &history::trouble_api}, {5, &history::trouble_watches}, {10, &history::trouble_vco},
    {6, &history::lag},         {5, &history::change_server},   {2, &history::fill_etcd},
    {2, &history::step_clock},  {2, &history::steal_lease},     {1, &history::delete_lease},
  };
  return all;
}

const history::steps& history::inside_steps() {
  static const steps all{
    {2, &history::rotate_token}, {5, &history::kill_actor}, {5, &history::restart},
    {3, &history::restore},      {3, &history::lose_kind},  {4, &history::pause_leader},
  };
  return all;
}

const history::steps& history::cluster_steps() {
  static const steps all{
    {6, &history::trouble_api},   {5, &history::trouble_watches}, {6, &history::lag},
    {5, &history::change_server}, {2, &history::fill_etcd},       {2, &history::step_clock},
    {2, &history::steal_lease},   {1, &history::delete_lease},
  };
  return all;
}

const history::steps& history::inner_steps() {
  static const steps all{
    {5, &history::kill_actor},
    {5, &history::restart},
    {4, &history::pause_leader},
  };
  return all;
}

void history::step() {
  if (!once_in(6))
    return outside_step();
  take_one(here_.shape.has_velocloud ? inside_steps() : inner_steps());
}

void history::story_step() {
  if (node_)
    return node_->step();
  balancer_ && (!fabric_ || once_in(2)) ? balancer_->step() : fabric_->step();
}

void history::outside_step() {
  if (has_story() && once_in(2))
    return story_step();
  if (here_.shape.has_velocloud)
    return take_one(outside_steps());
  once_in(2) ? story_step() : take_one(cluster_steps());
}

void history::take_one(const steps& of) {
  simulation::take_one(*this, of, [this](int below) { return roll(below); });
}

void history::settle_down() {
  here_.note("-- settle down");
  here_.wire.lost = 0;
  here_.wire.late = 0;
  here_.vco.relent();
  here_.vco.settings.limit = {};
  if (fabric_)
    fabric_->settle_down();
  if (balancer_)
    balancer_->settle_down();
  here_.misfortunes = {};
  here_.balanced = false;
  here_.api->core().allow_again();
  here_.api->core().recover();
  if (node_)
    node_->settle_down(); // it asks the API server, which has to listen
  if (!fresh_token_.empty())
    tell_token();
}

int history::roll(int below) {
  return std::uniform_int_distribution{0, below - 1}(here_.dice);
}

} // namespace weft::simulation
