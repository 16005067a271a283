#pragma once

#include "adapters/avi/core.hpp"
#include "adapters/net/server_nodes.hpp"
#include "adapters/net/transport.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace weft::avi {

using simulator_settings = net::server_nodes_settings;

/// An AVI controller behind sockets: the core, carried by HTTP/1.1 over TLS with a throw-away
/// authority, one port per node, and beside each the control surface of sim/control.hpp.
///
/// Known differences from the product: those of sim::core; HTTP/1.1 only; one certificate for all
/// nodes; a node that is down resets what comes.
class simulator {
public:
  /// Listens from construction on. Throws std::runtime_error when it cannot.
  simulator(net::transport& io, simulator_settings where, sim::core state);
  /// Stops listening; requests under way are not answered.
  ~simulator();

  std::size_t nodes() const;
  std::uint16_t port(std::size_t node = 0) const;
  /// "https://127.0.0.1:port" of every node.
  std::vector<std::string> addresses() const;
  /// What clients must trust; empty without TLS.
  const std::string& ca_pem() const;

  /// Sets the controller's clock forward.
  void advance(std::chrono::milliseconds by);

  /// Runs `look` on the core while nothing else does, with the controller's time. Must not call the
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

} // namespace weft::avi
