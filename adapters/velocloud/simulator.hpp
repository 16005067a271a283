#pragma once

#include "adapters/net/http_server.hpp"
#include "adapters/velocloud/core.hpp"

#include <memory>
#include <mutex>
#include <utility>

namespace weft::velocloud {

struct simulator_settings {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0; ///< zero: any free one
  bool tls = true;
  std::vector<std::string> names; ///< besides localhost in its certificate
};

/// A VCO behind a socket: the core, carried by HTTP/1.1 over TLS with a throw-away authority, and
/// beside it the control surface of sim/control.hpp.
///
/// Known differences from the product: those of sim::core; HTTP/1.1 only; answers of one account
/// may overtake each other when latency is random, as they may there.
class simulator {
public:
  /// Listens from construction on. Throws std::runtime_error when it cannot.
  simulator(net::transport& io, simulator_settings where, sim::core state = sim::core{});
  /// Stops listening; calls under way are not answered.
  ~simulator();

  std::uint16_t port() const;
  /// "https://127.0.0.1:port", without a path.
  std::string url() const;
  /// What clients must trust; empty without TLS.
  const std::string& ca_pem() const;

  /// Runs `look` on the core while no call does. Must not call the simulator.
  template <class Look>
  auto with(Look look) {
    const auto [lock, state] = hold();
    return look(*state);
  }

private:
  struct impl;
  std::pair<std::unique_lock<std::mutex>, sim::core*> hold();
  std::shared_ptr<impl> impl_;
};

} // namespace weft::velocloud
