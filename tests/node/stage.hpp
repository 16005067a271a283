#pragma once

#include "tests/cluster/child.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace weft::tests {

/// A node of the test's own, in namespaces that nothing leaks out of: an empty network with "lo"
/// up, and nothing under /run and /var/lib but what is made there. Made first in a test, since
/// threads that run already stay outside; needs root, and skips the test without.
/// @see cni.md 10.3
class stage {
public:
  stage();
  ~stage();
  stage(const stage&) = delete;
  stage& operator=(const stage&) = delete;

  /// A new network namespace with "lo" in it, bound at /run/netns/<name>. @returns that path.
  std::string add_namespace(const std::string& name) const;
  /// What a stopped Pod's becomes.
  void remove_namespace(const std::string& name) const;

  /// Runs a program in here, words apart; fails the test when it fails. @returns what it said.
  std::string sh(const std::string& script) const;
  /// The same within a namespace of ours.
  std::string sh_in(const std::string& name, const std::string& script) const;

private:
  int network_ = -1;
  int mounts_ = -1;
};

/// The directory of the distribution's plugins. Skips the test when one of these is not there.
std::string requires_plugins(const std::vector<std::string_view>& names);

} // namespace weft::tests
