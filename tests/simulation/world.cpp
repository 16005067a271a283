#include "tests/simulation/world.hpp"

#include "adapters/log/log.hpp"
#include "adapters/yaml/reader.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace weft::simulation {

using namespace std::chrono_literals;

namespace {

constexpr timestamp birth{1'790'000'000s};

k8s::server::core_settings server_settings(std::uint64_t seed, bool streams) {
  k8s::server::core_settings out;
  out.seed = seed;
  out.history_limit = 200;
  out.watch_list = streams;
  return out;
}

std::string text_of(const std::string& file) {
  std::ifstream in{std::string{WEFT_SOURCE_DIR} + "/" + file};
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

const std::vector<json::value>& definitions() {
  static const auto all = [] {
    std::vector<json::value> out;
    for (const auto* file : {"config/crds/velocloudbps.yaml", "config/crds/velocloudpolicies.yaml"})
      for (auto& one : yaml::read_all(text_of(file)).value())
        out.push_back(std::move(one));
    return out;
  }();
  return all;
}

} // namespace

world::world(std::uint64_t seed, world_shape of)
  : shape(std::move(of)), dice(seed), wire(dice, [this] { return clock_now(); }),
    api(k8s::in_process_server::make(server_settings(seed, shape.api_streams),
                                     [this] { return wall(); })),
    vco(seed, shape.fixture), apic(seed, shape.apics),
    board(apic, {[this](std::function<void()> what) { wire.send(std::move(what)); },
                 [this](std::chrono::milliseconds delay, std::function<void()> what) {
                   wire.after(delay, std::move(what));
                 },
                 [this] { return apic_time(); }}),
    balancer(avi::sim::make_controller(balancer_time(), seed, shape.balancer_site)),
    node({[this](std::function<void()> what) { wire.after(span{}, std::move(what)); },
          [this](std::chrono::milliseconds delay, std::function<void()> what) {
            wire.after(delay, std::move(what));
          },
          [this] { return node_time(); }},
         seed) {
  log_settings lines;
  lines.level = shape.tracing ? log_settings::severity::debug : log_settings::severity::error;
  log::start(lines, [this](std::string_view line) { note(std::string{line}); });
  idle = [this] { return move_outside(); };
  next_idle = [this] { return next_outside(); };
  if (shape.has_velocloud)
    define_kinds();
  if (shape.has_aci)
    furnish_fabric();
  if (shape.has_avi)
    furnish_cluster_for_balancer();
  if (shape.has_cni)
    furnish_node();
  for (const auto* ns : {"ns1", "ns2"})
    apply(json::value::of({{"apiVersion", "v1"},
                           {"kind", "Namespace"},
                           {"metadata", json::value::of({{"name", ns}})}}));
  if (shape.lease.enabled)
    apply(std::string_view{"{apiVersion: coordination.k8s.io/v1, kind: Lease, "
                           "metadata: {name: weft, namespace: default}}"});
}

void world::define_kinds() {
  for (const auto& one : definitions())
    apply(one);
}

world::~world() {
  thaw();
  for (auto& one : processes)
    kill(*one);
  wire.cut(); // what is lost tells a process so, and those go first
  idle = nullptr;
  next_idle = nullptr;
  log::start({}, [](std::string_view) {});
}

process& world::start() {
  auto fresh = std::make_unique<process>();
  auto& mine = *fresh;
  mine.identity = "weft-" + std::to_string(processes.size());
  mine.here.wall = [this, &mine] { return wall() + mine.wall_off; };
  mine.here.boot = [this] { return fence::instant{now()}; };
  mine.here.spread = [this] { return std::uniform_real_distribution<>{0, 1}(dice); };
  connect_vco(mine);
  connect_fabric(mine);
  connect_balancer(mine);
  connect_node(mine);
  root_wiring with;
  if (shape.has_velocloud)
    with.domains.push_back(velocloud_seat(mine));
  if (shape.has_aci)
    with.domains.push_back(aci_seat(mine));
  if (shape.has_avi)
    with.domains.push_back(avi_seat(mine));
  if (shape.has_cni)
    with.domains.push_back(cni_seat(mine));
  auto io = wired_client(
    {api, &wire, [this] { return clock_now(); },
     [this, who = mine.identity](const std::string& what) { note(who + ": " + what); },
     [this](const std::string& verb) { meet_misfortune(verb); }});
  with.io = shape.before_api ? shape.before_api(std::move(io)) : std::move(io);
  with.pace = shape.pace;
  with.namespaces = shape.namespaces;
  with.lease = shape.lease;
  with.lease.name_space = "default";
  with.identity = mine.identity;
  with.objects = &mine.objects;
  with.world = &mine.here;
  note("start " + mine.identity);
  processes.push_back(std::move(fresh));
  mine.root = sys.spawn(root, std::move(with));
  return mine;
}

void world::meet_misfortune(const std::string& verb) {
  if (balanced)
    api->core().serve_from(wire.chance(0.5) ? 1 : 0);
  if (auto rule = misfortunes.next_for(verb, "")) {
    rule->verb.clear();
    rule->times = 1;
    api->core().inject(*rule);
  }
}

std::string world::trespass(const process& writer) const {
  if (!shape.lease.enabled)
    return {};
  if (!writer.here.permit.may_write(writer.here.boot()))
    return writer.identity + " writes and may not";
  for (const auto* other : living())
    if (other != &writer && other->here.permit.may_write(other->here.boot()))
      return writer.identity + " writes and " + other->identity + " may write as well";
  return {};
}

std::vector<caf::actor> world::actors_of(process& which) {
  std::vector<caf::actor> all{caf::actor_cast<caf::actor>(which.root)};
  std::vector<caf::actor> parents = all;
  while (!parents.empty()) {
    const auto next = parents.back();
    parents.pop_back();
    const auto got = ask<roll>(caf::actor_cast<parent_actor>(next), call_roll{});
    if (!got)
      continue;
    all.insert(all.end(), got->living.begin(), got->living.end());
    parents.insert(parents.end(), got->parents.begin(), got->parents.end());
  }
  for (const auto& one : which.sessions)
    all.push_back(caf::actor_cast<caf::actor>(one));
  return all;
}

void world::kill(process& which) {
  if (!std::exchange(which.alive, false))
    return;
  note("kill " + which.identity);
  for (const auto& one : actors_of(which))
    caf::anon_send_exit(one, caf::exit_reason::kill);
  settle();
  which.root = nullptr;
  which.sessions.clear();
}

void world::restart() {
  auto* which = leader();
  kill(which ? *which : newest());
  start();
}

std::vector<process*> world::living() const {
  std::vector<process*> out;
  for (const auto& one : processes)
    if (one->alive)
      out.push_back(one.get());
  return out;
}

process& world::some_living() {
  const auto all = living();
  return *all[std::uniform_int_distribution<std::size_t>{0, all.size() - 1}(dice)];
}

process* world::leader() {
  if (!shape.lease.enabled)
    return nullptr;
  const auto holder = text_at(find(lease_path), {"spec", "holderIdentity"});
  for (auto* one : living())
    if (one->identity == holder)
      return one;
  return nullptr;
}

std::string world::kill_some_actor() {
  const auto all = actors_of(some_living());
  const auto& victim = all[std::uniform_int_distribution<std::size_t>{0, all.size() - 1}(dice)];
  const auto shown = ask<description>(caf::actor_cast<describable_actor>(victim), describe{});
  const auto name = shown ? shown->actor + " " + shown->key : "somebody dead";
  note("kill actor " + name);
  caf::anon_send_exit(victim, caf::exit_reason::unhandled_exception);
  settle();
  return name;
}

void world::revive() {
  for (auto* one : living())
    if (!ask<description>(one->root, describe{})) {
      kill(*one);
      start();
    }
}

std::optional<span> world::run_until(const std::function<bool()>& there, span limit) {
  const auto began = clock_now();
  settle();
  while (!there()) {
    if (clock_now() - began >= limit)
      return std::nullopt;
    run_for(100ms);
  }
  return clock_now() - began;
}

bool world::run_until_quiet(span calm, span limit) {
  const auto end = clock_now() + limit;
  auto before = all_that_changed();
  auto since = clock_now();
  while (clock_now() < end) {
    run_for(15s);
    revive();
    if (const auto now_there = all_that_changed(); now_there != before) {
      before = now_there;
      since = clock_now();
    } else if (clock_now() - since >= calm) {
      return true;
    }
  }
  return false;
}

world::changes world::all_that_changed() const {
  const auto& calls = api->core().counts();
  std::uint64_t renewals = 0;
  if (const auto updates = calls.find("update leases"); updates != calls.end())
    renewals = updates->second;
  return {vco.journal().size(), apic.transactions().size(), balancer.transactions().size(),
          node.calls().size() + node.files.changes(), api->core().version() - renewals};
}

bool world::move_outside() {
  if (wire.deliver())
    return true;
  const auto due = api->core().next_tick();
  if (!due || *due > wall())
    return false;
  api->tick();
  return true;
}

instant world::next_outside() const {
  auto soonest = wire.next();
  if (const auto due = api->core().next_tick())
    soonest = std::min(soonest, instant{*due - birth} + 1s);
  return soonest;
}

sim::instant world::vco_time() {
  return sim::instant{
    birth.time_since_epoch()
    + std::chrono::duration_cast<std::chrono::milliseconds>(clock_now().time_since_epoch())};
}

timestamp world::wall() const {
  return birth + std::chrono::floor<std::chrono::seconds>(clock_now().time_since_epoch());
}

void world::note(const std::string& what) {
  if (!shape.tracing)
    return;
  const auto ms
    = std::chrono::duration_cast<std::chrono::milliseconds>(clock_now().time_since_epoch()).count();
  trace.push_back(std::to_string(ms - 3'600'000) + " " + what);
}

} // namespace weft::simulation
