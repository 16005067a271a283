#pragma once

#include "adapters/cni/kernel_namespaces.hpp"
#include "adapters/cni/runtime.hpp"
#include "tests/cluster/controller.hpp"
#include "tests/node/containerd.hpp"
#include "tests/node/recording.hpp"
#include "tests/node/small_cluster.hpp"
#include "tests/node/traced_plugins.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace weft::tests {

/// A whole node: namespaces of the test's own, containerd, the distribution's plugins, an API
/// server and `weft agent` as a process of its own. When an assertion has failed the end shows what
/// the agent said.
class agent_site {
public:
  /// @param more Settings of the section cni, in YAML's flow form.
  explicit agent_site(std::string more = "");
  ~agent_site();
  agent_site(const agent_site&) = delete;
  agent_site& operator=(const agent_site&) = delete;

  /// Starts the agent, and waits until it serves.
  void start();
  /// SIGKILL; its plugins live on.
  void kill();
  /// SIGTERM. @returns its exit code.
  int stop();
  controller& agent() { return *agent_; }

  /// A plugin that does what its control file says, besides those of the distribution.
  void add_recorder(const std::string& type, const std::vector<std::string>& control = {}) const;

  std::vector<recorded_call> recorded() const { return recorders_.calls(); }

  /// What a scheduler and a kubelet do: an object, a sandbox, and it runs.
  void run_pod(const std::string& name, const std::string& annotation = "");
  /// The sandbox of a Pod comes anew, as after the death of its first process.
  void run_again(const std::string& name);
  /// Its object and its sandbox go.
  void remove_pod(const std::string& name);
  const std::string& sandbox_of(const std::string& name) const;
  std::string netns_of(const std::string& name);
  /// An interface in the Pod as it stands now.
  std::optional<cni::interface_view> interface(const std::string& pod, const std::string& name);

  /// How many addresses of a network are reserved.
  static std::size_t reserved(const std::string& network);
  static std::string record_folder() { return "/var/lib/cni/weft/results"; }
  /// How many records the agent keeps.
  static std::size_t records();

  /// What the agent counts under a name without labels; -1: nothing.
  double metric(const std::string& name);

  /// Looks until it is so; fails the test when it does not become so for a long time.
  void await(const std::string& what, const std::function<bool()>& so);
  /// Until the Pod has it, up, and its status names its address and MAC. @returns it.
  cni::interface_view await_attached(const std::string& pod, const std::string& interface);
  void await_gone(const std::string& pod, const std::string& interface);

  stage node;
  traced_plugins plugins{{"bridge", "macvlan", "firewall"}};
  containerd runtime{node};
  small_cluster cluster;

private:
  struct one_pod {
    std::string uid;
    std::string sandbox;
    std::uint32_t attempt = 0;
  };

  folder here_;
  recording recorders_{here_.path() / "recorders"};
  std::map<std::string, one_pod> pods_;
  std::unique_ptr<cni::container_runtime> way_;
  cni::kernel_namespaces eyes_;
  std::optional<controller> agent_;
};

} // namespace weft::tests
