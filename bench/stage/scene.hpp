#pragma once

#include "actors/registry.hpp"
#include "adapters/velocloud/simulator.hpp"
#include "bench/stage/local_cluster.hpp"
#include "protocol/settings.hpp"

#include <cstddef>
#include <filesystem>

namespace weft::bench {

/// An API server that knows the CRDs and a VCO, both simulated behind TLS sockets on an I/O thread
/// of their own, and the ways to them. Throws std::runtime_error when it cannot be set up.
class scene : public local_cluster {
public:
  scene();

  /// Adds `count` profiles "Profile 0"… like the first one, without human rules.
  void add_profiles(std::size_t count);

  ways_out ways(net::transport& on) const;
  /// What the controller is to be told: velocloud alone, and no port that anybody else may have.
  settings how() const;

  velocloud::simulator vco;
  std::filesystem::path vco_ca;
};

} // namespace weft::bench
