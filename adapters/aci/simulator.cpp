#include "adapters/aci/simulator.hpp"

#include "adapters/aci/sim/control.hpp"
#include "adapters/aci/switchboard.hpp"
#include "adapters/net/web_socket.hpp"

#include <map>

namespace weft::aci {

namespace {

constexpr std::size_t drop_bytes = 16;
constexpr std::chrono::milliseconds between_drops{1};

/// Sends the rest of a body drop by drop.
void trickle(net::transport& io, const std::shared_ptr<net::http_exchange>& peer,
             std::string rest) {
  if (rest.empty())
    return peer->end();
  peer->send(rest.substr(0, drop_bytes));
  io.after(between_drops,
           [&io, peer, left = rest.substr(std::min(drop_bytes, rest.size()))]() mutable {
             trickle(io, peer, std::move(left));
           });
}

} // namespace

struct simulator::impl : std::enable_shared_from_this<simulator::impl> {
  using exchange = std::shared_ptr<net::http_exchange>;

  impl(net::transport& carrier, simulator_settings settings, sim::core state)
    : io(carrier), core(std::move(state)), nodes(io, std::move(settings), core.nodes()) {}

  sim::instant now() const {
    const auto wall = std::chrono::system_clock::now() + ahead;
    return std::chrono::time_point_cast<std::chrono::milliseconds>(wall);
  }

  void start() {
    sim::surroundings around;
    around.post = [this](std::function<void()> work) { io.post(std::move(work)); };
    around.after = [this](std::chrono::milliseconds delay, std::function<void()> work) {
      io.after(delay, [weak = weak_from_this(), work = std::move(work)] {
        if (auto self = weak.lock()) {
          const std::lock_guard lock(self->guard);
          work();
        }
      });
    };
    around.now = [this] { return now(); };
    board = std::make_unique<sim::switchboard>(core, std::move(around));
    nodes.open([weak = weak_from_this()](std::size_t node, exchange peer) {
      if (auto self = weak.lock())
        self->take(node, std::move(peer));
    });
  }

  void take(std::size_t node, exchange peer) {
    if (net::asks_for_web_socket(peer->asked()))
      return take_socket(node, peer);
    std::unique_lock lock(guard);
    if (sim::is_control(peer->asked())) {
      auto answer = sim::control(core, peer->asked(), now());
      lock.unlock();
      return peer->answer(std::move(answer));
    }
    auto out = core.receive(node, peer->asked(), now());
    if (out.how == sim::reply::way::hang) {
      hung.push_back(std::move(peer));
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

  void leave(const exchange& peer, sim::reply out) {
    switch (out.how) {
    case sim::reply::way::cut_off:
      return peer->answer_raw(net::cut_off(out.what));
    case sim::reply::way::trickle:
      peer->begin({out.what.status, out.what.fields, {}});
      return trickle(io, peer, std::move(out.what.body));
    case sim::reply::way::answer:
      return peer->answer(std::move(out.what));
    default:
      return peer->reset();
    }
  }

  void take_socket(std::size_t node, const exchange& peer) {
    const std::lock_guard lock(guard);
    auto out = core.open_socket(node, peer->asked(), now());
    if (out.socket == 0)
      return leave(peer, std::move(out.otherwise));
    const auto id = out.socket;
    net::web_socket_settings how;
    how.ping = std::chrono::milliseconds{0};
    net::web_socket_events events;
    events.on_end = [weak = weak_from_this(), id](net::web_socket_end) {
      if (auto self = weak.lock())
        self->lose(id);
    };
    sockets[id] = net::accept_web_socket(peer, how, std::move(events));
    board->connect(id, [this, id](const sim::delivery& what) { deliver(id, what); });
  }

  /// Called with the guard held.
  void deliver(std::uint64_t id, const sim::delivery& what) {
    const auto found = sockets.find(id);
    if (found == sockets.end())
      return;
    auto& out = *found->second;
    using kind = sim::delivery::kind;
    switch (what.what) {
    case kind::text:
    case kind::binary:
      return out.send(what.bytes, what.what == kind::binary);
    case kind::close:
      return out.close(what.code);
    case kind::drop:
      return out.drop();
    case kind::freeze:
      return out.freeze();
    }
  }

  void lose(std::uint64_t id) {
    std::unique_ptr<net::web_socket> last; // destroyed without the guard: that waits for callbacks
    const std::lock_guard lock(guard);
    if (const auto found = sockets.find(id); found != sockets.end()) {
      last = std::move(found->second);
      sockets.erase(found);
    }
    if (!board)
      return; // all has ended
    board->disconnect(id);
    core.socket_gone(id, now());
  }

  void stop() {
    nodes.close();
    std::map<std::uint64_t, std::unique_ptr<net::web_socket>> open;
    std::vector<exchange> waiting;
    {
      const std::lock_guard lock(guard);
      open.swap(sockets);
      waiting.swap(hung);
      board.reset();
    }
  }

  net::transport& io;
  std::mutex guard; ///< of what follows
  std::chrono::milliseconds ahead{0};
  sim::core core;
  std::unique_ptr<sim::switchboard> board;
  std::map<std::uint64_t, std::unique_ptr<net::web_socket>> sockets;
  std::vector<exchange> hung;
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
  const auto inside = hold();
  impl_->ahead += by;
  inside.state->wake(impl_->now());
}

void simulator::set_up(std::size_t node, bool up) {
  impl_->nodes.set_up(node, up);
  const auto inside = hold();
  inside.state->set_up(node, up, inside.now);
}

simulator::held simulator::hold() {
  std::unique_lock lock{impl_->guard};
  return {std::move(lock), &impl_->core, impl_->now()};
}

} // namespace weft::aci
