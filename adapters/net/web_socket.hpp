#pragma once

#include "adapters/net/http.hpp"
#include "adapters/net/http_server.hpp"
#include "adapters/net/transport.hpp"
#include "protocol/fault.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace weft::net {

/// What a peer has said: one message, put together from its frames.
struct web_socket_message {
  enum class kind : std::uint8_t {
    text,      ///< UTF-8
    binary,    ///< any bytes
    too_large, ///< more than allowed, of either kind; `bytes` is how it begins
  };
  kind what = kind::text;
  std::string_view bytes; ///< valid during the call only
};

/// How a web socket came to its end.
struct web_socket_end {
  /// What the peer's close frame says; 1005: there was one that says nothing; 1006: there was none.
  std::uint16_t code = 1006;
  std::string reason;                    ///< of the close frame
  std::optional<http_response> declined; ///< what the peer answered instead of opening it
  /// errc::none after a close frame. errc::unreachable: not reached, not open in time, broken off,
  /// or pings unanswered; errc::refused: a certificate is not trusted, the request cannot be sent
  /// or is declined; errc::malformed: the peer speaks something else.
  fault why;
};

/// What a web socket tells, on an I/O thread, one at a time.
struct web_socket_events {
  std::function<void()> on_open;
  std::function<void(web_socket_message)> on_message;
  /// Exactly once, whatever the end was, unless the web socket is destroyed first. Nothing follows.
  std::function<void(web_socket_end)> on_end;
  std::function<void()> on_pong{}; ///< a ping of ours was answered
};

struct web_socket_settings {
  std::chrono::milliseconds opening = std::chrono::seconds{10}; ///< at most, all of it
  std::size_t max_message_bytes = 16U << 20U;                   ///< more arrives as `too_large`
  /// Between two pings of ours; zero: none. Pings of the peer are answered always.
  std::chrono::milliseconds ping = std::chrono::seconds{20};
  /// So many unanswered in a row end it, once the peer has been seen to answer one at all; what
  /// else arrives counts as an answer.
  std::size_t missed_pongs = 2;
  std::chrono::milliseconds closing = std::chrono::seconds{2}; ///< for the peer's close frame
  std::size_t fragment_bytes = 64U << 10U; ///< what we send travels in frames of this size; >= 8
};

/// One web socket (RFC 6455) over TCP or TLS, either end of it. Thread-safe.
class web_socket {
public:
  /// Ends it without a word. No callback runs once this has returned, as of http_stream::stop.
  virtual ~web_socket() = default;
  /// Sends one message after those before it; nothing when it is not open.
  virtual void send(std::string bytes, bool binary = false) = 0;
  /// Sends a close frame, and ends once the peer has sent its own or does not do so in time.
  virtual void close(std::uint16_t code = 1000, std::string reason = {}) = 0;
  /// Breaks off without a close frame, in order or by TCP reset; on_end follows. For impolite
  /// peers, like the next.
  virtual void drop(bool by_reset = false) = 0;
  /// Says nothing more and hears nothing more, but keeps the connection: a peer that is half dead.
  virtual void freeze() = 0;
};

/// Opens one. @param what Its method and body are not used. @returns at once; callbacks never run
/// from within the call.
std::unique_ptr<web_socket> open_web_socket(transport& io, endpoint where,
                                            const tls_settings& trust, http_request what,
                                            web_socket_settings how, web_socket_events events);

/// Whether the request asks for a web socket.
bool asks_for_web_socket(const http_request& what);

/// Opens the web socket that `peer` asks for, in place of an answer. One that asks wrongly is
/// answered so, and on_end tells errc::malformed.
std::unique_ptr<web_socket> accept_web_socket(const std::shared_ptr<http_exchange>& peer,
                                              web_socket_settings how, web_socket_events events);

} // namespace weft::net
