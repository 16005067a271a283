#pragma once

#include "protocol/fault.hpp"
#include "protocol/k8s/exchange.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace weft::k8s {

/// A watch that is under way. Dropping it ends it; no callback runs after `stop` returned or the
/// object is gone.
class stream {
public:
  virtual ~stream() = default;
  virtual void stop() = 0;
  /// What one call of on_lines told has been digested. Thread-safe, never blocks.
  virtual void more() {}
};

/// What a watch tells. All are called on an I/O thread, one at a time, and must not block.
struct stream_events {
  /// The answer's head: 200, or another status with its whole body, after which only on_end
  /// follows.
  std::function<void(response head)> on_open;
  /// Whole lines in order, without their line ends; valid during the call only. `decode_padding`
  /// bytes after each are readable: decode them as buffer::padded.
  std::function<void(const std::vector<std::string_view>& lines)> on_lines;
  /// The end, exactly once unless stopped: no value for a clean end of the body, a fault
  /// otherwise. errc::unreachable: connection lost, refused or silent; errc::malformed: a line
  /// beyond the limit or a broken body; errc::expired: what let us in has been renewed, and the
  /// next watch may begin at once where this one was.
  std::function<void(result<void>)> on_end;
  /// Calls of on_lines ahead of stream::more before a connection is left unread until there is
  /// one; 0: without limit. A peer in memory need not heed it.
  std::size_t ahead = 0;
};

/// One API server, seen as a place to send requests to. Credentials, TLS, pooling and deadlines
/// are the client's business: on 401 it re-reads the credential and tries once more by itself.
class client {
public:
  virtual ~client() = default;

  /// @param done Called exactly once, on an I/O thread, never from within `call`. Must not block.
  ///             errc::unreachable: no whole answer in time; errc::forbidden or errc::refused:
  ///             the credential or certificate cannot be used, in words.
  virtual void call(request what, std::function<void(result<response>)> done) = 0;

  /// Opens a watch on a connection of its own.
  /// @param idle_limit Without a byte for this long the connection counts as lost.
  virtual std::unique_ptr<stream> watch(request what, std::chrono::milliseconds idle_limit,
                                        stream_events events)
    = 0;

  /// The server's name and port, as metrics call it.
  virtual std::string host() const { return "in-process"; }
};

} // namespace weft::k8s
