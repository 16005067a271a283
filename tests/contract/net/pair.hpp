#pragma once

#include "adapters/net/http_client.hpp"
#include "adapters/net/http_server.hpp"
#include "tests/printing.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>

/// A client and a server of ours on one transport, over real sockets.
namespace weft::net::testing {

using namespace std::chrono_literals;

/// Nothing in these tests takes this long unless it hangs.
inline constexpr std::chrono::seconds patience{30};

/// The value of a promise that a callback fulfils. Throws when it never comes.
template <class T>
T await(std::future<T> coming) {
  if (coming.wait_for(patience) != std::future_status::ready)
    throw std::runtime_error("nothing happened for a long time");
  return coming.get();
}

/// A port of 127.0.0.1 at which nobody listens, and nobody can as long as this lives.
class dead_port {
public:
  dead_port() : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    where_.sin_family = AF_INET;
    where_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof where_;
    auto* const address = reinterpret_cast<sockaddr*>(&where_);
    if (::bind(fd_, address, size) != 0 || ::getsockname(fd_, address, &size) != 0)
      throw std::runtime_error("no port");
  }
  ~dead_port() { ::close(fd_); }
  dead_port(const dead_port&) = delete;
  dead_port& operator=(const dead_port&) = delete;

  std::uint16_t number() const { return ntohs(where_.sin_port); }

private:
  int fd_;
  sockaddr_in where_{};
};

using exchange_ptr = std::shared_ptr<http_exchange>;

/// One identity for all tests: making keys is the slow part.
inline const throwaway_identity& identity() {
  static const auto made = make_identity({"weft.test"});
  return made;
}

inline http_server_settings listening(bool tls) {
  http_server_settings where;
  where.tls = tls;
  where.identity = identity().server;
  return where;
}

inline tls_settings trusting() {
  tls_settings trust;
  trust.ca_pem = identity().ca_pem;
  return trust;
}

inline endpoint towards(const http_server& server, bool tls, std::string host = "127.0.0.1") {
  return {tls, std::move(host), server.port()};
}

inline result<http_response> ask(http_client& client, http_request what,
                                 std::chrono::milliseconds deadline = patience) {
  auto answered = std::make_shared<std::promise<result<http_response>>>();
  client.call(std::move(what), deadline, [answered](result<http_response> outcome) {
    answered->set_value(std::move(outcome));
  });
  return await(answered->get_future());
}

inline http_request get(std::string target) {
  return {"GET", std::move(target), {}, {}};
}

inline http_request post(std::string target, std::string body) {
  return {"POST", std::move(target), {}, std::move(body)};
}

} // namespace weft::net::testing
