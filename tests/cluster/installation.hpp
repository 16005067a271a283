#pragma once

#include "tests/cluster/control_plane.hpp"
#include "tests/cluster/controller.hpp"
#include "tests/cluster/orchestrator.hpp"

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace weft::tests {

/// What stands in the cluster before the first weft comes.
struct installation_options {
  bool crds = true;
  bool rights = true; ///< those of config/rbac
  control_plane_options servers{};
};

/// A real control plane with config/crds, config/rbac and deploy/ applied, a VCO simulator, and as
/// many weft processes as the test starts, each a process of its own. weft is let in as the
/// ServiceAccount of deploy/, so that the rights in config/rbac are what it has.
///
/// When an assertion of the test has failed, the end of it all shows what every process said.
class installation {
public:
  explicit installation(const installation_options& wanted = {});
  ~installation();
  installation(const installation&) = delete;
  installation& operator=(const installation&) = delete;

  /// Starts one more weft. @param flags On top of the configuration file.
  controller& start(std::vector<std::string> flags = {});
  /// The same in a way of the test's own.
  controller& start(command how);
  /// How `start` calls it, for tests that expect it not to come up.
  command weft(std::vector<std::string> flags = {}) const;
  /// SIGKILL; returns when it is dead.
  static void kill(controller& which);

  /// Looks until `seen` says yes; fails the test after `limit`, which is generous.
  void await(const std::string& what, const std::function<bool()>& seen,
             std::chrono::seconds limit = std::chrono::seconds{90});

  /// From now on the admin takes the API server for itself when one of `ca_pem` signed it.
  void trust(const std::string& ca_pem);
  /// One request of the admin to the API server.
  said ask(std::string method, std::string target, std::string body = {},
           const std::string& content_type = "application/json");
  /// `kubectl apply --server-side -f` of files of the repository. Fails the test when refused.
  void apply(std::vector<std::string> files);
  void make_namespace(const std::string& name);

  static std::string path_of(const std::string& ns, const std::string& name = {});
  /// Creates a VelocloudBP. @param spec JSON; fqdn, dport and profile are there unless it says so.
  /// @returns the object as the API server has acknowledged it.
  json::value create(const std::string& ns, const std::string& name,
                     const std::string& spec = "{}");
  /// Changes its spec. @param spec JSON merge patch. @returns the object as acknowledged.
  json::value edit(const std::string& ns, const std::string& name, const std::string& spec);
  /// Asks for its deletion and does not wait.
  void erase(const std::string& ns, const std::string& name);
  /// The object; null when there is none.
  json::value read(const std::string& ns, const std::string& name);
  bool gone(const std::string& ns, const std::string& name);
  /// "True", "False/PolicyViolation"…; empty while there is no word for this generation.
  std::string ready(const std::string& ns, const std::string& name);
  void await_ready(const std::string& ns, const std::string& name);
  void await_gone(const std::string& ns, const std::string& name);
  /// All VelocloudBP objects.
  json::array objects();

  /// Waits until `which` has heard of the object as it stands now.
  void await_heard(controller& which, const std::string& ns, const std::string& name);

  /// A file of the installation's own. @returns where it is.
  std::filesystem::path write(const std::string& name, const std::string& text) const;
  const std::string& api_token() const { return api_token_; }

  control_plane cluster;
  orchestrator vco;

private:
  void show() const;

  std::string api_token_;
  std::optional<web> admin_;
  std::deque<controller> controllers_;
};

} // namespace weft::tests
