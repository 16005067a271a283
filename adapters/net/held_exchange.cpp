#include "adapters/net/held_exchange.hpp"

#include "adapters/net/message.hpp"

namespace weft::net {

namespace {

class held_exchange final : public http_exchange {
public:
  held_exchange(std::shared_ptr<server_connection> on, http_request asked, bool keep)
    : on_(std::move(on)), asked_(std::move(asked)), keep_(keep) {}

  ~held_exchange() override {
    if (now_ != state::complete)
      on_->abandon(false);
  }

  const http_request& asked() const override { return asked_; }
  std::string peer_name() const override { return on_->subject().common_name; }
  std::vector<std::string> peer_organisations() const override {
    return on_->subject().organisations;
  }
  std::uint64_t connection() const override { return on_->id(); }

  void answer(http_response what) override {
    if (!keep_)
      what.fields.emplace_back("Connection", "close");
    move_on(state::open, state::complete, write_response(what), last());
  }

  void begin(http_response head) override {
    if (!keep_)
      head.fields.emplace_back("Connection", "close");
    move_on(state::open, state::streaming, write_chunked_head(head), server_connection::then::more);
  }

  bool send(std::string chunk) override {
    std::lock_guard lock{mutex_};
    return now_ == state::streaming && on_->put(chunk, server_connection::then::more, true);
  }

  void end() override { move_on(state::streaming, state::complete, last_chunk, last()); }

  void answer_raw(std::string bytes) override {
    move_on(state::open, state::complete, bytes, server_connection::then::close);
  }

  void give_away(std::function<void(std::shared_ptr<wire>, std::string)> to) override {
    std::lock_guard lock{mutex_};
    if (now_ != state::open)
      return;
    now_ = state::complete;
    on_->give_away(std::move(to));
  }

  void reset() override {
    std::lock_guard lock{mutex_};
    if (std::exchange(now_, state::complete) != state::complete)
      on_->abandon(true);
  }

  void on_gone(std::function<void()> gone) override {
    std::lock_guard lock{mutex_};
    if (now_ != state::complete)
      on_->on_gone(std::move(gone));
  }

  void on_drained(std::function<void()> drained) override {
    std::lock_guard lock{mutex_};
    if (now_ != state::complete)
      on_->on_drained(std::move(drained));
  }

  server_connection& inside() override { return *on_; }

private:
  enum class state : std::uint8_t { open, streaming, complete };

  server_connection::then last() const {
    return keep_ ? server_connection::then::next : server_connection::then::close;
  }

  void move_on(state from, state to, std::string_view bytes, server_connection::then what) {
    std::lock_guard lock{mutex_};
    if (now_ != from)
      return;
    now_ = to;
    on_->put(bytes, what);
  }

  std::shared_ptr<server_connection> on_;
  const http_request asked_;
  const bool keep_;
  std::mutex mutex_; ///< guards what follows and keeps the order of what is put
  state now_ = state::open;
};

} // namespace

std::shared_ptr<http_exchange> hold_exchange(std::shared_ptr<server_connection> on,
                                             http_request asked, bool keep) {
  return std::make_shared<held_exchange>(std::move(on), std::move(asked), keep);
}

} // namespace weft::net
