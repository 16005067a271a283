#pragma once

#include "tests/cluster/installation.hpp"

#include <chrono>
#include <functional>
#include <string>

namespace weft::tests {

/// The name under which weft has its rights.
constexpr auto own_name = "system:serviceaccount:weft:weft";

/// An installation whose weft is let in by what a test hands out, and works on while the test
/// exchanges it. What weft trusts is the file authority.crt, at first the cluster's own.
/// @see kubernetes.md 20, row 6
struct way_in {
  way_in();

  /// Starts weft and has it work. @param user That of a kubeconfig, in YAML.
  void start(const std::string& user);

  /// Creates a VelocloudBP and waits until its rule stands.
  void place();
  /// Places one object after another until `seen`.
  void work_until(const std::string& what, const std::function<bool()>& seen);
  /// The same until every watch that is open has been opened anew.
  void outlive_watches();

  /// A token of weft's that the API server refuses once `withdraw` has been called.
  std::string grant(const std::string& name);
  void withdraw(const std::string& name);
  /// Writes own.crt and own.key: the key first, so that for a moment they do not belong together.
  void hand_out_certificate(std::chrono::seconds life);

  /// Whether the API server does not know who comes like this.
  bool refuses(const std::string& token);
  bool refuses(const net::tls_settings& who);

  /// Nothing has failed: no request, no cycle, no watch, no Lease, and every rule stands.
  void check_unnoticed();

  std::string path(const std::string& file) const { return here.cluster.folder() / file; }
  std::string text(const std::string& file) const;

  installation here;
  controller* weft = nullptr;

private:
  bool refused(const net::tls_settings& who, net::headers with);

  int placed_ = 0;
  std::size_t begin_ = 0; ///< of what weft has said since it works
};

} // namespace weft::tests
