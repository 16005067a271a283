#pragma once

#include "actors/registry.hpp"
#include "adapters/k8s/client.hpp"
#include "protocol/settings.hpp"

#include <memory>
#include <string>

namespace weft {

/// One controller in this process: the actor system, the index and the root over given clients.
class service {
public:
  /// Acts from construction on. @param identity Names this process in the Lease.
  service(const settings& how, std::shared_ptr<k8s::client> io, const ways_out& ways,
          std::string identity);
  /// Stops if `stop` was not called.
  ~service();

  /// Stops in order: domains, Lease, streams. Returns when nothing acts any more. Idempotent.
  void stop();

private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

/// "<pod or host name>_<random>". @see kubernetes.md 10.1
std::string process_identity();

} // namespace weft
