#pragma once

#include "adapters/net/http.hpp"
#include "protocol/fault.hpp"
#include "protocol/json/value.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace weft::k8s {

/// A PEM text, or the file that holds it and is read again when it changes. A text wins.
struct pem_source {
  std::string text;
  std::filesystem::path file;

  bool empty() const { return text.empty() && file.empty(); }
};

/// A program that hands out credentials. @see kubernetes.md 1.5
struct exec_plugin {
  std::string api_version; ///< "client.authentication.k8s.io/v1"
  std::string command;     ///< absolute when it was relative to the kubeconfig; else for PATH
  std::vector<std::string> args;
  std::vector<std::pair<std::string, std::string>> env; ///< on top of the process's own
  std::string install_hint;
  json::value cluster; ///< for spec.cluster of KUBERNETES_EXEC_INFO; null: not asked for
};

/// Whom to act as. @see kubernetes.md 1.3
struct impersonation {
  std::string user; ///< empty: nobody else
  std::string uid;
  std::vector<std::string> groups;
  std::vector<std::pair<std::string, std::vector<std::string>>> extra;
};

/// Everything needed to talk to one cluster as one user. Holds secrets: never printed.
struct cluster_access {
  std::string origin; ///< where it came from, for messages: "context \"x\" of FILE", "in-cluster"
  net::endpoint server;
  std::string base_path; ///< what the server's URL has after the host, without a trailing slash
  std::string ns = "default"; ///< where to work when nothing else is said
  pem_source ca;              ///< empty: the system's roots
  std::string tls_server_name;
  bool insecure = false;
  pem_source certificate;
  pem_source key;
  std::string token;
  std::filesystem::path token_file; ///< wins over `token`; read again
  std::optional<exec_plugin> exec;
  impersonation as;
  std::vector<std::string> warnings; ///< what was read but cannot be honoured
};

/// What a user may say beside the files; empty: what the files say.
struct access_overrides {
  std::filesystem::path kubeconfig; ///< --kubeconfig
  std::string context;
};

/// What the process's environment says about access.
struct access_environment {
  std::string kubeconfig;   ///< KUBECONFIG: files separated by ':'
  std::string service_host; ///< KUBERNETES_SERVICE_HOST
  std::string service_port; ///< KUBERNETES_SERVICE_PORT
  std::filesystem::path home;
  std::filesystem::path service_account = "/var/run/secrets/kubernetes.io/serviceaccount";
};

/// Of this process. Not while another thread changes the environment.
access_environment read_access_environment();

/// Access in the order of kubernetes.md 1.1: flag, KUBECONFIG, service account, ~/.kube/config.
/// @returns errc::refused or errc::malformed naming file, entry and key.
result<cluster_access> find_access(const access_overrides& wanted,
                                   const access_environment& around);

/// Access as the Pod's service account. @see kubernetes.md 1.2
result<cluster_access> in_cluster_access(const access_environment& around);

} // namespace weft::k8s
