#include "tests/cluster/fault_proxy.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <array>
#include <future>
#include <list>
#include <string_view>
#include <thread>

namespace weft::tests {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using wire = asio::ssl::stream<tcp::socket>;

namespace {

constexpr std::size_t read_at_most = 64 * 1024;
constexpr std::string_view event_begins = "{\"type\":\"";

bool is_method(std::string_view word) {
  return word == "GET" || word == "POST" || word == "PUT" || word == "PATCH" || word == "DELETE";
}

/// "GET /path?query" when a request begins with this piece, else nothing.
std::string request_in(std::string_view piece) {
  const auto line = piece.substr(0, piece.find("\r\n"));
  const auto method = line.find(' ');
  const auto target = line.rfind(" HTTP/1.1");
  if (method == line.npos || target == line.npos || !is_method(line.substr(0, method)))
    return {};
  return std::string{line.substr(0, target)};
}

bool is_watch(std::string_view request) {
  return request.find("watch=true") != request.npos || request.find("watch=1") != request.npos;
}

/// One client and its way to the server.
struct link {
  link(asio::io_context& io, tcp::socket from, asio::ssl::context& as, asio::ssl::context& to)
    : client(std::move(from), as), server(io, to), passes(io) {
    passes.expires_at(asio::steady_timer::time_point::max());
  }

  /// Resets both ends.
  void cut() {
    for (auto* end : {&client, &server}) {
      boost::system::error_code ignored;
      end->lowest_layer().set_option(asio::socket_base::linger(true, 0), ignored);
      end->lowest_layer().close(ignored);
    }
    passes.cancel();
  }

  wire client;
  wire server;
  asio::steady_timer passes; ///< cancelled when it may be time to pass something on
  std::string watches;       ///< the request, while it is a watch
  bool black = false;
};

} // namespace

struct fault_proxy::impl {
  /// Runs `what` on the proxy's thread and waits for it.
  template <class F>
  auto run(F what) {
    std::packaged_task<decltype(what())()> task{std::move(what)};
    auto done = task.get_future();
    asio::post(io, [&task] { task(); });
    return done.get();
  }

  explicit impl(const proxy_ends& ends)
    : door(io, {asio::ip::address_v4::loopback(), 0}),
      server({asio::ip::address_v4::loopback(), ends.server}) {
    as_server.use_certificate_chain_file(ends.certificate.string());
    as_server.use_private_key_file(ends.key.string(), asio::ssl::context::pem);
    as_client.set_verify_mode(asio::ssl::verify_none); // it is our own server, on this machine
    asio::co_spawn(io, receive(), asio::detached);
    thread = std::thread([this] { io.run(); });
  }

  ~impl() {
    run([this] {
      door.close();
      for (const auto& one : links)
        one->cut();
    });
    thread.join();
  }

  asio::awaitable<void> receive() {
    for (;;) {
      boost::system::error_code failed;
      auto from = co_await door.async_accept(asio::redirect_error(asio::use_awaitable, failed));
      if (failed)
        co_return;
      ++accepted;
      auto one = std::make_shared<link>(io, std::move(from), as_server, as_client);
      if (refusing)
        one->cut();
      else
        asio::co_spawn(io, join(one), asio::detached);
    }
  }

  /// Brings a client and the server together until one of them leaves.
  asio::awaitable<void> join(std::shared_ptr<link> one) {
    links.push_back(one);
    try {
      co_await one->client.async_handshake(wire::server, asio::use_awaitable);
      co_await one->server.lowest_layer().async_connect(server, asio::use_awaitable);
      co_await one->server.async_handshake(wire::client, asio::use_awaitable);
      asio::co_spawn(io, carry_requests(one), asio::detached);
      co_await carry_answers(one);
    } catch (const boost::system::system_error&) {
      // One end is gone; so is the other.
    }
    one->cut();
    links.remove(one);
  }

  asio::awaitable<void> carry_requests(std::shared_ptr<link> one) {
    std::array<char, read_at_most> piece;
    try {
      for (;;) {
        const auto size
          = co_await one->client.async_read_some(asio::buffer(piece), asio::use_awaitable);
        co_await may_pass(*one);
        if (auto request = request_in({piece.data(), size}); !request.empty()) {
          one->watches = is_watch(request) ? request : std::string{};
          requests.push_back(std::move(request));
        }
        co_await asio::async_write(one->server, asio::buffer(piece, size), asio::use_awaitable);
      }
    } catch (const boost::system::system_error&) {
      one->cut();
    }
  }

