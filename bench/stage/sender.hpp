#pragma once

#include "adapters/net/identity.hpp"

#include <cstddef>
#include <cstdint>

namespace weft::bench {

/// An API server with nothing but Pods, in a process of its own: TLS by OpenSSL on blocking
/// sockets, nothing of weft's. A list is empty; a watch is told `events` events in chunks of one
/// line each, as fast as the reader takes them, `pods` Pods in turn, each under a higher version;
/// then nothing more. Ends with this object, or with this process.
class sender {
public:
  /// Forks: to be made before any thread. Throws std::runtime_error when that fails.
  sender(const net::server_tls& identity, std::size_t pods, std::uint64_t events);
  ~sender();
  sender(const sender&) = delete;
  sender& operator=(const sender&) = delete;

  std::uint16_t port() const { return port_; }
  int pid() const { return pid_; }

private:
  std::uint16_t port_ = 0;
  int pid_ = 0;
};

} // namespace weft::bench
