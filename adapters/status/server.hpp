#pragma once

#include "adapters/metrics/registry.hpp"
#include "adapters/net/http_server.hpp"
#include "adapters/status/vital_signs.hpp"
#include "protocol/settings.hpp"
#include "protocol/state/filter.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace weft::status {

/// The way to whoever dumps the state. Called on I/O threads; none may block.
struct state_source {
  /// Dump under this ticket, which is used once and never zero.
  std::function<void(std::uint64_t ticket, const state_filter& which)> show;
  /// So many pieces have left: go on.
  std::function<void(std::uint64_t ticket, std::uint32_t pieces)> more;
  /// Nobody listens any more.
  std::function<void(std::uint64_t ticket)> stop;
};

/// What the endpoints show. The pointers outlive the server.
struct server_wiring {
  std::string version;
  std::map<std::string, std::vector<std::string>> domains; ///< mandatory kinds of each domain
  metrics::registry* numbers = nullptr;
  const vital_signs* signs = nullptr;
};

/// What an operator can see, over HTTP: /state, /metrics, /healthz (/livez), /readyz, /readyz/
/// with a domain, PUT /debug/level, and / with the list of them. At the probe address, if there is
/// one, all of these but /state and /debug.
///
/// Health is progress of the actors within ten seconds and nothing else; neither the API server
/// nor a controller can make a process unhealthy. No answer holds a secret. @see kubernetes.md 12.2
class server {
public:
  /// Listens from construction on. Throws std::runtime_error when it cannot.
  server(net::transport& io, const server_settings& where, server_wiring with);
  /// Closes all connections; the sink may still be called, and does nothing.
  ~server();

  std::uint16_t port() const;
  /// Zero without a probe address.
  std::uint16_t probe_port() const;

  /// From now on /state is answered; before, with 503. Thread-safe.
  void connect(state_source to);

  /// Where the pieces of a dump go, in order; `last` once per ticket. Callable from any thread,
  /// for as long as anybody holds it.
  std::function<void(std::uint64_t ticket, std::string piece, bool last)> sink() const;

private:
  struct impl;
  std::shared_ptr<impl> impl_;
  std::unique_ptr<net::http_server> listener_;
  std::unique_ptr<net::http_server> probes_;
};

} // namespace weft::status
