#pragma once

#include "tests/cluster/control_plane.hpp"
#include "tests/cluster/controller.hpp"
#include "tests/cluster/web.hpp"

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace weft::tests {

/// What stands in the cluster before the first weft comes.
struct site_options {
  bool crds = true;
  bool rights = true; ///< those of config/rbac
  control_plane_options servers{};
};

/// A real control plane with config/crds, config/rbac and deploy/ applied, and as many weft
/// processes as the test starts, each a process of its own. weft is let in as the ServiceAccount of
/// deploy/, so that the rights in config/rbac are what it has. The external controller is added by
/// who derives from it.
class site {
public:
  site(const site&) = delete;
  site& operator=(const site&) = delete;

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
             std::chrono::seconds limit = std::chrono::minutes{3});

  /// From now on the admin takes the API server for itself when one of `ca_pem` signed it.
  void trust(const std::string& ca_pem);
  /// One request of the admin to the API server.
  said ask(std::string method, std::string target, std::string body = {},
           const std::string& content_type = "application/json");
  /// `kubectl apply --server-side -f` of files of the repository, again as long as the API server
  /// does not tell of a kind in them. Fails the test when refused.
  void apply(std::vector<std::string> files);
  void make_namespace(const std::string& name);

  /// A file of the site's own. @returns where it is.
  std::filesystem::path write(const std::string& name, const std::string& text) const;
  const std::string& api_token() const { return api_token_; }

  control_plane cluster;

protected:
  explicit site(const site_options& wanted);
  ~site() = default;

  /// What weft is started with: the way to the API server, and `domain` in YAML.
  void configure(const std::string& domain) const;
  /// What every process said.
  void show() const;

private:
  /// Waits a moment. @returns false once the external controller has ended.
  virtual bool lives_on(std::chrono::milliseconds moment) = 0;

  std::string api_token_;
  std::optional<web> admin_;
  std::deque<controller> controllers_;
};

} // namespace weft::tests