  asio::awaitable<void> carry_answers(std::shared_ptr<link> one) {
    std::array<char, read_at_most> heard;
    for (;;) {
      const auto size
        = co_await one->server.async_read_some(asio::buffer(heard), asio::use_awaitable);
      if (spoiling && !one->watches.empty())
        spoil({heard.data(), size});
      for (std::size_t said = 0; said < size;) {
        co_await may_pass(*one);
        const auto piece = form.piece == 0 ? size - said : std::min(form.piece, size - said);
        co_await pause(form.delay);
        co_await asio::async_write(one->client, asio::buffer(heard.data() + said, piece),
                                   asio::use_awaitable);
        said += piece;
      }
    }
  }

  asio::awaitable<void> may_pass(link& one) {
    boost::system::error_code ignored;
    while (one.client.lowest_layer().is_open() && (holding || one.black))
      co_await one.passes.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }

  asio::awaitable<void> pause(std::chrono::milliseconds length) {
    if (length == std::chrono::milliseconds::zero())
      co_return;
    asio::steady_timer over{io, length};
    co_await over.async_wait(asio::use_awaitable);
  }

  void spoil(asio::mutable_buffer heard) {
    auto* begin = static_cast<char*>(heard.data());
    auto* end = begin + heard.size();
    auto* found = std::search(begin, end, event_begins.begin(), event_begins.end());
    if (found == end)
      return;
    *found = '?';
    spoiling = false;
  }

  asio::io_context io{1};
  asio::ssl::context as_server{asio::ssl::context::tls_server};
  asio::ssl::context as_client{asio::ssl::context::tls_client};
  tcp::acceptor door;
  tcp::endpoint server;
  std::list<std::shared_ptr<link>> links;
  wire_shape form;
  bool refusing = false;
  bool holding = false;
  bool spoiling = false;
  std::size_t accepted = 0;
  std::vector<std::string> requests;
  std::thread thread;
};

fault_proxy::fault_proxy(const proxy_ends& ends) : impl_(std::make_unique<impl>(ends)) {}
fault_proxy::~fault_proxy() = default;

std::string fault_proxy::url() const {
  return "https://127.0.0.1:"
         + std::to_string(impl_->run([this] { return impl_->door.local_endpoint().port(); }));
}

void fault_proxy::lead_to(std::uint16_t server) {
  impl_->run([&] { impl_->server.port(server); });
}

void fault_proxy::shape(wire_shape how) {
  impl_->run([&] { impl_->form = how; });
}

void fault_proxy::drop() {
  impl_->run([this] {
    for (const auto& one : impl_->links)
      one->cut();
  });
}

void fault_proxy::refuse(bool on) {
  impl_->run([&] { impl_->refusing = on; });
}

void fault_proxy::hold(bool on) {
  impl_->run([&] {
    impl_->holding = on;
    for (const auto& one : impl_->links)
      one->passes.cancel();
  });
}

std::size_t fault_proxy::blacken(const std::string& what) {
  return impl_->run([&] {
    return static_cast<std::size_t>(
      std::count_if(impl_->links.begin(), impl_->links.end(), [&](const auto& one) {
        one->black = one->black || one->watches.find(what) != std::string::npos;
        return one->black;
      }));
  });
}

void fault_proxy::spoil_next_event() {
  impl_->run([this] { impl_->spoiling = true; });
}

std::vector<std::string> fault_proxy::asked() const {
  return impl_->run([this] { return impl_->requests; });
}

std::size_t fault_proxy::count(const std::vector<std::string>& words) const {
  const auto all = asked();
  return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [&](const auto& one) {
    return std::all_of(words.begin(), words.end(),
                       [&](const auto& word) { return one.find(word) != std::string::npos; });
  }));
}

std::size_t fault_proxy::connections() const {
  return impl_->run([this] { return impl_->accepted; });
}

} // namespace weft::tests
