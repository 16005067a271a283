#include "adapters/net/server_connection.hpp"

#include "adapters/net/held_exchange.hpp"
#include "adapters/net/message.hpp"

#include <boost/asio/post.hpp>

namespace weft::net {

namespace asio = boost::asio;

namespace {

constexpr std::size_t max_waiting_bytes = 16U << 20U;
constexpr std::size_t max_pipelined_bytes = 1U << 20U;
constexpr std::size_t buffer_bytes = 64U << 10U;
constexpr std::chrono::seconds handshake_limit{10};
constexpr std::chrono::seconds linger_limit{2};

} // namespace

server_connection::server_connection(const strand& on, std::shared_ptr<wire> peer, std::uint64_t id,
                                     std::size_t max_body_bytes, http_server::receiver on_request)
  : strand_(on), wire_(std::move(peer)), id_(id), max_body_bytes_(max_body_bytes),
    on_request_(std::move(on_request)), buffer_(buffer_bytes), limit_(on) {
  parser_.emplace(max_body_bytes_);
}

void server_connection::start() {
  asio::post(strand_, [self = shared_from_this()] {
    self->limit(handshake_limit);
    self->wire_->handshake([self](result<void> greeted) {
      if (!greeted) // the peer may still be sending; it shall read why it was turned away
        return self->linger();
      self->limit_.cancel();
      if (self->wire_->tls())
        self->subject_ = peer_subject(self->wire_->tls());
      self->read();
    });
  });
}

void server_connection::read() {
  wire_->read(buffer_.data(), buffer_.size(), [self = shared_from_this()](result<std::size_t> got) {
    self->on_read(std::move(got));
  });
}

void server_connection::on_read(result<std::size_t> got) {
  if (!got || *got == 0)
    return lose();
  if (now_ == phase::lingering)
    return read();
  unread_.append(buffer_.data(), *got);
  if (now_ == phase::reading)
    parse();
  paused_ = now_ == phase::answering && (upgrading_ || unread_.size() > max_pipelined_bytes);
  if (!paused_)
    read();
}

void server_connection::parse() {
  using state = request_parser::state;
  switch (parser_->feed(unread_)) {
  case state::head:
    return;
  case state::body:
    if (parser_->expects_continue() && !std::exchange(continued_, true))
      put("HTTP/1.1 100 Continue\r\n\r\n", then::more);
    return;
  case state::complete:
    return hand_over();
  case state::too_large:
    return reject(413, "the body is larger than " + std::to_string(max_body_bytes_) + " bytes\n");
  case state::broken:
    return reject(400, "this is not HTTP\n");
  }
}

void server_connection::hand_over() {
  now_ = phase::answering;
  const bool keep = parser_->keeps_alive();
  auto asked = parser_->take();
  upgrading_ = !find(asked.fields, "Upgrade").empty();
  auto fresh = hold_exchange(shared_from_this(), std::move(asked), keep);
  gate_.enter([&] { on_request_(std::move(fresh)); });
}

void server_connection::reject(int status, std::string why) {
  now_ = phase::answering;
  unread_.clear();
  put(write_response({status, {{"Connection", "close"}, {"Content-Type", "text/plain"}}, why}),
      then::close);
}

void server_connection::next_request() {
  now_ = phase::reading;
  parser_.emplace(max_body_bytes_);
  continued_ = false;
  if (!unread_.empty())
    parse();
  const bool upgrades = now_ == phase::answering && upgrading_;
  if (!upgrades && std::exchange(paused_, false))
    read();
}

bool server_connection::put(std::string_view bytes, then what, bool as_chunk) {
  std::function<void()> dropped_after_unlock[2];
  std::lock_guard lock{mutex_};
  if (gone_ || (as_chunk && waiting_.size() > max_waiting_bytes))
    return false;
  if (as_chunk)
    append_chunk(waiting_, bytes);
  else
    waiting_.append(bytes);
  then_ = what;
  if (what != then::more) {
    dropped_after_unlock[0] = std::exchange(tell_gone_, nullptr);
    dropped_after_unlock[1] = std::exchange(tell_drained_, nullptr);
  }
  if (!std::exchange(flushing_, true))
    asio::post(strand_, [self = shared_from_this()] { self->flush(); });
  return true;
}

void server_connection::flush() {
  {
    std::lock_guard lock{mutex_};
    writing_.clear();
    std::swap(writing_, waiting_);
  }
  wire_->write(writing_, [self = shared_from_this()](result<void> written) {
    if (written)
      self->on_flushed(); // a broken connection is noticed by the pending read
  });
}

void server_connection::on_flushed() {
  auto what = then::more;
  bool more_waits = false;
  {
    std::lock_guard lock{mutex_};
    more_waits = flushing_ = !waiting_.empty();
    if (!more_waits)
      what = std::exchange(then_, then::more);
  }
  if (more_waits)
    return flush();
  if (what == then::close)
    return linger();
  if (what == then::next)
    return next_request();
  tell_if_drained();
}

/// Ends our side and reads on for a while: closing with unread input would reset the connection
/// and take our last words with it.
void server_connection::linger() {
  const bool was_reading = wire_->tls() == nullptr || SSL_is_init_finished(wire_->tls());
  now_ = phase::lingering;
  limit(linger_limit);
  wire_->finish();
  if (!was_reading || std::exchange(paused_, false))
    read();
}

void server_connection::lose() {
  std::function<void()> gone;
  std::function<void()> drained;
  {
    std::lock_guard lock{mutex_};
    gone_ = true;
    waiting_.clear();
    gone = std::exchange(tell_gone_, nullptr);
    drained = std::exchange(tell_drained_, nullptr);
  }
  limit_.cancel();
  wire_->close();
  if (gone)
    gate_.enter(gone);
}

void server_connection::abandon(bool by_reset) {
  std::function<void()> dropped_after_unlock[2];
  std::lock_guard lock{mutex_};
  gone_ = true;
  dropped_after_unlock[0] = std::exchange(tell_gone_, nullptr);
  dropped_after_unlock[1] = std::exchange(tell_drained_, nullptr);
  asio::post(strand_, [self = shared_from_this(), by_reset] {
    self->limit_.cancel();
    if (!self->wire_)
      return;
    if (by_reset)
      self->wire_->reset();
    else
      self->wire_->close();
  });
}

void server_connection::give_away(std::function<void(std::shared_ptr<wire>, std::string)> to) {
  asio::post(strand_, [self = shared_from_this(), to = std::move(to)] {
    bool gone = false;
    {
      std::lock_guard lock{self->mutex_};
      gone = std::exchange(self->gone_, true);
    }
    if (!self->paused_ || !self->upgrading_) {
      self->wire_->close();
      gone = true;
    }
    auto given = gone ? nullptr : std::exchange(self->wire_, nullptr);
    self->gate_.enter([&] { to(given, std::move(self->unread_)); });
  });
}

void server_connection::shut() {
  gate_.close();
  abandon(false);
}

void server_connection::on_gone(std::function<void()> gone) {
  std::lock_guard lock{mutex_};
  if (!gone_) {
    tell_gone_ = std::move(gone);
    return;
  }
  asio::post(strand_,
             [self = shared_from_this(), gone = std::move(gone)] { self->gate_.enter(gone); });
}

void server_connection::on_drained(std::function<void()> drained) {
  std::lock_guard lock{mutex_};
  if (gone_)
    return;
  tell_drained_ = std::move(drained);
  if (!flushing_)
    asio::post(strand_, [self = shared_from_this()] { self->tell_if_drained(); });
}

void server_connection::tell_if_drained() {
  std::function<void()> drained;
  {
    std::lock_guard lock{mutex_};
    if (!flushing_)
      drained = tell_drained_;
  }
  if (drained)
    gate_.enter(drained);
}

void server_connection::limit(std::chrono::seconds time) {
  limit_.expires_after(time);
  limit_.async_wait([weak = weak_from_this()](boost::system::error_code cancelled) {
    if (auto self = weak.lock(); self && !cancelled)
      self->wire_->close();
  });
}

} // namespace weft::net
