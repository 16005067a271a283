#pragma once

#include "actors/registry.hpp"
#include "adapters/k8s/client.hpp"
#include "adapters/metrics/registry.hpp"
#include "adapters/net/transport.hpp"
#include "protocol/settings.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace weft {

/// One controller in this process: the actor system, the index and the root over given clients,
/// and what an operator can see of them over HTTP.
class service {
public:
  /// Acts and is shown from construction on. Throws std::runtime_error when it cannot listen.
  /// @param threads Serve the endpoints; outlive this.
  /// @param identity Names this process in the Lease.
  /// @param numbers Outlives this, and the clients.
  /// @param on_death Called on some thread when the root has died without being told to.
  service(const settings& how, net::transport& threads, std::shared_ptr<k8s::client> io,
          const ways_out& ways, std::string identity, metrics::registry& numbers,
          std::function<void()> on_death = {});
  /// Stops if `stop` was not called.
  ~service();

  /// Stops in order: domains, Lease, streams. Returns when nothing acts any more. Idempotent.
  void stop();

  /// Where the endpoints are.
  std::uint16_t port() const;
  /// Where those for kubelet and Prometheus are besides; zero: nowhere.
  std::uint16_t probe_port() const;

private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

/// "<pod or host name>_<random>". @see kubernetes.md 10.1
std::string process_identity();

} // namespace weft
