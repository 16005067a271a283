#pragma once

#include "adapters/net/http.hpp"
#include "adapters/net/transport.hpp"
#include "protocol/fault.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string_view>

namespace weft::net {

/// A body that is being received. Dropping it closes the connection; no callback runs afterwards.
class http_stream {
public:
  virtual ~http_stream() = default;
  virtual void stop() = 0;
};

struct http_stream_events {
  /// Status and headers. A non-2xx answer arrives here whole, body included, and ends the stream.
  std::function<void(http_response head)> on_head;
  /// Bytes of the body as they arrive; valid during the call only.
  std::function<void(std::string_view bytes)> on_bytes;
  /// Exactly once unless stopped; no value: the body ended as HTTP says it should.
  std::function<void(result<void>)> on_end;
};

struct http_client_settings {
  std::size_t max_connections = 16;        ///< busy at once; further calls wait for their turn
  std::size_t max_body_bytes = 64U << 20U; ///< a larger answer is errc::malformed
  std::chrono::seconds idle{90};           ///< an unused connection is closed after this
  std::chrono::seconds connect{10};        ///< for connecting and the TLS handshake, each
};

/// Requests to one endpoint over kept-alive HTTP/1.1 connections, TLS 1.2 or newer. Redirects are
/// answers, never followed. Thread-safe.
class http_client {
public:
  http_client(transport& io, endpoint where, tls_settings trust, http_client_settings limits = {});
  ~http_client();

  /// @param deadline For the whole exchange: waiting, connecting, sending, receiving.
  /// @param done Exactly once, on an I/O thread, never from within `call`. errc::unreachable:
  ///             refused, reset, or late; errc::refused: the peer's certificate is not trusted;
  ///             errc::malformed: not HTTP, or larger than allowed. An idempotent request (GET)
  ///             whose kept-alive connection turns out dead before the first answer byte is sent
  ///             once more on a fresh one; others are not.
  void call(http_request what, std::chrono::milliseconds deadline,
            std::function<void(result<http_response>)> done);

  /// Opens a connection of its own for an answer of unbounded length.
  /// @param idle_limit Without a byte for this long the stream ends with errc::unreachable.
  std::unique_ptr<http_stream> open(http_request what, std::chrono::milliseconds idle_limit,
                                    http_stream_events events);

  /// Uses `trust` for new connections and lets the old ones end after their present exchange;
  /// streams under way end with errc::unreachable.
  void renew(tls_settings trust);

private:
  struct impl;
  std::shared_ptr<impl> impl_;
};

} // namespace weft::net
