#pragma once

#include "adapters/net/dial.hpp"
#include "adapters/net/gate.hpp"
#include "adapters/net/http_client.hpp"
#include "adapters/net/parse.hpp"

#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <optional>
#include <string>

namespace weft::net {

/// One request on a connection of its own, whose answer is handed on as it arrives.
class stream : public std::enable_shared_from_this<stream> {
public:
  stream(const strand& on, dial_plan plan, http_client_settings limits, std::string where,
         std::chrono::milliseconds idle_limit, http_stream_events events);

  /// Sends `request`, or ends with its fault. Thread-safe, like all that follows.
  void start(result<std::string> request);
  void stop();
  void more();
  /// Ends with errc::expired.
  void interrupt(std::string why);

private:
  void exchange();
  void read();
  void read_on();
  /// Reads a little later: what trickles in costs a turn for each drop.
  void gather();
  void on_head_bytes(std::string_view bytes);
  void on_body_bytes(char* bytes, std::size_t size);
  void on_peer_end();
  void watch_idle();
  void end(result<void> outcome);
  void shut();

  strand strand_;
  dial_plan plan_;
  http_stream_events events_;
  std::string where_;
  std::chrono::milliseconds idle_limit_;
  gate gate_;
  std::string request_;
  std::shared_ptr<dialling> dialling_;
  std::shared_ptr<wire> wire_;
  response_parser parser_;
  std::optional<body_frames> frames_; ///< once a 2xx head was read
  std::string unread_;
  std::unique_ptr<char[]> buffer_; ///< resident as far as a read has ever filled it
  boost::asio::steady_timer idle_;
  boost::asio::steady_timer gathering_;
  std::chrono::steady_clock::time_point last_byte_;
  std::size_t ahead_ = 0; ///< pieces handed out that nobody has taken yet
  bool resting_ = false;  ///< unread until one is taken
  bool trickles_ = false; ///< the last reads came close together and were small
  bool ended_ = false;
};

} // namespace weft::net
