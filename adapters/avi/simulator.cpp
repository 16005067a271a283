#include "adapters/avi/simulator.hpp"

#include "adapters/avi/sim/control.hpp"

#include <map>

namespace weft::avi {

struct simulator::impl : std::enable_shared_from_this<simulator::impl> {
  using exchange = std::shared_ptr<net::http_exchange>;

  impl(net::transport& carrier, simulator_settings settings, sim::core state)
    : io(carrier), core(std::move(state)), nodes(io, std::move(settings), core.nodes()) {}

  sim::instant now() const {
    return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now()
                                                                   + ahead);
  }

  void start() {
    nodes.open([weak = weak_from_this()](std::size_t node, const exchange& peer) {
      if (auto self = weak.lock())
        self->take(node, peer);
    });
  }

  void take(std::size_t node, const exchange& peer) {
    std::unique_lock lock(guard);
    if (sim::is_control(peer->asked())) {
      auto answer = sim::control(core, peer->asked(), now());
      lock.unlock();
      return peer->answer(std::move(answer));
    }
    auto out = core.receive(node, peer->asked(), now());
    if (out.how == sim::reply::way::hang) {
      hung.emplace(out.ticket, peer);
      lock.unlock();
      return peer->on_gone([weak = weak_from_this(), ticket = out.ticket] {
        if (auto self = weak.lock())
          self->give_up(ticket);
      });
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
      core.finished(out.ticket, now());
    }
    switch (out.how) {
    case sim::reply::way::cut_off:
      return peer->answer_raw(net::cut_off(out.what));
    case sim::reply::way::answer:
      return peer->answer(std::move(out.what));
    default:
      return peer->reset();
    }
  }

  void give_up(std::uint64_t ticket) {
    exchange last; // destroyed without the guard
    const std::lock_guard lock(guard);
    if (const auto found = hung.find(ticket); found != hung.end()) {
      last = std::move(found->second);
      hung.erase(found);
    }
    core.finished(ticket, now());
  }

  void stop() {
    nodes.close();
    std::map<std::uint64_t, exchange> waiting;
    const std::lock_guard lock(guard);
    waiting.swap(hung);
  }

  net::transport& io;
  std::mutex guard; ///< of `ahead`, `core` and `hung`
  std::chrono::milliseconds ahead{0};
  sim::core core;
  std::map<std::uint64_t, exchange> hung;
  net::server_nodes nodes; ///< the owner's thread alone
};

simulator::simulator(net::transport& io, simulator_settings where, sim::core state)
  : impl_(std::make_shared<impl>(io, std::move(where), std::move(state))) {
  impl_->start();
}

simulator::~simulator() {
  impl_->stop();
}

std::size_t simulator::nodes() const {
  return impl_->nodes.size();
}

std::uint16_t simulator::port(std::size_t node) const {
  return impl_->nodes.port(node);
}

std::vector<std::string> simulator::addresses() const {
  return impl_->nodes.addresses();
}

const std::string& simulator::ca_pem() const {
  return impl_->nodes.ca_pem();
}

void simulator::advance(std::chrono::milliseconds by) {
  const std::lock_guard lock(impl_->guard);
  impl_->ahead += by;
}

simulator::held simulator::hold() {
  std::unique_lock lock{impl_->guard};
  const auto now = impl_->now();
  return {std::move(lock), &impl_->core, now};
}

} // namespace weft::avi
