#pragma once

#include "actors/registry.hpp"
#include "adapters/k8s/client.hpp"
#include "adapters/k8s/simulator/server.hpp"
#include "adapters/net/identity.hpp"
#include "adapters/net/transport.hpp"
#include "adapters/velocloud/simulator.hpp"
#include "protocol/json/value.hpp"
#include "protocol/settings.hpp"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>

namespace weft::bench {

/// A folder that goes with its owner.
class scratch {
public:
  scratch();
  ~scratch();
  scratch(const scratch&) = delete;
  scratch& operator=(const scratch&) = delete;

  std::filesystem::path write(const std::string& name, const std::string& text) const;

private:
  std::filesystem::path path_;
};

/// An API server that knows the CRDs and a VCO, both simulated behind TLS sockets on an I/O thread
/// of their own, and the ways to them. Throws std::runtime_error when it cannot be set up.
class scene {
public:
  scene();

  /// Makes an object of the cluster, without a socket.
  void create(const std::string& collection, const json::value& object);
  /// Adds `count` profiles "Profile 0"… like the first one, without human rules.
  void add_profiles(std::size_t count);

  /// A client of its own to the API server.
  std::shared_ptr<k8s::client> connect(net::transport& on) const;
  ways_out ways(net::transport& on) const;
  /// What the controller is to be told: velocloud alone, and no port that anybody else may have.
  settings how() const;

  net::transport io;
  scratch files;
  net::throwaway_identity identity = net::make_identity();
  k8s::simulator cluster;
  velocloud::simulator vco;
  std::filesystem::path kubeconfig;
  std::filesystem::path vco_ca;
};

} // namespace weft::bench
