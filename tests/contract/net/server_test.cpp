#include "tests/contract/net/pair.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace weft;
using namespace weft::net;
using namespace weft::net::testing;

namespace {

/// A client that says exactly what the test wants, over a blocking socket.
class rude_client {
public:
  explicit rude_client(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0)
      throw std::runtime_error("cannot connect");
    const timeval limit{patience.count(), 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  }
  ~rude_client() { ::close(fd_); }
  rude_client(const rude_client&) = delete;
  rude_client& operator=(const rude_client&) = delete;

  void say(std::string_view words) { ::send(fd_, words.data(), words.size(), MSG_NOSIGNAL); }

  /// Reads until `end` has been heard or the server has closed.
  std::string hear(std::string_view end) {
    while (heard_.find(end) == std::string::npos) {
      char bytes[1024];
      const auto got = ::recv(fd_, bytes, sizeof bytes, 0);
      if (got <= 0)
        break;
      heard_.append(bytes, static_cast<std::size_t>(got));
    }
    return heard_;
  }

private:
  int fd_;
  std::string heard_;
};

} // namespace

TEST_CASE("a client that waits for a word before its body gets it", "[net]") {
  transport io;
  http_server server{io, listening(false), [](const exchange_ptr& one) {
                       one->answer({200, {}, "got " + one->asked().body});
                     }};
  rude_client client{server.port()};
  client.say("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
  CHECK(client.hear("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
  client.say("body");
  CHECK_THAT(client.hear("got body"), Catch::EndsWith("got body"));
}

TEST_CASE("requests sent ahead are answered one after the other, in order", "[net]") {
  transport io;
  std::vector<exchange_ptr> open;
  std::size_t most = 0;
  http_server server{io, listening(false), [&](exchange_ptr one) {
                       open.push_back(one);
                       most = std::max(most, open.size());
                       io.post([&, one] {
                         std::erase(open, one);
                         one->answer({200, {}, one->asked().target + ";"});
                       });
                     }};
  rude_client client{server.port()};
  std::string words;
  for (const char digit : {'1', '2', '3', '4'})
    words += std::string{"GET /"} + digit + " HTTP/1.1\r\nHost: x\r\n\r\n";
  client.say(words);
  const auto heard = client.hear("/4;");
  CHECK(heard.find("/1;") < heard.find("/2;"));
  CHECK(heard.find("/3;") < heard.find("/4;"));
  CHECK(most == 1);
}

TEST_CASE("what is not HTTP is told so and closed", "[net]") {
  transport io;
  http_server server{io, listening(false), [](const exchange_ptr&) {}};
  rude_client client{server.port()};
  client.say("hello there\r\n\r\n");
  CHECK_THAT(client.hear("never"), Catch::StartsWith("HTTP/1.1 400 Bad Request\r\n"));
}

TEST_CASE("an exchange that is dropped unanswered closes the connection", "[net]") {
  transport io;
  http_server server{io, listening(false), [](const exchange_ptr&) {}};
  rude_client client{server.port()};
  client.say("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(client.hear("never").empty());
}

TEST_CASE("an exchange hears that its peer went away, even when asked late", "[net]") {
  transport io;
  std::promise<exchange_ptr> arrived;
  http_server server{io, listening(false),
                     [&](exchange_ptr one) { arrived.set_value(std::move(one)); }};
  exchange_ptr one;
  std::promise<void> gone;
  {
    rude_client client{server.port()};
    client.say("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    one = await(arrived.get_future());
    one->on_gone([&] { gone.set_value(); });
  }
  await(gone.get_future());
  std::promise<void> again;
  one->on_gone([&] { again.set_value(); });
  await(again.get_future());
}

TEST_CASE("a server that is destroyed closes its connections and its port", "[net]") {
  transport io;
  std::promise<exchange_ptr> arrived;
  auto server = std::make_unique<http_server>(
    io, listening(false), [&](exchange_ptr one) { arrived.set_value(std::move(one)); });
  const auto port = server->port();
  rude_client client{port};
  client.say("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  const auto one = await(arrived.get_future());
  server = nullptr;
  CHECK(client.hear("never").empty());
  CHECK_THROWS(rude_client{port});
  one->answer({});
}

TEST_CASE("a port that is taken is named when listening fails", "[net]") {
  transport io;
  http_server first{io, listening(false), [](const exchange_ptr&) {}};
  auto where = listening(false);
  where.port = first.port();
  CHECK_THROWS_WITH(http_server(io, where, [](const exchange_ptr&) {}),
                    Catch::Contains("127.0.0.1 port " + std::to_string(where.port)));
}
