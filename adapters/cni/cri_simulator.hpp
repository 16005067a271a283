#pragma once

#include "adapters/cni/sim/runtime.hpp"
#include "adapters/net/transport.hpp"

#include <memory>
#include <mutex>
#include <string>

namespace weft::cni {

/// A simulated container runtime behind a unix socket, over gRPC.
///
/// Known differences from the products: those of sim::runtime.
class cri_simulator {
public:
  /// Listens from construction on. Throws std::runtime_error when it cannot.
  cri_simulator(net::transport& io, std::string socket, sim::runtime state = {});
  /// Stops listening; calls under way are given up.
  ~cri_simulator();

  /// Takes it down, socket and all, or up again; its sandboxes live on.
  void set_up(bool up);

  /// Runs `look` on the runtime while nothing else does. Must not call the simulator.
  template <class Look>
  auto with(Look look) {
    const std::lock_guard lock{guard()};
    return look(state());
  }

private:
  struct impl;
  std::mutex& guard();
  sim::runtime& state();
  std::shared_ptr<impl> impl_;
};

} // namespace weft::cni
