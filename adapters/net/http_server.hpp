#pragma once

#include "adapters/net/http.hpp"
#include "adapters/net/transport.hpp"
#include "protocol/fault.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace weft::net {

/// The server's side of one exchange. Thread-safe; may be kept and answered later from any thread.
/// Dropping it unanswered closes the connection.
class http_exchange {
public:
  virtual ~http_exchange() = default;

  virtual const http_request& asked() const = 0;
  /// The peer's certificate subject common name and organisations, when it sent a trusted one.
  virtual std::string peer_name() const = 0;
  /// Names the connection, so that a server can tell its clients apart.
  virtual std::uint64_t connection() const = 0;

  /// Answers whole. Only one of `answer`, `begin`, `reset` and `hang`, once.
  virtual void answer(http_response what) = 0;
  /// Answers with a chunked body of unknown length.
  virtual void begin(http_response head) = 0;
  /// Sends one chunk. @returns false once the peer is gone or more than 16 MiB wait to be sent.
  virtual bool send(std::string chunk) = 0;
  /// Ends the chunked body properly.
  virtual void end() = 0;
  /// Closes the connection without (further) answer, by TCP reset.
  virtual void reset() = 0;
  /// Sends raw bytes as the answer and closes: for impolite servers.
  virtual void answer_raw(std::string bytes) = 0;
  /// Called once when the peer goes away, on an I/O thread.
  virtual void on_gone(std::function<void()> gone) = 0;
};

/// What the server itself presents.
struct server_tls {
  std::string certificate_pem;
  std::string key_pem;
  std::string client_ca_pem; ///< ask for (not require) client certificates signed by this
};

struct http_server_settings {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0; ///< zero: any free one
  std::size_t max_body_bytes = 32U << 20U;
  bool tls = false;
  server_tls identity;
};

/// HTTP/1.1 with keep-alive and chunked answers, over TLS or plain: the carrier of /state and of
/// every simulator.
class http_server {
public:
  using receiver = std::function<void(std::shared_ptr<http_exchange>)>;

  /// Listens from construction on. Throws std::runtime_error naming address, port and cause when
  /// it cannot. @param on_request Called on an I/O thread; must not block.
  http_server(transport& io, http_server_settings where, receiver on_request);
  /// Stops listening and closes all connections.
  ~http_server();

  std::uint16_t port() const;

private:
  struct impl;
  std::shared_ptr<impl> impl_;
};

/// A throw-away certificate authority with one server certificate, for simulators and tests.
struct throwaway_identity {
  std::string ca_pem;
  server_tls server;
};

/// P-256, valid for a day, SANs localhost, 127.0.0.1 and `names`.
throwaway_identity make_identity(const std::vector<std::string>& names = {});

/// A client certificate signed by a fresh or given authority, for tests of mutual TLS.
struct client_identity {
  std::string certificate_pem;
  std::string key_pem;
};

} // namespace weft::net
