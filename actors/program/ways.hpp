#pragma once

#include "actors/registry.hpp"
#include "adapters/k8s/client.hpp"
#include "adapters/metrics/registry.hpp"
#include "adapters/net/transport.hpp"
#include "protocol/settings.hpp"

#include <memory>
#include <string>

namespace weft {

/// Everybody a controller talks to.
struct peers {
  std::shared_ptr<k8s::client> cluster;
  std::string name_space; ///< where to work when nothing else is said
  ways_out ways;
};

/// Opens the ways to the API server and to the controller, or the node, of every enabled domain;
/// talks to nobody yet. Says in the log what is worth knowing. @param io Outlives the peers.
/// @param numbers The same; may be null.
result<peers> open_peers(net::transport& io, const settings& how,
                         metrics::registry* numbers = nullptr);

} // namespace weft
