#include "actors/program/service.hpp"

#include "actors/runtime_config.hpp"
#include "actors/status/opening.hpp"
#include "adapters/k8s/measured_client.hpp"
#include "adapters/status/server.hpp"
#include "weft/version.hpp"

#include <caf/actor_system.hpp>
#include <caf/scoped_actor.hpp>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <thread>

namespace weft {

namespace {

std::size_t workers(const settings& how) {
  const auto cores = std::max(1U, std::thread::hardware_concurrency());
  return how.runtime.threads == 0 ? cores : how.runtime.threads;
}

/// The mandatory kinds of each domain: what it must have heard of to be ready.
std::map<std::string, std::vector<std::string>> needs_of(const std::vector<domain_seat>& seats) {
  std::map<std::string, std::vector<std::string>> out;
  for (const auto& seat : seats)
    for (const auto& kind : seat.kinds)
      if (kind.mandatory)
        out[seat.name].push_back(kind.name);
  return out;
}

} // namespace

struct service::impl {
  impl(const settings& how, net::transport& threads, std::shared_ptr<k8s::client> io,
       const ways_out& ways, std::string identity, metrics::registry& numbers,
       std::function<void()> on_death)
    : config(workers(how)), system(config) {
    use_real_world(world);
    world.numbers = &numbers;
    root_wiring its;
    its.domains = enabled_domains(how, ways, &world);
    its.io = k8s::measured(std::move(io), numbers);
    its.namespaces = how.kubernetes.namespaces;
    its.pace = {how.kubernetes.page,
                std::chrono::floor<std::chrono::seconds>(how.kubernetes.watch_timeout)};
    its.lease = how.lease;
    its.identity = std::move(identity);
    its.objects = &objects;
    its.world = &world;
    its.concurrency = how.kubernetes.concurrency;
    shown = std::make_unique<status::server>(
      threads, how.server,
      status::server_wiring{std::string{version}, needs_of(its.domains), &numbers, &signs});
    head = system.spawn(root, std::move(its));
    if (on_death)
      caf::actor_cast<caf::actor>(head)->attach_functor(
        [tell = std::move(on_death)](const caf::error& why) {
          if (why && why != caf::exit_reason::user_shutdown)
            tell();
        });
    open_board(system, head, *shown, signs, std::string{version});
  }

  void stop() {
    if (!head)
      return;
    caf::scoped_actor self{system};
    self->send_exit(head, caf::exit_reason::user_shutdown);
    self->wait_for(head);
    head = nullptr;
  }

  status::vital_signs signs;
  std::unique_ptr<status::server> shown;
  surroundings world;
  index objects;
  runtime_config config;
  caf::actor_system system;
  root_actor head;
};

service::service(const settings& how, net::transport& threads, std::shared_ptr<k8s::client> io,
                 const ways_out& ways, std::string identity, metrics::registry& numbers,
                 std::function<void()> on_death)
  : impl_(std::make_unique<impl>(how, threads, std::move(io), ways, std::move(identity), numbers,
                                 std::move(on_death))) {}

service::~service() {
  impl_->stop();
}

void service::stop() {
  impl_->stop();
}

std::uint16_t service::port() const {
  return impl_->shown->port();
}

std::uint16_t service::probe_port() const {
  return impl_->shown->probe_port();
}

std::string process_identity() {
  std::array<char, 256> host{};
  gethostname(host.data(), host.size() - 1);
  std::random_device dice;
  std::string out{host.data()};
  out += '_';
  for (int i = 0; i < 16; ++i)
    out += "0123456789abcdef"[dice() % 16];
  return out;
}

} // namespace weft
