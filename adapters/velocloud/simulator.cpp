#include "adapters/velocloud/simulator.hpp"

#include "adapters/velocloud/sim/control.hpp"

#include <map>

namespace weft::velocloud {

namespace {

sim::instant wall_clock() {
  return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

} // namespace

struct simulator::impl : std::enable_shared_from_this<simulator::impl> {
  using exchange = std::shared_ptr<net::http_exchange>;

  impl(net::transport& carrier, sim::core state) : io(carrier), core(std::move(state)) {}

  void take(exchange peer) {
    const auto now = wall_clock();
    if (sim::is_control(peer->asked())) {
      std::unique_lock lock(guard);
      auto answer = sim::control(core, peer->asked(), now);
      lock.unlock();
      peer->answer(std::move(answer));
      return;
    }
    std::unique_lock lock(guard);
    auto out = core.receive(peer->asked(), peer->connection(), now);
    if (out.how == sim::reply::way::hang) {
      hung.emplace(out.ticket, peer);
      lock.unlock();
      peer->on_gone([weak = weak_from_this(), ticket = out.ticket] {
        if (auto self = weak.lock())
          self->give_up(ticket);
      });
      return;
    }
    lock.unlock();
    if (out.latency.count() == 0)
      return leave(peer, std::move(out));
    const auto wait = out.latency;
    io.after(wait, [weak = weak_from_this(), peer, out = std::move(out)]() mutable {
      if (auto self = weak.lock())
        self->leave(peer, std::move(out));
    });
  }

  /// The peer may ask the next thing as soon as it sees the answer, so it lands before it leaves.
  void leave(const exchange& peer, sim::reply out) {
    {
      const std::lock_guard lock(guard);
      core.finished(out.ticket);
    }
    switch (out.how) {
    case sim::reply::way::cut_off:
      return peer->answer_raw(net::cut_off(out.what));
    case sim::reply::way::reset:
      return peer->reset();
    default:
      return peer->answer(std::move(out.what));
    }
  }

  void give_up(std::uint64_t ticket) {
    exchange last;
    const std::lock_guard lock(guard);
    if (const auto i = hung.find(ticket); i != hung.end()) {
      last = std::move(i->second);
      hung.erase(i);
    }
    core.finished(ticket);
  }

  net::transport& io;
  std::string url;
  std::string ca_pem;
  std::mutex guard; ///< of `core` and `hung`
  sim::core core;
  std::map<std::uint64_t, exchange> hung;
  std::unique_ptr<net::http_server> server;
};

simulator::simulator(net::transport& io, simulator_settings where, sim::core state)
  : impl_(std::make_shared<impl>(io, std::move(state))) {
  net::http_server_settings listening;
  listening.address = where.address;
  listening.port = where.port;
  listening.tls = where.tls;
  if (where.tls) {
    auto identity = net::make_identity(where.names);
    listening.identity = std::move(identity.server);
    impl_->ca_pem = std::move(identity.ca_pem);
  }
  impl_->server = std::make_unique<net::http_server>(
    io, std::move(listening),
    [weak = std::weak_ptr{impl_}](std::shared_ptr<net::http_exchange> peer) {
      if (auto self = weak.lock())
        self->take(std::move(peer));
    });
  impl_->url = std::string{where.tls ? "https://" : "http://"} + where.address + ":"
               + std::to_string(impl_->server->port());
}

simulator::~simulator() {
  impl_->server.reset();
}

std::uint16_t simulator::port() const {
  return impl_->server->port();
}

std::string simulator::url() const {
  return impl_->url;
}

const std::string& simulator::ca_pem() const {
  return impl_->ca_pem;
}

std::pair<std::unique_lock<std::mutex>, sim::core*> simulator::hold() {
  return {std::unique_lock{impl_->guard}, &impl_->core};
}

} // namespace weft::velocloud
