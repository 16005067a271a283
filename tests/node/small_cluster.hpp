#pragma once

#include "adapters/k8s/simulator/server.hpp"
#include "tests/cluster/web.hpp"

#include <optional>
#include <string>
#include <vector>

namespace weft::tests {

inline constexpr const char* kaloom_networks = "networks";
inline constexpr const char* npwg_networks = "k8s.v1.cni.cncf.io/networks";

/// A simulated API server with the kinds of networks, and whoever writes to it: users, and the
/// kubelet of the one node "n1". All is in namespace "default". What is refused fails the test.
class small_cluster {
public:
  small_cluster();

  /// What a client of it needs.
  std::string kubeconfig() const;

  /// A Pod of the node, not yet running. @returns its uid.
  std::string create_pod(const std::string& name);
  void set_phase(const std::string& pod, const std::string& phase);
  /// @param value Nothing: the annotation goes.
  void annotate(const std::string& pod, const std::string& key, std::optional<std::string> value);
  void remove_pod(const std::string& pod);

  /// A NetworkAttachmentDefinition, made or changed.
  void define(const std::string& name, const std::string& config);
  void undefine(const std::string& name);
  /// Kaloom's form of it.
  void define_kaloom(const std::string& name, const std::string& config);

  /// An entry of the Pod's status annotation; null: there is none of this interface.
  json::value entry(const std::string& pod, const std::string& interface);
  /// The messages of all Events with this reason.
  std::vector<std::string> events(const std::string& reason);

private:
  json::value ask(const std::string& method, const std::string& path, const json::value& body = {},
                  const std::string& type = "application/json");
  void put(const std::string& path, const std::string& name, json::value object);

  net::transport io_;
  k8s::simulator server_;
  web admin_;
};

} // namespace weft::tests
