#include "tests/chaos/held_line.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <thread>

namespace weft::tests {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

struct held_line::impl {
  using socket_ptr = std::shared_ptr<tcp::socket>;

  explicit impl(std::uint16_t to)
    : door(io, {asio::ip::address_v4::loopback(), 0}), far({asio::ip::address_v4::loopback(), to}),
      passes(io, asio::steady_timer::time_point::max()) {
    asio::co_spawn(io, receive(), asio::detached);
    thread = std::thread([this] { io.run(); });
  }

  ~impl() {
    io.stop();
    thread.join();
  }

  asio::awaitable<void> receive() {
    for (;;) {
      const auto near
        = std::make_shared<tcp::socket>(co_await door.async_accept(asio::use_awaitable));
      const auto there = std::make_shared<tcp::socket>(io);
      boost::system::error_code failed;
      co_await there->async_connect(far, asio::redirect_error(asio::use_awaitable, failed));
      if (failed)
        continue;
      asio::co_spawn(io, carry(near, there), asio::detached);
      asio::co_spawn(io, carry(there, near), asio::detached);
    }
  }

  asio::awaitable<void> carry(socket_ptr from, socket_ptr to) {
    std::array<char, 64 * 1024> piece;
    boost::system::error_code failed;
    auto or_failed = asio::redirect_error(asio::use_awaitable, failed);
    while (!failed) {
      const auto size = co_await from->async_read_some(asio::buffer(piece), or_failed);
      if (failed)
        break;
      co_await may_pass();
      co_await asio::async_write(*to, asio::buffer(piece, size), or_failed);
    }
    cut(*from);
    cut(*to);
  }

  asio::awaitable<void> may_pass() {
    while (holding) {
      boost::system::error_code released;
      co_await passes.async_wait(asio::redirect_error(asio::use_awaitable, released));
    }
  }

  static void cut(tcp::socket& end) {
    boost::system::error_code ignored;
    end.close(ignored);
  }

  asio::io_context io{1};
  tcp::acceptor door;
  tcp::endpoint far;
  asio::steady_timer passes; ///< cancelled when it may be time to pass something on
  bool holding = false;
  std::thread thread;
};

held_line::held_line(std::uint16_t to) : impl_(std::make_unique<impl>(to)) {}
held_line::~held_line() = default;

std::string held_line::url() const {
  return "http://127.0.0.1:" + std::to_string(impl_->door.local_endpoint().port());
}

void held_line::hold(bool on) {
  asio::post(impl_->io, [this, on] {
    impl_->holding = on;
    impl_->passes.cancel();
  });
}

} // namespace weft::tests
