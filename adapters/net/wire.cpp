#include "adapters/net/wire.hpp"

#include <boost/asio/post.hpp>
#include <netinet/tcp.h>
#include <openssl/bio.h>
#include <openssl/err.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

namespace weft::net {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

/// One turn writes no more than this before others get theirs.
constexpr std::size_t turn_bytes = 1U << 20U;

fault broken(const std::string& why) {
  return {errc::unreachable, why, {}, {}};
}

fault broken(int number) {
  return broken(error_code{number, boost::system::system_category()}.message());
}

bool would_block(int number) {
  return number == EAGAIN || number == EWOULDBLOCK || number == EINTR;
}

} // namespace

/// The socket as OpenSSL sees it: reads far ahead, so that one system call fetches many records,
/// and never raises SIGPIPE.
struct wire::carrier {
  int fd = -1;
  std::vector<char> ahead;
  std::size_t begin = 0;
  std::size_t end = 0;

  static int read(BIO* bio, char* into, int size) {
    auto& self = *static_cast<carrier*>(BIO_get_data(bio));
    BIO_clear_retry_flags(bio);
    if (self.begin == self.end) {
      const auto got = ::recv(self.fd, self.ahead.data(), self.ahead.size(), 0);
      if (got < 0 && would_block(errno))
        BIO_set_retry_read(bio);
      if (got <= 0)
        return static_cast<int>(got);
      self.begin = 0;
      self.end = static_cast<std::size_t>(got);
    }
    const auto taken = std::min(static_cast<std::size_t>(size), self.end - self.begin);
    std::memcpy(into, self.ahead.data() + self.begin, taken);
    self.begin += taken;
    return static_cast<int>(taken);
  }

  static int write(BIO* bio, const char* bytes, int size) {
    auto& self = *static_cast<carrier*>(BIO_get_data(bio));
    BIO_clear_retry_flags(bio);
    const auto sent = ::send(self.fd, bytes, static_cast<std::size_t>(size), MSG_NOSIGNAL);
    if (sent < 0 && would_block(errno))
      BIO_set_retry_write(bio);
    return static_cast<int>(sent);
  }

  static long control(BIO*, int what, long, void*) { return what == BIO_CTRL_FLUSH ? 1 : 0; }

  static BIO_METHOD* method() {
    static const std::unique_ptr<BIO_METHOD, freed_by<BIO_meth_free>> made = [] {
      auto* fresh = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "wire");
      BIO_meth_set_read(fresh, read);
      BIO_meth_set_write(fresh, write);
      BIO_meth_set_ctrl(fresh, control);
      return std::unique_ptr<BIO_METHOD, freed_by<BIO_meth_free>>{fresh};
    }();
    return made.get();
  }
};

wire::wire(asio::ip::tcp::socket socket, ssl_ptr tls, std::size_t read_ahead)
  : socket_(std::move(socket)), tls_(std::move(tls)) {
  error_code ignored;
  socket_.native_non_blocking(true, ignored);
  if (!tls_)
    return;
  carrier_ = std::make_unique<carrier>();
  carrier_->fd = socket_.native_handle();
  carrier_->ahead.resize(read_ahead);
  auto* bio = BIO_new(carrier::method());
  BIO_set_data(bio, carrier_.get());
  BIO_set_init(bio, 1);
  SSL_set_bio(tls_.get(), bio, bio);
}

wire::~wire() = default;

template <class Again, class Done>
void wire::wait(attempt::next what, Again again, Done done) {
  const auto event = what == attempt::next::wait_to_read ? asio::socket_base::wait_read
                                                         : asio::socket_base::wait_write;
  socket_.async_wait(event, [self = shared_from_this(), again = std::move(again),
                             done = std::move(done)](error_code failed) mutable {
    if (failed || !self->socket_.is_open())
      return done(broken(failed ? failed.message() : "connection closed"));
    again(std::move(done));
  });
}

