#pragma once

#include "adapters/net/dial.hpp"
#include "adapters/net/gate.hpp"
#include "adapters/net/http_client.hpp"
#include "adapters/net/parse.hpp"

#include <boost/asio/steady_timer.hpp>

#include <cstdint>
#include <deque>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace weft::net {

/// One request and where it stands.
struct pooled_call {
  explicit pooled_call(const strand& on_strand) : deadline(on_strand) {}

  std::string where;
  std::string bytes; ///< the whole request as sent
  bool repeatable = false;
  std::function<void(result<http_response>)> done;
  boost::asio::steady_timer deadline;

  enum class phase : std::uint8_t { waiting, connecting, exchanging, ended };
  phase now = phase::waiting;
  std::shared_ptr<dialling> connecting;
  std::shared_ptr<wire> on;
  std::uint64_t generation = 0; ///< of the credentials `on` was made with
  bool reused = false;          ///< `on` has served before
  bool sent = false;            ///< the whole request has left
  bool answered = false;        ///< an answer byte has arrived
  std::unique_ptr<response_parser> parser;
  std::string unread;
};

/// Connections to one endpoint and the calls that take turns on them. All on one strand, except
/// `gate`.
class pool : public std::enable_shared_from_this<pool> {
public:
  using call_ptr = std::shared_ptr<pooled_call>;

  pool(const strand& on, endpoint where, http_client_settings limits);

  void add(const call_ptr& fresh, std::chrono::milliseconds deadline);
  /// Uses `trust` from now on; what was made with the old one is not reused.
  void renew(result<std::shared_ptr<tls_context>> trust);
  /// Closes all and forgets the calls.
  void close();

  gate callbacks;

private:
  struct resting {
    std::shared_ptr<wire> on;
    std::chrono::steady_clock::time_point since;
  };

  void serve();
  void begin(const call_ptr& one);
  void connect(const call_ptr& one);
  void exchange(const call_ptr& one, std::shared_ptr<wire> on);
  void read(const call_ptr& one);
  void on_read(const call_ptr& one, result<std::size_t> got);
  void on_fault(const call_ptr& one, fault why);
  void on_deadline(const call_ptr& one, std::chrono::milliseconds deadline);
  void end(const call_ptr& one, result<http_response> outcome, bool reusable);
  void watch_resting();

  strand strand_;
  endpoint where_;
  http_client_settings limits_;
  result<std::shared_ptr<tls_context>> trust_ = std::shared_ptr<tls_context>{};
  std::uint64_t generation_ = 0;
  std::deque<call_ptr> waiting_;
  std::set<call_ptr> busy_;
  std::vector<resting> resting_; ///< the longest at rest first
  boost::asio::steady_timer sweep_;
};

} // namespace weft::net
