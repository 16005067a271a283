#pragma once

#include "adapters/net/chunks.hpp"
#include "adapters/net/http.hpp"
#include "protocol/fault.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace weft::net {

/// Reads one answer from the bytes of a connection, however they are split.
class response_parser {
public:
  explicit response_parser(std::size_t max_body_bytes);
  ~response_parser();

  /// Takes what it can from the front of `unread` and removes it there.
  /// @returns errc::malformed: not HTTP, or a body larger than allowed.
  result<void> feed(std::string& unread);
  /// Tells that the connection has ended. @returns errc::unreachable when that is too early.
  result<void> feed_end();

  /// Stops feed after the head, so that the body can be framed by other means.
  void stop_after_head();
  void go_on_with_body();

  bool head_complete() const;
  bool complete() const;
  bool keeps_alive() const;
  int status() const;
  /// How the body of the parsed head is framed.
  body_frames frames() const;
  http_response take();

private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

/// Reads one request from the bytes of a connection, however they are split.
class request_parser {
public:
  enum class state : std::uint8_t { head, body, complete, too_large, broken };

  explicit request_parser(std::size_t max_body_bytes);
  ~request_parser();

  /// Takes what it can from the front of `unread` and removes it there.
  state feed(std::string& unread);

  /// After the head: the peer waits for a word before it sends the body.
  bool expects_continue() const;
  bool keeps_alive() const;
  http_request take();

private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

} // namespace weft::net