void wire::handshake(std::function<void(result<void>)> done) {
  if (!tls_) {
    asio::post(socket_.get_executor(), [done = std::move(done)] { done({}); });
    return;
  }
  auto tried = greet();
  if (tried.then == attempt::next::done || tried.then == attempt::next::failed) {
    result<void> outcome;
    if (tried.then == attempt::next::failed)
      outcome = tried.why;
    asio::post(socket_.get_executor(), [done = std::move(done), outcome] { done(outcome); });
    return;
  }
  wait(
    tried.then, [this](auto then) { handshake(std::move(then)); }, std::move(done));
}

void wire::read(char* into, std::size_t size, std::function<void(result<std::size_t>)> done) {
  go_on_reading(into, size, std::move(done), true);
}

void wire::go_on_reading(char* into, std::size_t size,
                         std::function<void(result<std::size_t>)> done, bool inside_call) {
  auto tried = receive(into, size);
  if (tried.then != attempt::next::done && tried.then != attempt::next::failed)
    return wait(
      tried.then,
      [this, into, size](auto then) { go_on_reading(into, size, std::move(then), false); },
      std::move(done));
  result<std::size_t> outcome = tried.bytes;
  if (tried.then == attempt::next::failed)
    outcome = std::move(tried.why);
  if (!inside_call)
    return done(std::move(outcome));
  asio::post(socket_.get_executor(),
             [done = std::move(done), outcome = std::move(outcome)] { done(outcome); });
}

void wire::write(std::string_view bytes, std::function<void(result<void>)> done) {
  go_on_writing(bytes, std::move(done), true);
}

void wire::go_on_writing(std::string_view bytes, std::function<void(result<void>)> done,
                         bool inside_call) {
  std::size_t this_turn = 0;
  while (!bytes.empty() && this_turn < turn_bytes) {
    auto tried = send(bytes);
    if (tried.then == attempt::next::failed) {
      if (!inside_call)
        return done(std::move(tried.why));
      asio::post(socket_.get_executor(),
                 [done = std::move(done), why = std::move(tried.why)] { done(why); });
      return;
    }
    if (tried.then != attempt::next::done)
      return wait(
        tried.then, [this, bytes](auto then) { go_on_writing(bytes, std::move(then), false); },
        std::move(done));
    bytes.remove_prefix(tried.bytes);
    this_turn += tried.bytes;
  }
  if (bytes.empty() && !inside_call)
    return done({});
  asio::post(socket_.get_executor(),
             [self = shared_from_this(), bytes, done = std::move(done)]() mutable {
               self->go_on_writing(bytes, std::move(done), false);
             });
}

wire::attempt wire::receive(char* into, std::size_t size) {
  if (!socket_.is_open())
    return {attempt::next::failed, 0, broken("connection closed")};
  if (late_)
    return {attempt::next::failed, 0, *std::exchange(late_, std::nullopt)};
  if (!tls_) {
    const auto got = ::recv(socket_.native_handle(), into, size, 0);
    if (got >= 0)
      return {attempt::next::done, static_cast<std::size_t>(got)};
    if (would_block(errno))
      return {attempt::next::wait_to_read};
    return {attempt::next::failed, 0, broken(errno)};
  }
  std::size_t total = 0; // one SSL_read yields one record at most
  while (total < size) {
    ERR_clear_error();
    errno = 0;
    std::size_t got = 0;
    const int outcome = SSL_read_ex(tls_.get(), into + total, size - total, &got);
    total += got;
    if (outcome == 1)
      continue;
    auto stopped = judge(outcome);
    if (total == 0)
      return stopped;
    if (stopped.then == attempt::next::failed)
      late_ = std::move(stopped.why);
    break;
  }
  return {attempt::next::done, total};
}

