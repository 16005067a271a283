#pragma once

#include "adapters/cni/node_ends.hpp"
#include "adapters/cni/sim/node.hpp"
#include "adapters/net/transport.hpp"

#include <memory>
#include <mutex>

namespace weft::cni {

/// A simulated node that lives in real time, for an agent with as many threads as it likes: one
/// thing happens there at a time, and messages arrive in the order in which they were sent.
///
/// Known differences from a node: those of sim::node.
class simulated_node {
public:
  /// @param io Outlives it and its ends.
  explicit simulated_node(net::transport& io);
  ~simulated_node();

  /// What an agent holds of it; the node lives as long as one of them. Any thread, within callbacks
  /// as well.
  node_ends ends();

  /// Runs `look` on the node while nothing else happens there. Must not call this or its ends.
  template <class Look>
  auto with(Look look) {
    const std::lock_guard lock{guard()};
    return look(state());
  }

  struct impl;

private:
  std::recursive_mutex& guard();
  sim::node& state();
  std::shared_ptr<impl> impl_;
};

} // namespace weft::cni
