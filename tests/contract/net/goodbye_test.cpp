#include "tests/contract/net/pair.hpp"

#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string_view>

using namespace weft;
using namespace weft::net;
using namespace weft::net::testing;

namespace {

/// Asks over TLS, says goodbye and goes without reading the answer.
void ask_and_go(std::uint16_t port, std::string_view request) {
  const std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context{SSL_CTX_new(TLS_client_method()),
                                                             SSL_CTX_free};
  const std::unique_ptr<SSL, void (*)(SSL*)> tls{SSL_new(context.get()), SSL_free};
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_port = htons(port);
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  REQUIRE(connect(socket, reinterpret_cast<const sockaddr*>(&where), sizeof where) == 0);
  SSL_set_fd(tls.get(), socket);
  REQUIRE(SSL_connect(tls.get()) == 1);
  REQUIRE(SSL_write(tls.get(), request.data(), static_cast<int>(request.size())) > 0);
  SSL_shutdown(tls.get());
  close(socket);
}

} // namespace

TEST_CASE("a client that says goodbye and goes before its answer holds up nobody else", "[net]") {
  transport io;
  const std::string large(16U << 20U, 'x');
  http_server server{io, listening(true), [&](const exchange_ptr& one) {
                       one->answer({200, {}, one->asked().target == "/" ? "ok" : large});
                     }};
  for (int i = 0; i < 5; ++i)
    ask_and_go(server.port(), "GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
  http_client client{io, towards(server, true), trusting()};
  const auto heard = ask(client, get("/"));
  REQUIRE(heard);
  CHECK(heard->body == "ok");
}
