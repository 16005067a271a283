#pragma once

#include "adapters/aci/core.hpp"
#include "adapters/net/server_nodes.hpp"
#include "adapters/net/transport.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace weft::aci {

using simulator_settings = net::server_nodes_settings;

/// A cluster of APICs behind sockets: the core, carried by HTTP/1.1 and web sockets over TLS with
/// a throw-away authority, one port per node, and beside each the control surface of
/// sim/control.hpp. A node that is taken down closes its port, but for one that the control surface
/// takes down: it resets what comes.
///
/// Known differences from the product: those of sim::core; HTTP/1.1 only; one certificate for all
/// nodes; the APIC sends no pings of its own.
class simulator {
public:
  /// Listens from construction on. Throws std::runtime_error when it cannot.
  simulator(net::transport& io, simulator_settings where, sim::core state = sim::core{});
  /// Stops listening and closes all; requests under way are not answered.
  ~simulator();

  std::size_t nodes() const;
  std::uint16_t port(std::size_t node = 0) const;
  /// "https://127.0.0.1:port" of every node.
  std::vector<std::string> addresses() const;
  /// What clients must trust; empty without TLS.
  const std::string& ca_pem() const;

  /// Sets the APICs' clock forward; what is due by then happens.
  void advance(std::chrono::milliseconds by);
  /// Takes a node down, or up again at its port; throws std::runtime_error when that is taken.
  void set_up(std::size_t node, bool up);

  /// Runs `look` on the core while nothing else does, with the APICs' time. Must not call the
  /// simulator.
  template <class Look>
  auto with(Look look) {
    const auto [lock, state, now] = hold();
    return look(*state, now);
  }

private:
  struct impl;
  struct held {
    std::unique_lock<std::mutex> lock;
    sim::core* state;
    sim::instant now;
  };
  held hold();
  std::shared_ptr<impl> impl_;
};

} // namespace weft::aci
