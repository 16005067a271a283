#include "adapters/net/web_socket.hpp"

#include "adapters/net/message.hpp"
#include "adapters/net/server_connection.hpp"
#include "adapters/net/web_socket_talk.hpp"

#include <boost/beast/core/string.hpp>

namespace weft::net {

namespace {

class held_web_socket final : public web_socket {
public:
  explicit held_web_socket(std::shared_ptr<web_socket_talk> inside) : inside_(std::move(inside)) {}
  ~held_web_socket() override { inside_->stop(); }

  void send(std::string bytes, bool binary) override { inside_->send(std::move(bytes), binary); }
  void close(std::uint16_t code, std::string reason) override {
    inside_->close(code, std::move(reason));
  }
  void drop(bool by_reset) override { inside_->drop(by_reset); }
  void freeze() override { inside_->freeze(); }

private:
  std::shared_ptr<web_socket_talk> inside_;
};

} // namespace

std::unique_ptr<web_socket> open_web_socket(transport& io, endpoint where,
                                            const tls_settings& trust, http_request what,
                                            web_socket_settings how, web_socket_events events) {
  auto made = std::make_shared<web_socket_talk>(io.inside().make_strand(), how, std::move(events));
  what.method = "GET";
  what.body.clear();
  if (const auto sound = write_request(what, where); !sound)
    made->fail(sound.error());
  else
    made->open(where.tls ? tls_context::for_client(trust) : std::shared_ptr<tls_context>{},
               std::move(where), std::move(what));
  return std::make_unique<held_web_socket>(std::move(made));
}

bool asks_for_web_socket(const http_request& what) {
  return what.method == "GET" && boost::beast::iequals(find(what.fields, "Upgrade"), "websocket");
}

std::unique_ptr<web_socket> accept_web_socket(const std::shared_ptr<http_exchange>& peer,
                                              web_socket_settings how, web_socket_events events) {
  auto made = std::make_shared<web_socket_talk>(peer->inside().on(), how, std::move(events));
  peer->give_away([made, asked = peer->asked()](std::shared_ptr<wire> with, std::string unread) {
    made->accept(std::move(with), std::move(unread), asked);
  });
  return std::make_unique<held_web_socket>(std::move(made));
}

} // namespace weft::net
