#pragma once

#include "adapters/net/gate.hpp"
#include "adapters/net/http_server.hpp"
#include "adapters/net/parse.hpp"
#include "adapters/net/transport_impl.hpp"
#include "adapters/net/wire.hpp"

#include <boost/asio/steady_timer.hpp>

#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace weft::net {

/// One accepted connection: reads a request, hands it over, writes what its exchange says, reads
/// the next. A read is always pending, so that a peer that goes away is noticed; but not while a
/// request that asks for another protocol is being answered.
class server_connection : public std::enable_shared_from_this<server_connection> {
public:
  server_connection(const strand& on, std::shared_ptr<wire> peer, std::uint64_t id,
                    std::size_t max_body_bytes, http_server::receiver on_request);

  void start();
  /// Closes; no callback runs once this has returned. Thread-safe, like all that follows.
  void shut();

  /// What becomes of the connection when all that waits is written.
  enum class then : std::uint8_t { more, next, close };

  /// Queues bytes. @returns false when the peer is gone or, for `more`, when too much waits.
  bool put(std::string_view bytes, then what, bool as_chunk = false);
  /// Closes at once: in order, or by TCP reset.
  void abandon(bool by_reset);
  /// Hands the wire over and has nothing to do with it any more. As of http_exchange.
  void give_away(std::function<void(std::shared_ptr<wire>, std::string)> to);
  void on_gone(std::function<void()> gone);
  void on_drained(std::function<void()> drained);

  const strand& on() const { return strand_; }
  std::uint64_t id() const { return id_; }
  const certificate_subject& subject() const { return subject_; }

private:
  enum class phase : std::uint8_t { reading, answering, lingering };

  void read();
  void on_read(result<std::size_t> got);
  void parse();
  void hand_over();
  void reject(int status, std::string why);
  void next_request();
  void flush();
  void on_flushed();
  void tell_if_drained();
  void linger();
  void lose();
  void limit(std::chrono::seconds time);

  strand strand_;
  std::shared_ptr<wire> wire_;
  const std::uint64_t id_;
  const std::size_t max_body_bytes_;
  http_server::receiver on_request_;
  certificate_subject subject_; ///< constant once the first request is handed over
  gate gate_;

  // On the strand only.
  phase now_ = phase::reading;
  std::optional<request_parser> parser_;
  bool continued_ = false; ///< the client was told to go on with its body
  bool upgrading_ = false; ///< what follows the request may be of another protocol
  bool paused_ = false;    ///< not reading: the peer runs too far ahead, or may change protocol
  std::string unread_;
  std::vector<char> buffer_;
  std::string writing_;
  boost::asio::steady_timer limit_;

  std::mutex mutex_; ///< guards what follows
  std::string waiting_;
  then then_ = then::more;
  bool flushing_ = false;
  bool gone_ = false;
  std::function<void()> tell_gone_;
  std::function<void()> tell_drained_;
};

} // namespace weft::net
