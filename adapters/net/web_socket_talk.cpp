#include "adapters/net/web_socket_talk.hpp"

#include <boost/asio/post.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

namespace weft::net {

namespace asio = boost::asio;
namespace websocket = boost::beast::websocket;

namespace {

constexpr std::size_t read_ahead_bytes = 64U << 10U;
constexpr std::size_t excerpt_bytes = 256; ///< of a message that is too large

web_socket_end broken(errc code, std::string what) {
  web_socket_end out;
  out.why = {code, std::move(what), {}, {}};
  return out;
}

websocket::request_type beast_request(const http_request& from) {
  websocket::request_type out;
  out.method_string(from.method);
  out.target(from.target);
  out.version(11);
  for (const auto& [name, value] : from.fields)
    out.insert(name, value);
  return out;
}

http_response plain_answer(const websocket::response_type& from) {
  http_response out;
  out.status = static_cast<int>(from.result_int());
  for (const auto& field : from)
    out.fields.emplace_back(std::string{field.name_string()}, std::string{field.value()});
  out.body = from.body();
  return out;
}

} // namespace

web_socket_talk::web_socket_talk(const strand& on, web_socket_settings how,
                                 web_socket_events events)
  : strand_(on), how_(how), events_(std::move(events)), limit_(on), pings_(on) {}

void web_socket_talk::open(result<std::shared_ptr<tls_context>> trust, endpoint where,
                           http_request what) {
  asio::post(strand_, [self = shared_from_this(), trust = std::move(trust),
                       where = std::move(where), what = std::move(what)]() mutable {
    if (self->now_ != phase::opening)
      return;
    if (!trust)
      return self->end(broken(trust.error().code, trust.error().what));
    self->limit(self->how_.opening, "not open in time");
    self->trust_ = *trust;
    dial_plan plan{where, self->trust_, self->how_.opening, read_ahead_bytes, {}};
    self->dialling_
      = dial(self->strand_, std::move(plan),
             [self, where = std::move(where),
              what = std::move(what)](result<std::shared_ptr<wire>> connected) {
               self->dialling_ = nullptr;
               if (self->now_ != phase::opening) {
                 if (connected)
                   (*connected)->close();
                 return;
               }
               if (!connected)
                 return self->end(broken(connected.error().code, connected.error().what));
               self->take(std::move(*connected), {});
               self->greet(where, what);
             });
  });
}

void web_socket_talk::accept(std::shared_ptr<wire> peer, std::string unread, http_request asked) {
  asio::post(strand_, [self = shared_from_this(), peer = std::move(peer),
                       unread = std::move(unread), asked = std::move(asked)]() mutable {
    if (!peer)
      return self->end(broken(errc::unreachable, "the peer is gone"));
    if (self->now_ != phase::opening)
      return peer->close();
    self->take(std::move(peer), std::move(unread));
    self->limit(self->how_.opening, "not open in time");
    self->socket_->async_accept(beast_request(asked), [self](error_code failed) {
      failed ? self->on_lost(failed) : self->on_open();
    });
  });
}

void web_socket_talk::fail(fault why) {
  asio::post(strand_, [self = shared_from_this(), why = std::move(why)]() mutable {
    self->end(broken(why.code, std::move(why.what)));
  });
}

void web_socket_talk::take(std::shared_ptr<wire> peer, std::string unread) {
  socket_ = std::make_unique<socket>(strand_, std::move(peer), std::move(unread));
  socket_->read_message_max(0); // what is too large is told, and ends nothing
  socket_->write_buffer_bytes(how_.fragment_bytes);
  socket_->control_callback([this](websocket::frame_type what, boost::beast::string_view) {
    missed_ = 0;
    if (what != websocket::frame_type::pong)
      return;
    seen_pong_ = true;
    gate_.enter([&] {
      if (events_.on_pong)
        events_.on_pong();
    });
  });
}

void web_socket_talk::greet(const endpoint& where, const http_request& what) {
  socket_->set_option(
    websocket::stream_base::decorator([fields = what.fields](websocket::request_type& out) {
      for (const auto& [name, value] : fields)
        out.insert(name, value);
    }));
  const bool v6 = where.host.find(':') != std::string::npos;
  const auto host = (v6 ? "[" + where.host + "]" : where.host) + ":" + std::to_string(where.port);
  socket_->async_handshake(
    answer_, host, what.target, [self = shared_from_this()](error_code failed) {
      if (self->now_ == phase::ended)
        return;
      if (failed != websocket::error::upgrade_declined)
        return failed ? self->on_lost(failed) : self->on_open();
      auto out = broken(errc::refused, "the peer opens no web socket here: status "
                                         + std::to_string(self->answer_.result_int()));
      out.declined = plain_answer(self->answer_);
      self->end(std::move(out));
    });
}

void web_socket_talk::on_open() {
  if (now_ == phase::ended)
    return;
  limit_.cancel();
  if (now_ == phase::opening) {
    now_ = phase::open;
    gate_.enter([&] {
      if (events_.on_open)
        events_.on_open();
    });
  }
  read();
  start_pings();
  write();
}

void web_socket_talk::read() {
  socket_->async_read_some(asio::buffer(buffer_),
                           [self = shared_from_this()](error_code failed, std::size_t bytes) {
                             self->on_read(failed, bytes);
                           });
}

void web_socket_talk::on_read(error_code failed, std::size_t bytes) {
  if (now_ == phase::ended)
    return;
  if (failed)
    return on_lost(failed);
  missed_ = 0;
  too_large_ = too_large_ || message_.size() + bytes > how_.max_message_bytes;
  if (!too_large_)
    message_.append(buffer_.data(), bytes);
  else if (message_.size() < excerpt_bytes)
    message_.append(buffer_.data(), std::min(bytes, excerpt_bytes - message_.size()));
  if (socket_->is_message_done()) {
    using kind = web_socket_message::kind;
    const auto what = too_large_            ? kind::too_large
                      : socket_->got_text() ? kind::text
                                            : kind::binary;
    const auto whole = std::exchange(message_, {});
    const auto shown
      = std::string_view{whole}.substr(0, too_large_ ? excerpt_bytes : std::string_view::npos);
    too_large_ = false;
    gate_.enter([&] {
      if (events_.on_message)
        events_.on_message({what, shown});
    });
  }
  if (now_ != phase::ended)
    read();
}

void web_socket_talk::send(std::string bytes, bool binary) {
  asio::post(strand_,
             [self = shared_from_this(), one = message{std::move(bytes), binary}]() mutable {
               if (self->now_ != phase::opening && self->now_ != phase::open)
                 return;
               self->waiting_.push_back(std::move(one));
               self->write();
             });
}

void web_socket_talk::write() {
  if (now_ != phase::open || writing_ || waiting_.empty())
    return;
  writing_ = true;
  socket_->binary(waiting_.front().binary);
  socket_->async_write(asio::buffer(waiting_.front().bytes),
                       [self = shared_from_this()](error_code failed, std::size_t) {
                         self->writing_ = false;
                         self->waiting_.pop_front();
                         if (!failed) // else the pending read says why
                           self->write();
                       });
}

void web_socket_talk::close(std::uint16_t code, std::string reason) {
  asio::post(strand_, [self = shared_from_this(), code, reason = std::move(reason)] {
    if (self->now_ == phase::opening)
      return self->end(broken(errc::unreachable, "closed before it was open"));
    if (self->now_ != phase::open)
      return;
    self->now_ = phase::closing;
    self->pings_.cancel();
    self->limit(self->how_.closing, "no close frame from the peer in time");
    const websocket::close_reason why{static_cast<websocket::close_code>(code), reason.c_str()};
    self->socket_->async_close(why, [self](error_code failed) {
      self->on_lost(failed ? failed : websocket::error::closed);
    });
  });
}

void web_socket_talk::drop(bool by_reset) {
  asio::post(strand_, [self = shared_from_this(), by_reset] {
    if (self->socket_ && by_reset)
      self->socket_->next_layer().inside().reset();
    self->end(broken(errc::unreachable, "broken off by ourselves"));
  });
}

void web_socket_talk::freeze() {
  asio::post(strand_, [self = shared_from_this()] {
    if (self->socket_)
      self->socket_->next_layer().freeze();
    self->pings_.cancel();
  });
}

void web_socket_talk::start_pings() {
  if (how_.ping.count() <= 0 || now_ != phase::open)
    return;
  pings_.expires_after(how_.ping);
  pings_.async_wait([weak = weak_from_this()](error_code cancelled) {
    if (auto self = weak.lock(); self && !cancelled)
      self->ping();
  });
}

void web_socket_talk::ping() {
  if (now_ != phase::open)
    return;
  if (seen_pong_ && missed_ >= how_.missed_pongs)
    return end(
      broken(errc::unreachable, "no answer to " + std::to_string(missed_) + " pings in a row"));
  ++missed_;
  if (!std::exchange(pinging_, true))
    socket_->async_ping({}, [self = shared_from_this()](error_code) { self->pinging_ = false; });
  start_pings();
}

void web_socket_talk::limit(std::chrono::milliseconds time, std::string why) {
  limit_.expires_after(time);
  limit_.async_wait([weak = weak_from_this(), why = std::move(why)](error_code cancelled) {
    if (auto self = weak.lock(); self && !cancelled)
      self->end(broken(errc::unreachable, why));
  });
}

void web_socket_talk::on_lost(error_code failed) {
  if (now_ == phase::ended || (now_ == phase::closing && failed == asio::error::operation_aborted))
    return; // the latter: whichever of reading and closing gets the close frame ends the other
  if (failed == websocket::error::closed) {
    web_socket_end out;
    out.code
      = socket_->reason().code == websocket::close_code::none ? 1005 : socket_->reason().code;
    out.reason = std::string{socket_->reason().reason.data(), socket_->reason().reason.size()};
    return end(std::move(out));
  }
  const auto& below = socket_->next_layer().trouble();
  if (below.code != errc::none)
    return end(broken(below.code, below.what));
  const bool ended = failed == asio::error::eof
                     || failed == boost::beast::http::error::end_of_stream
                     || failed == boost::beast::http::error::partial_message;
  end(broken(ended ? errc::unreachable : errc::malformed,
             ended ? "the peer has ended the connection" : failed.message()));
}

void web_socket_talk::end(web_socket_end how) {
  if (now_ == phase::ended)
    return;
  shut();
  gate_.enter([&] {
    if (events_.on_end)
      events_.on_end(std::move(how));
  });
}

void web_socket_talk::stop() {
  gate_.close();
  asio::post(strand_, [self = shared_from_this()] { self->shut(); });
}

void web_socket_talk::shut() {
  now_ = phase::ended;
  limit_.cancel();
  pings_.cancel();
  if (auto held = std::exchange(dialling_, nullptr))
    held->cancel();
  if (socket_)
    socket_->next_layer().inside().close();
}

} // namespace weft::net
