#include "actors/runtime/root.hpp"

#include "actors/k8s/api.hpp"
#include "actors/shard/lease.hpp"
#include "actors/status/recorder.hpp"
#include "actors/watch/supervisor.hpp"
#include "adapters/log/log.hpp"
#include "protocol/k8s/cluster_id.hpp"
#include "protocol/k8s/shared_kind.hpp"

#include <algorithm>
#include <stdexcept>

namespace weft {

using namespace std::chrono_literals;

namespace {

constexpr backoff identification{1s, 30s};
constexpr auto another_life = 1s;

} // namespace

std::vector<k8s::kind> kinds_of(const std::vector<domain_seat>& seats) {
  std::vector<k8s::kind> kinds;
  for (const auto& seat : seats)
    for (const auto& kind : seat.kinds) {
      const auto known = std::ranges::find(kinds, kind.name, &k8s::kind::name);
      if (known == kinds.end()) {
        kinds.push_back(kind);
        continue;
      }
      auto both = k8s::share(*known, kind);
      if (!both)
        throw std::logic_error(to_string(both.error()));
      *known = *std::move(both);
    }
  return kinds;
}

root_actor::behavior_type root_state::start(root_wiring with) {
  wiring = std::move(with);
  self->set_error_handler([](caf::error&) {});
  self->set_down_handler([this](const caf::down_msg& msg) { on_down(msg); });
  self->set_exit_handler([this](const caf::exit_msg& msg) { on_exit(msg); });
  const auto kinds = kinds_of(wiring.domains);
  api = self->spawn(api_session, wiring.io, wiring.world, wiring.concurrency);
  std::map<std::string, k8s::kind> by_name;
  for (const auto& kind : kinds)
    by_name.emplace(kind.name, kind);
  for (const auto& seat : wiring.domains)
    for (const auto& kind : seat.told_about)
      by_name.emplace(kind.name, kind);
  recorder = self->spawn(weft::recorder, recorder_wiring{std::move(by_name), "weft.dev/weft",
                                                         wiring.identity, api, wiring.world});
  watches = self->spawn(watch_supervisor, watch_wiring{kinds, wiring.namespaces, wiring.io,
                                                       wiring.objects, wiring.world, wiring.pace});
  elector
    = self->spawn(weft::elector, elector_wiring{wiring.lease, wiring.identity, api,
                                                citizen_actor{self}, wiring.world, wiring.io});
  vital = {caf::actor_cast<caf::actor>(api), caf::actor_cast<caf::actor>(recorder),
           caf::actor_cast<caf::actor>(watches), caf::actor_cast<caf::actor>(elector)};
  for (const auto& child : vital)
    self->monitor(child);
  for (const auto& seat : wiring.domains)
    domains[seat.name] = nullptr;
  if (std::any_of(wiring.domains.begin(), wiring.domains.end(),
                  [](const domain_seat& seat) { return seat.needs_cluster_id; }))
    identify();
  return {
    [this](const wake& due) {
      const auto why = clock.due(due);
      if (why == purpose::identify)
        identify();
      else if (why == purpose::settle)
        settle();
    },
    [this](const leading& news) {
      leads = news.is;
      if (wiring.lease.enabled) // else there is nobody to lead
        log::info(leads ? "This process leads." : "This process stands by.",
                  {{"identity", wiring.identity}});
      settle();
    },
    [this](call_roll) { return children(); },
    [this](describe) { return describe_self(); },
  };
}

void root_state::identify() {
  auto failed = [this](const std::string& why) {
    if (why != trouble)
      log::warn("The cluster's identity could not be read.", {{"why", why}});
    trouble = why;
    clock.arm(self, purpose::identify, identification.before(failures++, wiring.world->spread()));
  };
  self->request(api, caf::infinite, api_call{take_snapshot(k8s::cluster_id_request()), lane::read})
    .then(
      [this, failed](const api_answer& got) {
        const auto read = k8s::read_cluster_id(*got.what);
        if (!read)
          return failed(to_string(read.error()));
        cluster_id = *read;
        trouble.clear();
        settle();
      },
      [failed](const caf::error& why) { failed(explain(why)); });
}

void root_state::settle() {
  if (stopping)
    return;
  for (const auto& seat : wiring.domains) {
    const auto& running = domains.at(seat.name);
    const bool known = !seat.needs_cluster_id || !cluster_id.empty();
    if (leads && known && !running)
      spawn_domain(seat);
    else if (!leads && running)
      self->send_exit(running, caf::exit_reason::user_shutdown);
  }
}

void root_state::spawn_domain(const domain_seat& seat) {
  domain_wiring its{seat.fill(cluster_id), wiring.objects, api,           recorder,
                    wiring.world,          seat.sessions,  seat.measured, watches};
  const auto child = self->spawn(domain_supervisor, std::move(its));
  self->monitor(child);
  domains[seat.name] = child;
  std::vector<std::string> kinds;
  for (const auto& kind : seat.kinds)
    kinds.push_back(kind.name);
  self->send(watches, follow{caf::actor_cast<caf::actor>(child), std::move(kinds)});
}

void root_state::on_down(const caf::down_msg& msg) {
  for (auto& [which, child] : domains) {
    if (!child || child.address() != msg.source)
      continue;
    child = nullptr;
    if (stopping)
      return stop_further();
    if (leads)
      log::error("A domain died and is started again.",
                 {{"domain", which}, {"why", explain(msg.reason)}});
    return clock.arm(self, purpose::settle, another_life);
  }
  if (std::erase_if(vital, [&](const auto& child) { return child == msg.source; }) == 0)
    return;
  if (!stopping) {
    log::error("A vital part of the controller died.", {{"why", explain(msg.reason)}});
    stopping = caf::make_error(caf::exit_reason::unhandled_exception);
    released = true;
    stop_domains();
  }
  stop_further();
}

void root_state::on_exit(const caf::exit_msg& msg) {
  if (stopping)
    return;
  stopping = msg.reason ? msg.reason : caf::make_error(caf::exit_reason::user_shutdown);
  stop_domains();
  stop_further();
}

void root_state::stop_domains() {
  for (auto& [which, child] : domains)
    if (child)
      self->send_exit(child, caf::exit_reason::user_shutdown);
}

void root_state::stop_further() {
  const bool busy = std::any_of(domains.begin(), domains.end(),
                                [](const auto& entry) { return entry.second != nullptr; });
  if (busy)
    return;
  if (!std::exchange(released, true)) {
    self->request(elector, caf::infinite, step_down{})
      .then([this](stepped_down) { end_vital(); }, [this](const caf::error&) { end_vital(); });
    return;
  }
  if (vital.empty())
    return self->quit(stopping);
  if (stopping == caf::exit_reason::unhandled_exception)
    end_vital();
}

void root_state::end_vital() {
  for (auto child = vital.rbegin(); child != vital.rend(); ++child)
    self->send_exit(*child, caf::exit_reason::user_shutdown);
}

roll root_state::children() const {
  roll out;
  out.living = vital;
  if (std::find(vital.begin(), vital.end(), watches) != vital.end())
    out.parents.push_back(caf::actor_cast<caf::actor>(watches));
  for (const auto& [which, child] : domains) {
    if (!child)
      continue;
    out.living.push_back(caf::actor_cast<caf::actor>(child));
    out.parents.push_back(out.living.back());
  }
  return out;
}

description root_state::describe_self() const {
  description out;
  out.actor = "root";
  out.key = wiring.identity;
  out.state = stopping ? "stopping" : leads ? "leading" : "standing by";
  out.mailbox = self->mailbox().size();
  out.last_error = trouble;
  out.details = {{"cluster", cluster_id}};
  return out;
}

root_actor::behavior_type root(root_actor::stateful_pointer<root_state> self, root_wiring with) {
  return self->state.start(std::move(with));
}

} // namespace weft
