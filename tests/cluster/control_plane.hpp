#pragma once

#include "tests/cluster/child.hpp"
#include "tests/cluster/credentials.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace weft::tests {

/// A directory that goes with the object; in memory where the machine has that.
struct fresh_folder {
  fresh_folder();
  ~fresh_folder();
  fresh_folder(const fresh_folder&) = delete;
  fresh_folder& operator=(const fresh_folder&) = delete;

  std::filesystem::path path;
};

/// What a control plane is made of.
struct control_plane_options {
  bool pods = false; ///< also controller-manager, scheduler and kwok: Deployments become Pods
  std::vector<std::string> apiserver_flags; ///< on top of ours, for instance --feature-gates=...
  std::vector<std::string> etcd_flags{};    ///< the same
};

/// A real etcd and kube-apiserver, alone on ports and in a directory of their own. Gone with the
/// object, and with the test process however that ends.
///
/// Users with a token: `admin` (system:masters), and `weft`, `tenant` and `nobody`, who may do
/// only what a test binds to them.
/// @see testing-kubernetes.md 2, 3, 6
class control_plane {
public:
  /// Starts the servers and waits for /readyz; skips the test without binaries, fails it when
  /// they do not come up.
  explicit control_plane(control_plane_options wanted = {});
  ~control_plane();
  control_plane(const control_plane&) = delete;
  control_plane& operator=(const control_plane&) = delete;

  /// The one of this test process, started at its first use. Do not stop its servers: start your
  /// own for that.
  static control_plane& shared();

  /// The same with Pods.
  static control_plane& shared_with_pods();

  /// "https://127.0.0.1:<port>"; survives `start_server`.
  const std::string& url() const { return url_; }

  const std::filesystem::path& folder() const { return folder_.path; }
  std::filesystem::path ca_file() const { return folder() / "ca.crt"; }

  /// The kubeconfig of a token user, or with `certificate` that of the admin's client certificate.
  std::filesystem::path kubeconfig(const std::string& user = "certificate") const;

  /// A user's bearer token.
  const std::string& token(const std::string& user) const;

  /// Runs kubectl as the admin. @param input what `-f -` reads.
  finished kubectl(std::vector<std::string> words, std::string input = {}) const;

  /// Runs kubectl as one of the users.
  finished kubectl_as(const std::string& user, std::vector<std::string> words,
                      std::string input = {}) const;

  /// Makes a namespace that no other test knows. @returns its name.
  std::string fresh_namespace();

  /// Makes `count` fake nodes that kwok keeps ready.
  void add_nodes(int count);

  /// Ends the API server: politely with SIGTERM, or at once.
  void stop_server();
  void kill_server();

  /// Starts the API server again, on the same port and the same data; waits for /readyz.
  void start_server();

  /// Ends etcd at once, and starts it again on what it holds.
  void kill_etcd();
  void start_etcd();

  /// Keeps what etcd holds, or goes back to what was kept; the servers are restarted for it.
  void back_up();
  void restore();

  /// Makes etcd forget everything before its present version.
  void compact() const;

  /// Gives back what etcd has forgotten, and lets it write again when it was full.
  void make_room() const;

  /// "http://127.0.0.1:<port>".
  const std::string& etcd_url() const { return etcd_url_; }

  /// Starts one more API server like ours and waits for its /readyz. @param etcd How it reaches
  /// etcd. @returns its URL.
  std::string start_peer(const std::string& etcd);

  /// Stops (and continues) the API server as a process: connections stay, nothing answers.
  void freeze_server() const;
  void thaw_server() const;

private:
  child started(std::vector<std::string> words) const;
  child started_server(std::uint16_t port, const std::string& etcd) const;
  finished etcdctl(std::vector<std::string> words) const;
  void stop_both();
  void start_pod_servers();
  bool wait_until_ready(const std::string& server);

  std::string binaries_;
  control_plane_options wanted_;
  fresh_folder folder_;
  std::vector<token_user> users_;
  std::uint16_t port_ = 0;
  std::string etcd_url_;
  std::string etcd_peer_; ///< the URL it would have among several
  std::string url_;
  int namespaces_ = 0;
  int nodes_ = 0;
  // In the order of their start: destruction ends them in reverse, before their folder.
  std::optional<child> etcd_;
  std::optional<child> server_;
  std::optional<child> peer_;
  std::vector<child> pod_servers_;
};

} // namespace weft::tests
