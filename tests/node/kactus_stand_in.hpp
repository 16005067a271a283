#pragma once

#include "tests/folder.hpp"
#include "tests/node/containerd.hpp"

#include <string>
#include <vector>

namespace weft::tests {

/// A meta-plugin that does what kactus does, as a script beside the distribution's plugins: when a
/// Pod begins it attaches the first network and others, later those that K8S_POD_NETWORK names, and
/// keeps what it has made in /var/lib/cni/kactus. It asks no API server; what that would say is
/// said here. @see cni.md 6
class kactus_stand_in {
public:
  kactus_stand_in();

  /// A Network of Kaloom's, by the bridge plugin.
  void define(const std::string& name, const std::string& config) const;
  /// What Pods have from their beginning.
  void begin_with(const std::vector<std::string>& names) const;

  /// For the container runtime.
  default_network network() const;
  std::string program() const { return (here_.path() / "bin/kactus").string(); }
  /// Of its configuration.
  std::string config_dir() const { return (here_.path() / "net.d").string(); }

private:
  folder here_;
};

} // namespace weft::tests
