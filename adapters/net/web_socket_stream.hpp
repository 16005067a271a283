#pragma once

#include "adapters/net/transport_impl.hpp"
#include "adapters/net/wire.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/role.hpp>

#include <memory>
#include <string>
#include <utility>

namespace weft::net {

/// A wire as Beast wants a stream: bytes in, bytes out, error codes. All on the wire's strand.
class web_socket_stream {
public:
  using executor_type = strand;
  using error_code = boost::system::error_code;

  /// @param front What the peer has sent already.
  web_socket_stream(strand on, std::shared_ptr<wire> inside, std::string front)
    : on_(std::move(on)), wire_(std::move(inside)), front_(std::move(front)) {}

  executor_type get_executor() const noexcept { return on_; }
  wire& inside() { return *wire_; }
  /// What went wrong below, in words; errc::none when nothing did.
  const fault& trouble() const { return trouble_; }
  /// From now on nothing is read and whatever is written is lost.
  void freeze() { frozen_ = true; }

  template <class Buffers, class Token>
  auto async_read_some(const Buffers& into, Token&& done) {
    return boost::asio::async_initiate<Token, void(error_code, std::size_t)>(
      [this](auto handler, boost::asio::mutable_buffer first) { read(std::move(handler), first); },
      done, first_of<boost::asio::mutable_buffer>(into));
  }

  template <class Buffers, class Token>
  auto async_write_some(const Buffers& from, Token&& done) {
    return boost::asio::async_initiate<Token, void(error_code, std::size_t)>(
      [this](auto handler, boost::asio::const_buffer first) { write(std::move(handler), first); },
      done, first_of<boost::asio::const_buffer>(from));
  }

private:
  template <class Buffer, class Buffers>
  static Buffer first_of(const Buffers& all) {
    for (auto i = boost::asio::buffer_sequence_begin(all);
         i != boost::asio::buffer_sequence_end(all); ++i)
      if (const Buffer one{*i}; one.size() > 0)
        return one;
    return {};
  }

  /// Wire callbacks are copied, Beast's handlers are not.
  template <class Handler>
  void complete_soon(Handler handler, std::size_t bytes) {
    boost::asio::post(
      on_, [handler = std::move(handler), bytes]() mutable { handler(error_code{}, bytes); });
  }

  template <class Handler>
  void read(Handler handler, boost::asio::mutable_buffer into) {
    if (into.size() == 0)
      return complete_soon(std::move(handler), 0);
    if (!front_.empty()) {
      const auto taken = boost::asio::buffer_copy(into, boost::asio::buffer(front_));
      front_.erase(0, taken);
      return complete_soon(std::move(handler), taken);
    }
    auto held = std::make_shared<Handler>(std::move(handler));
    wire_->read(static_cast<char*>(into.data()), into.size(),
                [this, held](result<std::size_t> got) {
                  if (frozen_ && got && *got > 0)
                    return; // and nobody hears of it
                  if (!got)
                    return (*held)(broken(std::move(got.error())), 0);
                  (*held)(*got > 0 ? error_code{} : error_code{boost::asio::error::eof}, *got);
                });
  }

  template <class Handler>
  void write(Handler handler, boost::asio::const_buffer from) {
    if (from.size() == 0 || frozen_)
      return complete_soon(std::move(handler), from.size());
    auto held = std::make_shared<Handler>(std::move(handler));
    wire_->write({static_cast<const char*>(from.data()), from.size()},
                 [this, held, size = from.size()](result<void> outcome) {
                   if (!outcome)
                     return (*held)(broken(std::move(outcome.error())), 0);
                   (*held)(error_code{}, size);
                 });
  }

  error_code broken(fault why) {
    if (trouble_.code == errc::none)
      trouble_ = std::move(why);
    return boost::asio::error::connection_reset;
  }

  strand on_;
  std::shared_ptr<wire> wire_;
  std::string front_;
  fault trouble_;
  bool frozen_ = false;
};

/// How Beast ends a connection after the close frames.
template <class Handler>
void async_teardown(boost::beast::role_type, web_socket_stream& below, Handler&& done) {
  below.inside().close();
  boost::asio::post(below.get_executor(),
                    [done = std::forward<Handler>(done)]() mutable { done({}); });
}

inline void teardown(boost::beast::role_type, web_socket_stream& below,
                     boost::system::error_code& outcome) {
  below.inside().close();
  outcome = {};
}

inline void beast_close_socket(web_socket_stream& below) {
  below.inside().close();
}

} // namespace weft::net
