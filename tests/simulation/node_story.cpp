#include "tests/simulation/node_story.hpp"

#include "protocol/cni/annotation.hpp"
#include "protocol/cni/names.hpp"
#include "protocol/cni/status_entry.hpp"
#include "tests/simulation/weighted_steps.hpp"
#include "tests/simulation/workloads.hpp"

#include <algorithm>
#include <utility>

namespace weft::simulation {

using namespace std::chrono_literals;

namespace {

const std::vector<std::string> pods{"p0", "p1", "p2", "p3"};

/// As many addresses as there are Pods: one that is not given back is missed.
constexpr auto tight = R"(,"rangeStart":"172.20.6.10","rangeEnd":"172.20.6.13")";

constexpr auto chained = R"({"cniVersion":"0.4.0","name":"chained","plugins":[)"
                         R"({"type":"bridge","bridge":"chained-br",)"
                         R"("ipam":{"type":"host-local","subnet":"172.20.7.0/24"}},)"
                         R"({"type":"tuning"},{"type":"portmap"}]})";

constexpr auto modern = R"({"cniVersion":"1.1.0","name":"modern","type":"bridge",)"
                        R"("bridge":"modern-br",)"
                        R"("ipam":{"type":"host-local","subnet":"172.20.8.0/24"}})";

} // namespace

node_story::node_story(world& here) : here_(here) {
  here_.node.renew_plugins();
  define_all();
  auto& runtime = here_.node.containers.character;
  if (once_in(3))
    runtime.like = cni::sim::runtime_character::product::cri_o;
  runtime.infra_containers = once_in(2);
}

void node_story::define_all() {
  int subnet = 0;
  for (const auto& [name, interface] : kaloom_interfaces)
    define_network(here_, name, bridge_config(name, ++subnet));
  define_attachment(here_, "net-a", bridge_config("net-a", 5));
  define_attachment(here_, "tight", bridge_config("tight", 6, {}, tight));
  define_attachment(here_, "chained", chained);
  define_attachment(here_, "modern", modern);
}

void node_story::step() {
  static const std::vector<weighted_step<node_story>> all{
    {14, &node_story::start},           {16, &node_story::ask},
    {5, &node_story::ask_nothing},      {3, &node_story::ask_rubbish},
    {4, &node_story::change_network},   {7, &node_story::evict_pod},
    {3, &node_story::end_pod},          {3, &node_story::stop_sandbox},
    {7, &node_story::renew_sandbox},    {4, &node_story::clean_up},
    {4, &node_story::write_entry},      {3, &node_story::spoil_status},
    {5, &node_story::delete_interface}, {2, &node_story::delete_bridge},
    {12, &node_story::trouble_plugins}, {6, &node_story::trouble_runtime},
    {5, &node_story::trouble_disk},     {3, &node_story::lose_machine},
  };
  take_one(*this, all, [this](int below) { return roll(below); });
}

void node_story::settle_down() {
  here_.node.relent();
  here_.node.containers.set_up(true);
  here_.node.containers.character.answers = true;
  here_.node.containers.character.latency = {};
  here_.node.plugin_time = 10ms;
  here_.node.files.fill_up(false);
  define_all();
  here_.shape.agent.exclusive_networks.clear();
  if (std::exchange(here_.shape.agent.check, false)) // at rest nothing is to happen by itself
    here_.restart();
  for (const auto& pod : here_.list("/api/v1/namespaces/ns1/pods")) {
    const auto name = text_at(pod, {"metadata", "name"});
    annotate(here_, name, cni::annotation::kaloom, some_kaloom());
    annotate(here_, name, cni::annotation::npwg, some_npwg());
  }
}

// -- users ---------------------------------------------------------------------------------------

std::string node_story::some_pod() {
  const auto all = here_.list("/api/v1/namespaces/ns1/pods");
  return all.empty() ? "" : text_at(pick(all), {"metadata", "name"});
}

std::string node_story::some_kaloom() {
  texts all;
  for (const auto& [name, interface] : kaloom_interfaces)
    if (once_in(2))
      all.push_back(name);
  if (once_in(2))
    std::ranges::reverse(all);
  return asking_for(all);
}

std::string node_story::some_npwg() {
  std::string out;
  for (const auto* one : {"net-a@a0", "tight@t0", "chained@c0", "modern@m0"})
    if (once_in(3))
      out += (out.empty() ? "" : ",") + std::string{one};
  return out;
}

void node_story::start() {
  const auto& name = pick(pods);
  if (here_.find(world::path_of("Pod", name)).is_null()) {
    annotation_map asked;
    if (!once_in(4))
      asked[std::string{cni::annotation::kaloom}] = some_kaloom();
    if (once_in(2))
      asked[std::string{cni::annotation::npwg}] = some_npwg();
    schedule(here_, name, asked);
  }
  if (!once_in(4)
      && text_at(here_.find(world::path_of("Pod", name)), {"status", "phase"}) == "Pending")
    run_sandbox(here_, name);
}

void node_story::ask() {
  if (const auto name = some_pod(); !name.empty())
    once_in(2) ? annotate(here_, name, cni::annotation::kaloom, some_kaloom())
               : annotate(here_, name, cni::annotation::npwg, some_npwg());
}

void node_story::ask_nothing() {
  if (const auto name = some_pod(); !name.empty())
    annotate(here_, name, once_in(2) ? cni::annotation::kaloom : cni::annotation::npwg, nullptr);
}

void node_story::ask_rubbish() {
  if (const auto name = some_pod(); !name.empty())
    annotate(here_, name, once_in(2) ? cni::annotation::kaloom : cni::annotation::npwg, "{rubbish");
}

void node_story::change_network() {
  switch (roll(3)) {
  case 0:
    here_.erase(world::path_of("NetworkAttachmentDefinition", "net-a"));
    break;
  case 1:
    define_attachment(here_, "net-a",
                      once_in(2) ? "{}" : bridge_config("net-a", 5, R"(,"mtu":1400)"));
    break;
  default:
    define_all();
  }
}

// -- the kubelet ---------------------------------------------------------------------------------

void node_story::evict_pod() {
  const auto name = some_pod();
  if (name.empty())
    return;
  if (once_in(2))
    return evict(here_, name);
  const auto id = sandbox_of(here_, name); // which is left to be cleaned up
  if (once_in(2))
    here_.erase(world::path_of("Pod", name));
  here_.node.stop_pod(id);
  here_.erase(world::path_of("Pod", name));
}

void node_story::end_pod() {
  const auto name = some_pod();
  if (name.empty())
    return;
  here_.patch(world::path_of("Pod", name) + "/status", R"({"status":{"phase":"Succeeded"}})");
  here_.node.stop_pod(sandbox_of(here_, name));
}

void node_story::stop_sandbox() {
  if (const auto name = some_pod(); !name.empty())
    here_.node.stop_pod(sandbox_of(here_, name));
}

void node_story::renew_sandbox() {
  const auto name = some_pod();
  if (text_at(here_.find(world::path_of("Pod", name.empty() ? "p0" : name)), {"status", "phase"})
      == "Running")
    replace_sandbox(here_, name);
}

void node_story::clean_up() {
  const auto all = here_.node.containers.all();
  for (const auto& [id, one] : all)
    if (!one.what.ready)
      once_in(2) ? here_.node.stop_pod(id) : here_.node.remove_pod(id);
}

// -- others --------------------------------------------------------------------------------------

/// What it bears in its status annotation; a fault that hits whoever asks is not told from none.
json::array node_story::status_of(const std::string& pod) {
  const auto object = here_.find(world::path_of("Pod", pod));
  const auto held
    = text_at(object, {"metadata", "annotations", std::string{cni::annotation::status}});
  return cni::read_status(held).value_or(json::array{});
}

void node_story::write_entry() {
  const auto name = some_pod();
  const auto uid = name.empty() ? "" : uid_of(name);
  if (uid.empty())
    return;
  auto all = status_of(name);
  auto& before = foreign_[uid];
  if (all.size() < before.size())
    return;
  const auto entry = json::value::of({{"name", "vendor/net"},
                                      {"interface", "foreign" + std::to_string(++next_entry_)},
                                      {"vendor/odd", json::value::list({1, "x"})}});
  all.insert(all.begin() + static_cast<std::ptrdiff_t>(before.size()), entry);
  if (write_status(name, json::write(json::value{all})))
    before.push_back(json::write(entry));
}

void node_story::spoil_status() {
  const auto name = some_pod();
  const auto uid = name.empty() ? "" : uid_of(name);
  if (!uid.empty() && write_status(name, once_in(2) ? json::value{} : json::value{"[]"}))
    foreign_.erase(uid);
}

/// @returns whether it has come about; a request may meet with misfortune.
bool node_story::write_status(const std::string& pod, const json::value& value) {
  const auto version = here_.api->core().version();
  annotate(here_, pod, cni::annotation::status, value);
  return here_.api->core().version() != version;
}

std::string node_story::uid_of(const std::string& pod) {
  return text_at(here_.find(world::path_of("Pod", pod)), {"metadata", "uid"});
}

void node_story::delete_interface() {
  const auto name = some_pod();
  const auto path = here_.node.netns_of(name.empty() ? "" : sandbox_of(here_, name));
  for (const auto& one : here_.node.network.look(path).interfaces)
    if (one.name != "lo" && one.name != "eth0" && once_in(2)) {
      here_.note("somebody deletes " + one.name + " in " + name);
      here_.node.network.remove(path, one.name);
    }
}

void node_story::delete_bridge() {
  const auto bridge = pick(texts{"red-br", "green-br", "net-a-br", "tight-br"});
  here_.note("somebody deletes " + bridge);
  here_.node.network.remove_host(bridge);
}

// -- misfortune ----------------------------------------------------------------------------------

void node_story::trouble_plugins() {
  using enum cni::sim::plugin_fault::way;
  cni::sim::plugin_fault what;
  what.how = pick(std::vector{fail, fail_half, fail_late, hang, die, garbage, flood, slow});
  what.of = pick(std::vector<std::optional<cni::verb>>{
    std::nullopt, std::nullopt, cni::verb::add, cni::verb::del, cni::verb::check, cni::verb::gc});
  what.type = once_in(3) ? pick(texts{"bridge", "tuning", "portmap"}) : "";
  what.times = static_cast<std::size_t>(1 + roll(6));
  what.share = once_in(2) ? 0.5 : 1;
  what.code = pick(std::vector{999, 11, 7, 5, 100});
  what.duration = std::chrono::milliseconds{roll(9000)};
  here_.note("trouble of plugins: " + std::to_string(static_cast<int>(what.how)) + " " + what.type
             + " x" + std::to_string(what.times));
  here_.node.inject(what);
  here_.node.plugin_time = std::chrono::milliseconds{once_in(4) ? roll(2000) : 10};
}

void node_story::trouble_runtime() {
  auto& runtime = here_.node.containers;
  switch (roll(4)) {
  case 0:
    runtime.character.answers = !runtime.character.answers;
    break;
  case 1:
    runtime.character.latency = std::chrono::milliseconds{once_in(2) ? roll(6000) : 0};
    break;
  default:
    runtime.set_up(!runtime.is_up());
  }
  here_.note(std::string{"the runtime is "} + (runtime.is_up() ? "up" : "down")
             + (runtime.character.answers ? "" : " and says nothing"));
}

void node_story::trouble_disk() {
  auto& disk = here_.node.files;
  if (once_in(3)) {
    const bool full = once_in(2);
    here_.note(full ? "the disk is full" : "the disk has room");
    return disk.fill_up(full);
  }
  if (here_.living().empty())
    return;
  here_.note("the agent dies within a change of the disk");
  disk.die_at(static_cast<std::size_t>(1 + roll(8)));
  here_.run_for(1ms * roll(3000));
  here_.kill(here_.newest());
  disk.die_at(0);
  disk.revive();
  here_.start();
}

void node_story::lose_machine() {
  if (!here_.living().empty())
    reboot(here_);
}

int node_story::roll(int below) {
  return std::uniform_int_distribution{0, below - 1}(here_.dice);
}

} // namespace weft::simulation
