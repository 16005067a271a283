#pragma once

#include "adapters/k8s/core/api_core.hpp"
#include "adapters/net/http_server.hpp"
#include "adapters/net/transport.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace weft::k8s {

struct simulator_settings {
  server::core_settings core;
  net::http_server_settings where;
  std::size_t split_bytes = 0; ///< watch bytes go out in chunks of this size; zero: whole lines
};

/// A Kubernetes API server for tests, demonstrations and development: server::api_core carried by
/// HTTP/1.1, with or without TLS. An unmodified kubectl works against it.
///
/// What a real kube-apiserver (1.36) does differently:
/// - It speaks HTTP/2, protobuf and CBOR, compresses, and serves exec, logs and proxies.
/// - Built-in kinds: it validates and defaults all of them. Here their top-level members, their
///   metadata and the merging of their lists are known, and a handful of defaults are filled in.
/// - It has many more kinds, admission plugins, RBAC, priority and fairness, quotas and webhooks.
/// - Its schema rules are all of CEL with a cost budget; here the part that cel.hpp names.
///   Patterns are those of protocol/pattern.hpp; messageExpression, conversion webhooks and pattern
///   properties are refused.
/// - It keeps a history per kind, by time and size; here one for all, by count.
/// - Definitions are established and namespaces emptied by controllers after a moment; here at
///   once, before the answer is out. Owner references, graceful deletion of pods and expiry of
///   events need controllers that are not here; propagation policies are accepted and not acted
///   upon.
/// - Its managedFields keep `.` entries for maps in a few more cases, and are capped.
/// - A status write to a built-in kind here may change metadata, as it can for only some of them.
/// - YAML bodies with a key that is set twice are refused here, and there with
/// fieldValidation=Strict.
/// - Validation stops later there: the causes of a 422 may come in another order.
class simulator {
public:
  /// Listens from construction on. Throws std::runtime_error when it cannot.
  simulator(net::transport& io, simulator_settings how);
  ~simulator();

  std::uint16_t port() const;

  /// Runs `what` with the core while no call is being answered: faults, restarts, counts.
  void with_core(const std::function<void(server::api_core&)>& what);

  /// Watch bytes go out in chunks of this size from now on; zero: whole lines.
  void split(std::size_t bytes);

private:
  struct impl;
  std::shared_ptr<impl> impl_;
};

/// A kubeconfig for the simulator at that port. @param ca_pem Empty: plain HTTP.
std::string make_kubeconfig(std::uint16_t port, const std::string& ca_pem,
                            const std::string& token);

} // namespace weft::k8s