wire::attempt wire::send(std::string_view bytes) {
  if (!socket_.is_open())
    return {attempt::next::failed, 0, broken("connection closed")};
  if (!tls_) {
    const auto sent = ::send(socket_.native_handle(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent >= 0)
      return {attempt::next::done, static_cast<std::size_t>(sent)};
    if (would_block(errno))
      return {attempt::next::wait_to_write};
    return {attempt::next::failed, 0, broken(errno)};
  }
  ERR_clear_error();
  errno = 0;
  std::size_t sent = 0;
  const int outcome = SSL_write_ex(tls_.get(), bytes.data(), bytes.size(), &sent);
  if (outcome == 1)
    return {attempt::next::done, sent};
  auto stopped = judge(outcome);
  if (stopped.then == attempt::next::done) // the peer has said goodbye, which ends no read badly
    return {attempt::next::failed, 0, broken("connection closed by the peer")};
  return stopped;
}

wire::attempt wire::greet() {
  if (!socket_.is_open())
    return {attempt::next::failed, 0, broken("connection closed")};
  ERR_clear_error();
  errno = 0;
  const int outcome = SSL_do_handshake(tls_.get());
  return outcome == 1 ? attempt{attempt::next::done} : judge(outcome);
}

wire::attempt wire::judge(int outcome) {
  const int number = errno;
  switch (SSL_get_error(tls_.get(), outcome)) {
  case SSL_ERROR_WANT_READ:
    return {attempt::next::wait_to_read};
  case SSL_ERROR_WANT_WRITE:
    return {attempt::next::wait_to_write};
  case SSL_ERROR_ZERO_RETURN:
    return {attempt::next::done, 0};
  case SSL_ERROR_SSL:
    return {attempt::next::failed, 0, explain_tls(tls_.get())};
  default:
    return {attempt::next::failed, 0,
            number == 0 ? broken("connection closed by the peer") : broken(number)};
  }
}

bool wire::at_rest() {
  if (!socket_.is_open())
    return false;
  char byte = 0;
  if (!tls_)
    return ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK) < 0 && would_block(errno);
  ERR_clear_error();
  std::size_t seen = 0;
  const int outcome = SSL_peek_ex(tls_.get(), &byte, 1, &seen);
  return outcome != 1 && SSL_get_error(tls_.get(), outcome) == SSL_ERROR_WANT_READ;
}

void wire::finish() {
  if (!socket_.is_open())
    return;
  if (tls_ && SSL_is_init_finished(tls_.get())) {
    ERR_clear_error();
    SSL_shutdown(tls_.get());
  }
  error_code ignored;
  socket_.shutdown(asio::socket_base::shutdown_send, ignored);
}

void wire::close() {
  if (!socket_.is_open())
    return;
  if (tls_ && SSL_is_init_finished(tls_.get())) {
    ERR_clear_error();
    SSL_shutdown(tls_.get());
  }
  error_code ignored;
  socket_.close(ignored);
}

void wire::reset() {
  error_code ignored;
  socket_.set_option(asio::socket_base::linger{true, 0}, ignored);
  socket_.close(ignored);
}

void tune(asio::ip::tcp::socket& socket) {
  using probes_after = asio::detail::socket_option::integer<IPPROTO_TCP, TCP_KEEPIDLE>;
  using probe_every = asio::detail::socket_option::integer<IPPROTO_TCP, TCP_KEEPINTVL>;
  using probes = asio::detail::socket_option::integer<IPPROTO_TCP, TCP_KEEPCNT>;
  using unacknowledged_ms = asio::detail::socket_option::integer<IPPROTO_TCP, TCP_USER_TIMEOUT>;
  error_code ignored;
  socket.set_option(asio::ip::tcp::no_delay{true}, ignored);
  socket.set_option(asio::socket_base::keep_alive{true}, ignored);
  socket.set_option(probes_after{30}, ignored);
  socket.set_option(probe_every{10}, ignored);
  socket.set_option(probes{3}, ignored);
  socket.set_option(unacknowledged_ms{30'000}, ignored);
}

} // namespace weft::net
