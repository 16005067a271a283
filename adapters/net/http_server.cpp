#include "adapters/net/http_server.hpp"

#include "adapters/net/server_connection.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <stdexcept>

namespace weft::net {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::size_t read_ahead_bytes = 64U << 10U;
constexpr std::chrono::milliseconds pause_without_descriptors{100};

} // namespace

struct http_server::impl : std::enable_shared_from_this<impl> {
  impl(transport& carrier, http_server_settings where, receiver to)
    : io(carrier), settings(std::move(where)), on_request(std::move(to)),
      on(io.inside().make_strand()), acceptor(on), pause(on) {}

  void listen() {
    error_code failed;
    const auto address = asio::ip::make_address(settings.address, failed);
    const auto attempt = [&](auto&& step) {
      if (!failed)
        step();
    };
    attempt([&] { acceptor.open(tcp::endpoint{address, 0}.protocol(), failed); });
    attempt([&] { acceptor.set_option(tcp::acceptor::reuse_address{true}, failed); });
    attempt([&] { acceptor.bind({address, settings.port}, failed); });
    attempt([&] { acceptor.listen(tcp::acceptor::max_listen_connections, failed); });
    if (failed)
      refuse(failed.message());
    port = acceptor.local_endpoint().port();
    if (!settings.tls)
      return;
    auto loaded = tls_context::for_server(settings.identity);
    if (!loaded)
      refuse(loaded.error().what);
    tls = std::move(*loaded);
  }

  [[noreturn]] void refuse(const std::string& why) const {
    throw std::runtime_error("cannot listen on " + settings.address + " port "
                             + std::to_string(settings.port) + ": " + why);
  }

  void accept() {
    acceptor.async_accept(io.inside().make_strand(),
                          [self = shared_from_this()](error_code failed, tcp::socket peer) {
                            self->on_accepted(failed, std::move(peer));
                          });
  }

  void on_accepted(error_code failed, tcp::socket peer) {
    {
      std::lock_guard lock{mutex};
      if (closed)
        return;
    }
    if (failed) { // most likely no descriptor is free
      pause.expires_after(pause_without_descriptors);
      pause.async_wait([self = shared_from_this()](error_code cancelled) {
        if (!cancelled)
          self->accept();
      });
      return;
    }
    tune(peer);
    const strand peer_strand = *peer.get_executor().target<strand>();
    auto carried
      = std::make_shared<wire>(std::move(peer), tls ? tls->accept() : nullptr, read_ahead_bytes);
    {
      std::lock_guard lock{mutex};
      if (closed)
        return;
      auto made = std::make_shared<server_connection>(peer_strand, std::move(carried), ++newest,
                                                      settings.max_body_bytes, on_request);
      std::erase_if(connections, [](const auto& old) { return old.expired(); });
      connections.push_back(made);
      made->start();
    }
    accept();
  }

  void close() {
    std::vector<std::weak_ptr<server_connection>> open;
    {
      std::lock_guard lock{mutex};
      closed = true;
      open.swap(connections);
    }
    ::shutdown(acceptor.native_handle(), SHUT_RDWR); // at once; closing belongs to the strand
    asio::post(on, [self = shared_from_this()] {
      error_code ignored;
      self->acceptor.close(ignored);
      self->pause.cancel();
    });
    for (const auto& held : open)
      if (auto one = held.lock())
        one->shut();
  }

  transport& io;
  const http_server_settings settings;
  const receiver on_request;
  strand on;
  tcp::acceptor acceptor;
  asio::steady_timer pause;
  std::shared_ptr<tls_context> tls;
  std::uint16_t port = 0;

  std::mutex mutex; ///< guards what follows
  std::vector<std::weak_ptr<server_connection>> connections;
  std::uint64_t newest = 0;
  bool closed = false;
};

std::string cut_off(const http_response& what) {
  std::string out = "HTTP/1.1 " + std::to_string(what.status) + " OK\r\n";
  for (const auto& [name, text] : what.fields)
    out += name + ": " + text + "\r\n";
  out += "Content-Length: " + std::to_string(what.body.size()) + "\r\n\r\n";
  return out + what.body.substr(0, what.body.size() / 2);
}

http_server::http_server(transport& io, http_server_settings where, receiver on_request)
  : impl_(std::make_shared<impl>(io, std::move(where), std::move(on_request))) {
  impl_->listen();
  asio::post(impl_->on, [inside = impl_] { inside->accept(); });
}

http_server::~http_server() {
  impl_->close();
}

std::uint16_t http_server::port() const {
  return impl_->port;
}

} // namespace weft::net
