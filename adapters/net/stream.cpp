#include "adapters/net/stream.hpp"

#include "adapters/net/message.hpp"

#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>

#include <cstring>

namespace weft::net {

namespace asio = boost::asio;

namespace {

/// Large enough that a busy stream costs few turns of the loop.
constexpr std::size_t buffer_bytes = 256U << 10U;
/// Two reads closer than this are part of one burst, of which the next is read this much later.
constexpr auto burst_gap = std::chrono::milliseconds{1};
constexpr auto gather_for = std::chrono::milliseconds{2};
constexpr std::size_t drop_bytes = 64U << 10U; ///< a larger read costs little for what it brings

} // namespace

stream::stream(const strand& on, dial_plan plan, http_client_settings limits, std::string where,
               std::chrono::milliseconds idle_limit, http_stream_events events)
  : strand_(on), plan_(std::move(plan)), events_(std::move(events)), where_(std::move(where)),
    idle_limit_(idle_limit), parser_(limits.max_body_bytes),
    buffer_(std::make_unique_for_overwrite<char[]>(buffer_bytes)), idle_(on), gathering_(on) {
  plan_.read_ahead = buffer_bytes;
  parser_.stop_after_head();
}

void stream::start(result<std::string> request) {
  asio::post(strand_, [self = shared_from_this(), request = std::move(request)]() mutable {
    if (self->ended_)
      return;
    if (!request)
      return self->end(std::move(request.error()));
    self->request_ = std::move(*request);
    self->dialling_
      = dial(self->strand_, self->plan_, [self](result<std::shared_ptr<wire>> connected) {
          self->dialling_ = nullptr;
          if (self->ended_)
            return;
          if (!connected)
            return self->end(std::move(connected.error()));
          self->wire_ = std::move(*connected);
          self->exchange();
        });
  });
}

void stream::stop() {
  gate_.close();
  asio::post(strand_, [self = shared_from_this()] { self->shut(); });
}

void stream::more() {
  asio::post(strand_, [self = shared_from_this()] {
    if (self->ahead_ > 0)
      --self->ahead_;
    if (self->ended_ || !self->resting_)
      return;
    self->last_byte_ = std::chrono::steady_clock::now();
    self->read_on();
  });
}

void stream::interrupt(std::string why) {
  asio::post(strand_, [self = shared_from_this(), why = std::move(why)]() mutable {
    self->end(fault{errc::expired, std::move(why), {}, {}});
  });
}

void stream::exchange() {
  last_byte_ = std::chrono::steady_clock::now();
  watch_idle();
  // A failed write says less than the read that follows it.
  wire_->write(request_, [self = shared_from_this()](result<void>) {});
  read();
}

void stream::read() {
  wire_->read(buffer_.get(), buffer_bytes, [self = shared_from_this()](result<std::size_t> got) {
    if (self->ended_)
      return;
    if (!got)
      return self->end(std::move(got.error()));
    if (*got == 0)
      return self->on_peer_end();
    const auto before = std::exchange(self->last_byte_, std::chrono::steady_clock::now());
    self->trickles_ = *got < drop_bytes && self->last_byte_ - before < burst_gap + gather_for;
    if (self->frames_)
      self->on_body_bytes(self->buffer_.get(), *got);
    else
      self->on_head_bytes({self->buffer_.get(), *got});
    if (!self->ended_)
      self->read_on();
  });
}

void stream::read_on() {
  resting_ = events_.ahead > 0 && ahead_ >= events_.ahead;
  if (resting_)
    return;
  trickles_ ? gather() : read();
}

void stream::gather() {
  trickles_ = false;
  gathering_.expires_after(gather_for);
  gathering_.async_wait([weak = weak_from_this()](boost::system::error_code cancelled) {
    if (auto self = weak.lock(); self && !cancelled && !self->ended_)
      self->read();
  });
}

void stream::on_head_bytes(std::string_view bytes) {
  unread_.append(bytes);
  auto fed = parser_.feed(unread_);
  const bool good = fed && parser_.head_complete() && parser_.status() / 100 == 2;
  if (fed && parser_.head_complete() && !good) {
    parser_.go_on_with_body();
    fed = parser_.feed(unread_);
  }
  if (!fed)
    return end(std::move(fed.error()));
  if (!good && !parser_.complete())
    return;
  frames_.emplace(parser_.frames());
  gate_.enter([&] { events_.on_head(parser_.take()); });
  if (!good)
    return end({});
  auto rest = std::exchange(unread_, {});
  on_body_bytes(rest.data(), rest.size());
}

void stream::on_body_bytes(char* bytes, std::size_t size) {
  std::size_t content = 0; // what remains when the framing is taken out, moved together
  const bool sound = frames_->feed({bytes, size}, [&](std::string_view piece) {
    std::memmove(bytes + content, piece.data(), piece.size());
    content += piece.size();
    return true;
  });
  if (content > 0) {
    ++ahead_;
    gate_.enter([&] { events_.on_bytes({bytes, content}); });
  }
  if (!sound)
    return end(fault{errc::malformed, "the body's chunks are broken", {}, {}});
  if (frames_->complete())
    end({});
}

void stream::on_peer_end() {
  if (frames_ && frames_->complete_at_end())
    return end({});
  if (!frames_ && parser_.head_complete() && parser_.feed_end()) {
    gate_.enter([&] { events_.on_head(parser_.take()); });
    return end({});
  }
  end(fault{errc::unreachable, "the connection ended before the answer did", {}, {}});
}

void stream::watch_idle() {
  idle_.expires_at(last_byte_ + idle_limit_);
  idle_.async_wait([weak = weak_from_this()](boost::system::error_code cancelled) {
    auto self = weak.lock();
    if (!self || cancelled || self->ended_)
      return;
    if (self->resting_)
      self->last_byte_ = std::chrono::steady_clock::now();
    if (std::chrono::steady_clock::now() < self->last_byte_ + self->idle_limit_)
      return self->watch_idle();
    self->end(fault{errc::unreachable,
                    "silent for " + std::to_string(self->idle_limit_.count()) + " ms",
                    {},
                    {}});
  });
}

void stream::end(result<void> outcome) {
  if (ended_)
    return;
  shut();
  if (!outcome)
    outcome = placed(outcome.error(), where_);
  gate_.enter([&] { events_.on_end(std::move(outcome)); });
}

void stream::shut() {
  ended_ = true;
  idle_.cancel();
  gathering_.cancel();
  if (auto held = std::exchange(dialling_, nullptr))
    held->cancel();
  if (wire_)
    wire_->close();
}

} // namespace weft::net
