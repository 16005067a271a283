#pragma once

#include "adapters/net/http.hpp"
#include "adapters/net/transport.hpp"
#include "protocol/fault.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

namespace weft::net {

/// A body that is being received.
class http_stream {
public:
  /// Stops.
  virtual ~http_stream() = default;
  /// Closes the connection. No callback runs once this has returned: it waits for one that runs on
  /// another thread, and may be called from within one. Idempotent.
  virtual void stop() = 0;
  /// One of the pieces handed out has been taken. Thread-safe, never blocks.
  virtual void more() = 0;
};

/// What a stream tells, on an I/O thread, one at a time.
struct http_stream_events {
  /// Status and headers; the body follows in on_bytes. A non-2xx answer arrives here whole, body
  /// included, and on_end follows at once.
  std::function<void(http_response head)> on_head;
  /// Bytes of the body, one piece for all that has arrived; valid during the call only.
  std::function<void(std::string_view bytes)> on_bytes;
  /// Exactly once unless stopped; no value: the body ended as HTTP says it should. A fault
  /// otherwise, with codes as of http_client::call.
  std::function<void(result<void>)> on_end;
  /// Calls of on_bytes ahead of http_stream::more; beyond that the socket is left unread, and its
  /// silence is nobody's fault. 0: without limit.
  std::size_t ahead = 0;
};

struct http_client_settings {
  std::size_t max_connections = 16;        ///< busy at once; further calls wait for their turn
  std::size_t max_body_bytes = 64U << 20U; ///< a larger answer is errc::malformed
  std::chrono::seconds idle{90};           ///< an unused connection is closed after this
  std::chrono::seconds connect{10};        ///< for connecting and the TLS handshake, each
  std::function<void(std::chrono::nanoseconds)> on_resolved{}; ///< what finding the host took
};

/// Requests to one endpoint over kept-alive HTTP/1.1 connections, TLS 1.2 or newer. Redirects are
/// answers, never followed. Thread-safe.
class http_client {
public:
  /// PEM texts that cannot be used make every call and stream end with errc::refused.
  http_client(transport& io, endpoint where, tls_settings trust, http_client_settings limits = {});
  /// Forgets the calls under way: no `done` runs once this has returned, as of http_stream::stop.
  /// Streams live on.
  ~http_client();

  /// @param deadline For the whole exchange: waiting, connecting, sending, receiving.
  /// @param done Exactly once, on an I/O thread, never from within `call`. errc::unreachable:
  ///             refused, reset, or late; errc::refused: a certificate is not trusted (theirs by
  ///             us or ours by them) or the request cannot be sent; errc::malformed: not HTTP, not
  ///             TLS, or larger than allowed. A GET whose kept-alive connection turns out dead
  ///             before the first answer byte is sent once more on a fresh one; others are not.
  void call(http_request what, std::chrono::milliseconds deadline,
            std::function<void(result<http_response>)> done);

  /// Opens a connection of its own for an answer of unbounded length. Callbacks never run from
  /// within `open`.
  /// @param idle_limit Without a byte for this long after the request was sent the stream ends
  ///                   with errc::unreachable.
  std::unique_ptr<http_stream> open(http_request what, std::chrono::milliseconds idle_limit,
                                    http_stream_events events);

  /// Uses `trust` for new connections and lets the old ones end after their present exchange;
  /// streams under way end with errc::expired.
  void renew(tls_settings trust);

private:
  struct impl;
  std::shared_ptr<impl> impl_;
};

} // namespace weft::net
