#pragma once

#include "adapters/net/http.hpp"
#include "adapters/net/identity.hpp"
#include "adapters/net/transport.hpp"
#include "protocol/fault.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace weft::net {

class server_connection;
class wire;

/// The server's side of one exchange. Thread-safe; may be kept and answered later from any thread,
/// even when the server is gone. Dropping it before the answer is complete closes the connection.
/// Requests on one connection are handed over one after the other: the next one arrives when this
/// one is answered.
class http_exchange {
public:
  virtual ~http_exchange() = default;

  virtual const http_request& asked() const = 0;
  /// The common name in the peer's client certificate; empty without one. An untrusted certificate
  /// fails the handshake.
  virtual std::string peer_name() const = 0;
  /// The organisations in the peer's client certificate.
  virtual std::vector<std::string> peer_organisations() const = 0;
  /// Names the connection, so that a server can tell its clients apart.
  virtual std::uint64_t connection() const = 0;

  /// Answers whole. Only the first of `answer`, `begin`, `answer_raw` and `give_away` counts.
  virtual void answer(http_response what) = 0;
  /// Answers with a chunked body of unknown length.
  virtual void begin(http_response head) = 0;
  /// Sends one chunk, soon, together with its neighbours; an empty one sends nothing.
  /// @returns false once the peer is gone, before `begin`, after `end`, or while more than 16 MiB
  ///          wait to be sent; the chunk is then not sent.
  virtual bool send(std::string chunk) = 0;
  /// Ends the chunked body properly.
  virtual void end() = 0;
  /// Closes the connection without (further) answer, by TCP reset. What waits is lost.
  virtual void reset() = 0;
  /// Sends raw bytes as the answer and closes: for impolite servers.
  virtual void answer_raw(std::string bytes) = 0;
  /// Leaves the connection to somebody who goes on with another protocol. Only for a request with
  /// a header `Upgrade`; any other's connection is closed.
  /// @param to Called once, on the connection's strand, with what the peer has sent ahead; with
  ///           null when it is gone, and not at all once the server has ended.
  virtual void give_away(std::function<void(std::shared_ptr<wire> peer, std::string unread)> to)
    = 0;
  /// Called once when the peer goes away before the answer is complete, on an I/O thread; soon,
  /// when it is gone already.
  virtual void on_gone(std::function<void()> gone) = 0;
  /// Called on an I/O thread each time all that was sent has reached the kernel, and soon
  /// when nothing waits now: room for more.
  virtual void on_drained(std::function<void()> drained) = 0;

  /// The connection itself, for adapters/net only: defined in server_connection.hpp.
  virtual server_connection& inside() = 0;
};

/// An answer that announces all of its body and holds half of it: for `answer_raw`.
std::string cut_off(const http_response& what);

struct http_server_settings {
  std::string address = "127.0.0.1";       ///< an IP address
  std::uint16_t port = 0;                  ///< zero: any free one
  std::size_t max_body_bytes = 32U << 20U; ///< a larger request is answered 413
  bool tls = false;
  server_tls identity;
};

/// HTTP/1.1 with keep-alive and chunked answers, over TLS or plain: the carrier of /state and of
/// every simulator.
class http_server {
public:
  using receiver = std::function<void(std::shared_ptr<http_exchange>)>;

  /// Listens from construction on. Throws std::runtime_error naming address, port and cause when
  /// it cannot. @param on_request Called on an I/O thread, at the same time for several
  /// connections when there are several I/O threads; must not block.
  http_server(transport& io, http_server_settings where, receiver on_request);
  /// Stops listening and closes all connections. No callback runs once this has returned: it waits
  /// for those that run on other threads.
  ~http_server();

  std::uint16_t port() const;

private:
  struct impl;
  std::shared_ptr<impl> impl_;
};

} // namespace weft::net
