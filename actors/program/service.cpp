#include "actors/program/service.hpp"

#include "actors/runtime_config.hpp"

#include <caf/actor_system.hpp>
#include <caf/scoped_actor.hpp>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <random>
#include <thread>

namespace weft {

namespace {

std::size_t workers(const settings& how) {
  const auto cores = std::max(1U, std::thread::hardware_concurrency());
  return how.runtime.threads == 0 ? cores : how.runtime.threads;
}

} // namespace

struct service::impl {
  impl(const settings& how, std::shared_ptr<k8s::client> io, const ways_out& ways,
       std::string identity)
    : config(workers(how)), system(config) {
    use_real_world(world);
    root_wiring its;
    its.domains = enabled_domains(how, ways, &world);
    its.io = std::move(io);
    its.namespaces = how.kubernetes.namespaces;
    its.lease = how.lease;
    its.identity = std::move(identity);
    its.objects = &objects;
    its.world = &world;
    head = system.spawn(root, std::move(its));
  }

  void stop() {
    if (!head)
      return;
    caf::scoped_actor self{system};
    self->send_exit(head, caf::exit_reason::user_shutdown);
    self->wait_for(head);
    head = nullptr;
  }

  surroundings world;
  index objects;
  runtime_config config;
  caf::actor_system system;
  root_actor head;
};

service::service(const settings& how, std::shared_ptr<k8s::client> io, const ways_out& ways,
                 std::string identity)
  : impl_(std::make_unique<impl>(how, std::move(io), ways, std::move(identity))) {}

service::~service() {
  impl_->stop();
}

void service::stop() {
  impl_->stop();
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
