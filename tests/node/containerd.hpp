#pragma once

#include "adapters/cni/cri_carrier.hpp"
#include "tests/cluster/child.hpp"
#include "tests/folder.hpp"
#include "tests/node/stage.hpp"

#include <memory>
#include <optional>
#include <string>

namespace weft::tests {

/// What a test wants of a Pod.
struct wanted_pod {
  std::string name = "web";
  std::string uid = "u1";
  std::uint32_t attempt = 0;
  bool in_node_network = false;
};

/// What gives Pods their first network.
struct default_network {
  std::string list;                        ///< a CNI list; empty: a bridge
  std::string plugin_dir = "/usr/lib/cni"; ///< where all its plugins are
};

/// A real containerd on a stage: all that it keeps lies in a folder of its own. Skips the test
/// where it cannot run. @see cni.md 10.4
class containerd {
public:
  explicit containerd(const stage& on, const default_network& first = {});
  /// Ends its Pods, and what it has left in the kernel.
  ~containerd();

  std::string socket() const { return (here_.path() / "c.sock").string(); }

  /// @returns the sandbox.
  std::string run(const wanted_pod& pod);
  void stop(const std::string& sandbox);
  void remove(const std::string& sandbox);
  /// SIGKILL to the sandbox's own process.
  void kill_pause(const std::string& sandbox);

  /// SIGKILL to containerd; its Pods live on.
  void kill();
  void start();

private:
  template <class Answer, class Request>
  Answer call(const std::string& method, const Request& request);
  void import_image();

  const stage& on_;
  folder here_;
  std::string name_; ///< of its cgroup
  std::optional<child> process_;
  std::unique_ptr<cni::cri_carrier> way_;
};

} // namespace weft::tests
