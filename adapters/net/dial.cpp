#include "adapters/net/dial.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

namespace weft::net {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

class attempt final : public dialling, public std::enable_shared_from_this<attempt> {
public:
  attempt(const strand& on, dial_plan plan, std::function<void(result<std::shared_ptr<wire>>)> done)
    : plan_(std::move(plan)), done_(std::move(done)), resolver_(on), socket_(on), timer_(on) {}

  void start() {
    if (!done_)
      return;
    limit("connecting");
    error_code no_address;
    const auto address = asio::ip::make_address(plan_.where.host, no_address);
    if (!no_address)
      return connect(std::vector{tcp::endpoint{address, plan_.where.port}});
    resolver_.async_resolve(plan_.where.host, std::to_string(plan_.where.port),
                            [self = shared_from_this(), began = std::chrono::steady_clock::now()](
                              error_code failed, auto found) {
                              if (self->plan_.resolved)
                                self->plan_.resolved(std::chrono::steady_clock::now() - began);
                              if (failed)
                                return self->fail("cannot resolve the host: " + failed.message());
                              self->connect({found.begin(), found.end()});
                            });
  }

  void cancel() override { fail("given up"); }

private:
  void connect(std::vector<tcp::endpoint> candidates) {
    if (!done_)
      return;
    candidates_ = std::move(candidates);
    asio::async_connect(socket_, candidates_,
                        [self = shared_from_this()](error_code failed, const tcp::endpoint&) {
                          if (failed)
                            return self->fail("cannot connect: " + failed.message());
                          self->greet();
                        });
  }

  void greet() {
    if (!done_)
      return;
    tune(socket_);
    limit("in the TLS handshake");
    auto tls = plan_.trust ? plan_.trust->connect(plan_.where.host) : nullptr;
    wire_ = std::make_shared<wire>(std::move(socket_), std::move(tls), plan_.read_ahead);
    wire_->handshake([self = shared_from_this()](result<void> outcome) {
      if (!outcome)
        return self->end(std::move(outcome.error()));
      self->end(std::exchange(self->wire_, nullptr));
    });
  }

  void limit(const char* doing) {
    timer_.expires_after(plan_.limit);
    timer_.async_wait([weak = weak_from_this(), doing](error_code cancelled) {
      if (auto self = weak.lock(); self && !cancelled)
        self->fail(std::string{"no progress in time "} + doing);
    });
  }

  void fail(std::string why) { end(fault{errc::unreachable, std::move(why), {}, {}}); }

  void end(result<std::shared_ptr<wire>> outcome) {
    if (!done_)
      return;
    error_code ignored;
    timer_.cancel();
    resolver_.cancel();
    socket_.close(ignored);
    if (auto held = std::exchange(wire_, nullptr))
      held->close();
    std::exchange(done_, nullptr)(std::move(outcome));
  }

  dial_plan plan_;
  std::function<void(result<std::shared_ptr<wire>>)> done_;
  tcp::resolver resolver_;
  tcp::socket socket_;
  asio::steady_timer timer_;
  std::vector<tcp::endpoint> candidates_;
  std::shared_ptr<wire> wire_;
};

} // namespace

std::shared_ptr<dialling> dial(const strand& on, dial_plan plan,
                               std::function<void(result<std::shared_ptr<wire>>)> done) {
  auto made = std::make_shared<attempt>(on, std::move(plan), std::move(done));
  asio::post(on, [made] { made->start(); });
  return made;
}

} // namespace weft::net
