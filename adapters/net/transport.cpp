#include "adapters/net/transport_impl.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>

namespace weft::net {

namespace asio = boost::asio;

transport::impl::impl(std::size_t count)
  : context{static_cast<int>(count)}, work{context.get_executor()} {
  threads.reserve(count);
  for (std::size_t i = 0; i < count; ++i)
    threads.emplace_back([this] { context.run(); });
}

transport::transport(std::size_t threads)
  : impl_(std::make_unique<impl>(std::max<std::size_t>(1, threads))) {}

transport::~transport() {
  stop();
  // A client that has just ended has posted its end, and only that frees what it held.
  impl_->context.restart();
  impl_->context.poll();
}

void transport::post(std::function<void()> work) {
  asio::post(impl_->context, std::move(work));
}

void transport::after(std::chrono::milliseconds delay, std::function<void()> work) {
  auto timer = std::make_shared<asio::steady_timer>(impl_->context, delay);
  timer->async_wait([timer, work = std::move(work)](boost::system::error_code failed) {
    if (!failed)
      work();
  });
}

void transport::stop() {
  impl_->context.stop();
  for (auto& thread : impl_->threads)
    if (thread.joinable())
      thread.join();
}

} // namespace weft::net
