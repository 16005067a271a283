#pragma once

#include "adapters/net/dial.hpp"
#include "adapters/net/gate.hpp"
#include "adapters/net/web_socket.hpp"
#include "adapters/net/web_socket_stream.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <array>
#include <deque>
#include <memory>
#include <optional>
#include <string>

namespace weft::net {

/// One web socket from its opening to its end, as either side has it.
class web_socket_talk : public std::enable_shared_from_this<web_socket_talk> {
public:
  web_socket_talk(const strand& on, web_socket_settings how, web_socket_events events);

  // All of these are thread-safe.
  void open(result<std::shared_ptr<tls_context>> trust, endpoint where, http_request what);
  void accept(std::shared_ptr<wire> peer, std::string unread, http_request asked);
  /// Ends with this fault.
  void fail(fault why);
  void send(std::string bytes, bool binary);
  void close(std::uint16_t code, std::string reason);
  void drop(bool by_reset);
  void freeze();
  /// Ends it, and nobody hears of it.
  void stop();

private:
  using error_code = boost::system::error_code;
  using socket = boost::beast::websocket::stream<web_socket_stream, false>;
  enum class phase : std::uint8_t { opening, open, closing, ended };
  struct message {
    std::string bytes;
    bool binary;
  };

  void take(std::shared_ptr<wire> peer, std::string unread);
  void greet(const endpoint& where, const http_request& what);
  void on_open();
  void read();
  void on_read(error_code failed, std::size_t bytes);
  void write();
  void start_pings();
  void ping();
  void limit(std::chrono::milliseconds time, std::string why);
  void on_lost(error_code failed);
  void end(web_socket_end how);
  void shut();

  strand strand_;
  const web_socket_settings how_;
  web_socket_events events_;
  gate gate_;

  // On the strand only.
  phase now_ = phase::opening;
  std::shared_ptr<tls_context> trust_; ///< must outlive the wire
  std::shared_ptr<dialling> dialling_;
  std::unique_ptr<socket> socket_;
  boost::beast::websocket::response_type answer_;
  boost::asio::steady_timer limit_;
  boost::asio::steady_timer pings_;
  std::array<char, 16U << 10U> buffer_{};
  std::string message_; ///< as far as it has arrived
  bool too_large_ = false;
  std::deque<message> waiting_;
  bool writing_ = false;
  bool pinging_ = false;   ///< one is being sent
  bool seen_pong_ = false; ///< the peer answers pings at all
  std::size_t missed_ = 0; ///< pings in a row after which nothing has arrived
};

} // namespace weft::net
