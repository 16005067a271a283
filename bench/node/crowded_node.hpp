#pragma once

#include "adapters/cni/cri_simulator.hpp"
#include "tests/node/tended_node.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace weft::bench {

/// A node full of Pods: real namespaces and plugins, and an agent as a process of its own, in front
/// of a container runtime and an API server that are simulated behind their sockets. Skips the
/// bench without root or plugins.
class crowded_node : public tests::tended_node {
public:
  /// @param pods How many run: "pod-0"…
  explicit crowded_node(std::size_t pods);
  ~crowded_node();

  /// A network "data", by a bridge that all Pods fit on; its plugin writes down its calls.
  void define_bridge();
  /// The same, by a plugin that makes nothing and takes its time.
  void define_slow(std::chrono::milliseconds each);

  /// All Pods ask for the network "data", one after the other, as fast as the API server takes it.
  void ask_all();
  /// Starts the agent and lets it attach all of them.
  void attach_all();
  /// Until each Pod that the agent holds has been looked at, and has nothing to do.
  void await_settled();
  /// Until the agent has taken hardly any processor time for a second.
  void await_quiet();
  int agent_id() { return agent().process().id(); }

  /// Calls of plugins so far, but for VERSION.
  std::vector<tests::recorded_call> executions() const;

private:
  std::size_t count_settled();

  std::size_t pods_;
  std::string plugins_;
  net::transport io_;
  cni::cri_simulator runtime_;
};

} // namespace weft::bench
