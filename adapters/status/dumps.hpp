#pragma once

#include "adapters/net/http_server.hpp"
#include "adapters/status/server.hpp"

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace weft::status {

/// The state dumps under way: each an exchange that waits for pieces. Thread-safe.
class dumps : public std::enable_shared_from_this<dumps> {
public:
  /// Who makes the pieces from now on.
  void connect(state_source to);
  /// Starts one; answers 503 when nobody can make it.
  void open(const std::shared_ptr<net::http_exchange>& asker, const state_filter& which);
  /// Sends a piece on its way; nothing when the asker is gone.
  void deliver(std::uint64_t ticket, std::string piece, bool last);

private:
  struct dump {
    std::shared_ptr<net::http_exchange> asker;
    std::atomic<std::uint32_t> under_way{0}; ///< pieces not known to have left
  };

  std::shared_ptr<dump> find(std::uint64_t ticket);
  void drained(std::uint64_t ticket);
  void lost(std::uint64_t ticket);
  void stop(std::uint64_t ticket);
  state_source source();

  std::mutex guard_;
  state_source source_;
  std::map<std::uint64_t, std::shared_ptr<dump>> all_;
  std::uint64_t next_ = 1;
};

} // namespace weft::status
