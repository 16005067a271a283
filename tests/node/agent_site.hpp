#pragma once

#include "adapters/cni/kernel_namespaces.hpp"
#include "adapters/cni/runtime.hpp"
#include "tests/node/agent_networks.hpp"
#include "tests/node/containerd.hpp"
#include "tests/node/tended_node.hpp"
#include "tests/node/traced_plugins.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>

namespace weft::tests {

/// A whole node: its agent, a real containerd and the distribution's plugins.
class agent_site : public tended_node {
public:
  /// @param more Settings of the section cni, in YAML's flow form.
  explicit agent_site(const std::string& more = "", const default_network& first = {});
  ~agent_site();

  /// A plugin that does what its control file says, besides those of the distribution.
  void add_recorder(const std::string& type, const std::vector<std::string>& control = {}) const;

  std::vector<recorded_call> recorded() const { return recorders.calls(); }

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

  /// The usual beginning: the Pod "web" runs, the agent too, and from now on "web" asks for the
  /// network "data", which is this, under the name "net1".
  void begin_asking(const std::string& network = bridged("data", 1));
  /// The same until it has it. @returns the interface.
  cni::interface_view begin_attached(const std::string& network = bridged("data", 1));

  /// Until the Pod has it, up, and its status names its address and MAC. @returns it.
  cni::interface_view await_attached(const std::string& pod, const std::string& interface);
  void await_gone(const std::string& pod, const std::string& interface);

  traced_plugins plugins{{"bridge", "macvlan", "firewall"}};
  containerd runtime;

private:
  struct one_pod {
    std::string uid;
    std::string sandbox;
    std::uint32_t attempt = 0;
  };

  std::map<std::string, one_pod> pods_;
  std::unique_ptr<cni::container_runtime> way_;
  cni::kernel_namespaces eyes_;
};

} // namespace weft::tests
