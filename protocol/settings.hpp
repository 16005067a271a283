#pragma once

#include "protocol/aci/settings.hpp"
#include "protocol/avi/settings.hpp"
#include "protocol/cni/settings.hpp"
#include "protocol/velocloud/settings.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace weft {

/// A text nobody may print: no operator<<, no to_string, no comparison.
struct secret {
  std::string revealed; ///< for the one place that sends it

  bool empty() const { return revealed.empty(); }
};

struct log_settings {
  enum class severity : std::uint8_t { error, warn, info, debug };
  enum class layout : std::uint8_t { logfmt, json };

  severity level = severity::info; ///< the least severe that is written
  layout format = layout::logfmt;
};

/// How to reach the API server. @see kubernetes.md 1.1
struct kubernetes_settings {
  std::string kubeconfig; ///< file; empty: KUBECONFIG, the service account, then ~/.kube/config
  std::string context;    ///< of the kubeconfig; empty: its current one
  std::vector<std::string> namespaces; ///< to watch; empty: all
  std::uint32_t page = 500;            ///< objects per answer of a list
  std::uint32_t concurrency = 32;      ///< requests in flight, watches not counted
  std::chrono::milliseconds request_timeout = std::chrono::seconds{30}; ///< watches excepted
  std::chrono::milliseconds watch_timeout = std::chrono::seconds{27};   ///< at least; at most twice
};

/// Our own HTTP server. Nobody has to say who they are: what `address` serves tells of everything
/// weft knows, what `probe_address` serves only of its health.
struct server_settings {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8081;       ///< 0: any free one
  std::string probe_address;       ///< for kubelet and Prometheus; empty: none
  std::uint16_t probe_port = 8080; ///< 0: any free one
};

/// Who of several replicas acts. @see kubernetes.md 10.2
struct lease_settings {
  bool enabled = true;
  std::string name = "weft";
  std::string name_space; ///< empty: the pod's own, or "default" outside a cluster
  std::chrono::milliseconds duration = std::chrono::seconds{15};
  std::chrono::milliseconds renew_deadline = std::chrono::seconds{10};
  std::chrono::milliseconds retry_period = std::chrono::seconds{2};
};

struct runtime_settings {
  std::uint32_t threads = 0;    ///< that run actors; 0: as many as there are cores
  std::uint32_t io_threads = 1; ///< that serve sockets
  std::chrono::milliseconds shutdown_grace = std::chrono::seconds{25}; ///< for work under way
};

/// One VCO: the way to it, besides how to treat it. @see velocloud.md 8
struct velocloud_settings : velocloud::settings, controller_way {
  velocloud_settings() : controller_way{false, {}, 32U << 20U} {}

  enum class account : std::uint8_t { enterprise, vco_operator };

  std::string url; ///< "https://host[:port]", without "/portal/rest"

  secret token;              ///< from the environment only
  std::string token_file;    ///< watched for changes
  std::string user_file;     ///< with password_file, instead of a token
  std::string password_file; ///< watched for changes
  account login = account::enterprise;
};

/// One fabric: the way to its APICs, besides how to treat it. @see aci.md 2, 8
struct aci_settings : aci::settings, controller_way {
  aci_settings() : controller_way{false, {}, 64U << 20U} {}

  std::vector<std::string> addresses; ///< of APICs: host, host:port or https://host[:port]

  std::string user; ///< used when no file is named
  std::string user_file;
  secret password;           ///< from the environment only
  std::string password_file; ///< watched for changes
  std::string login_domain;  ///< of a remote user; empty: the APIC's own users
  std::string key_file;      ///< PEM; requests are signed then, and there is no password
  std::string certificate;   ///< its name at the APIC; empty: "<user>.crt"
  bool app_user = false;     ///< the certificate belongs to an application's user
};

/// One AVI controller: the way to it, besides how to treat it. @see avi.md 2, 12
struct avi_settings : avi::settings, controller_way {
  avi_settings() : controller_way{false, {}, 64U << 20U} {}

  std::vector<std::string> addresses; ///< its own, or its nodes': host, host:port or an https URL

  std::string user; ///< used when no file is named
  std::string user_file;
  secret password;            ///< from the environment only
  std::string password_file;  ///< watched for changes
  secret token;               ///< of the API, instead of a password; from the environment only
  std::string token_file;     ///< watched for changes
  std::uint32_t sessions = 4; ///< with the controller at most, each with one request at a time
};

/// The agent of one node: whether this process is one, besides how it treats its Pods. @see cni.md
struct cni_settings : cni::settings {
  bool enabled = false; ///< by the command, not by an operator
};

/// Everything an operator can set; the defaults are those of config/weft.yaml. Values, passed
/// down from main: nobody asks for "the" settings.
struct settings {
  log_settings log;
  kubernetes_settings kubernetes;
  server_settings server;
  lease_settings lease;
  runtime_settings runtime;
  velocloud_settings velocloud;
  aci_settings aci;
  avi_settings avi;
  cni_settings cni;
};

} // namespace weft
