#include "adapters/net/http_client.hpp"

#include "adapters/net/message.hpp"
#include "adapters/net/pool.hpp"
#include "adapters/net/stream.hpp"

#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>

#include <mutex>

namespace weft::net {

namespace asio = boost::asio;

namespace {

class held_stream final : public http_stream {
public:
  explicit held_stream(std::shared_ptr<stream> inside) : inside_(std::move(inside)) {}
  ~held_stream() override { inside_->stop(); }
  void stop() override { inside_->stop(); }
  void more() override { inside_->more(); }

private:
  std::shared_ptr<stream> inside_;
};

} // namespace

struct http_client::impl {
  impl(transport& carrier, endpoint to, http_client_settings bounds)
    : io(carrier), where(std::move(to)), limits(std::move(bounds)), on(io.inside().make_strand()),
      calls(std::make_shared<pool>(on, where, limits)) {}

  result<std::shared_ptr<tls_context>> load(const tls_settings& how) const {
    return where.tls ? tls_context::for_client(how) : std::shared_ptr<tls_context>{};
  }

  transport& io;
  endpoint where;
  http_client_settings limits;
  strand on;
  std::shared_ptr<pool> calls;

  std::mutex mutex; ///< guards what follows
  result<std::shared_ptr<tls_context>> trust = std::shared_ptr<tls_context>{};
  std::vector<std::weak_ptr<stream>> streams;
};

http_client::http_client(transport& io, endpoint where, tls_settings trust,
                         http_client_settings limits)
  : impl_(std::make_shared<impl>(io, std::move(where), limits)) {
  renew(std::move(trust));
}

http_client::~http_client() {
  impl_->calls->callbacks.close();
  asio::post(impl_->on, [calls = impl_->calls] { calls->close(); });
}

void http_client::call(http_request what, std::chrono::milliseconds deadline,
                       std::function<void(result<http_response>)> done) {
  auto bytes = write_request(what, impl_->where);
  if (!bytes)
    return asio::post(impl_->on, [calls = impl_->calls, done = std::move(done),
                                  why = std::move(bytes.error())]() mutable {
      calls->callbacks.enter([&] { done(std::move(why)); });
    });
  auto fresh = std::make_shared<pooled_call>(impl_->on);
  fresh->where = name_exchange(what, impl_->where);
  fresh->bytes = std::move(*bytes);
  fresh->repeatable = what.method == "GET";
  fresh->done = std::move(done);
  asio::post(impl_->on, [calls = impl_->calls, fresh = std::move(fresh), deadline] {
    calls->add(fresh, deadline);
  });
}

std::unique_ptr<http_stream> http_client::open(http_request what,
                                               std::chrono::milliseconds idle_limit,
                                               http_stream_events events) {
  std::lock_guard lock{impl_->mutex};
  dial_plan plan{impl_->where, impl_->trust ? *impl_->trust : nullptr, impl_->limits.connect, 0,
                 impl_->limits.on_resolved};
  auto made
    = std::make_shared<stream>(impl_->io.inside().make_strand(), std::move(plan), impl_->limits,
                               name_exchange(what, impl_->where), idle_limit, std::move(events));
  std::erase_if(impl_->streams, [](const auto& old) { return old.expired(); });
  impl_->streams.push_back(made);
  made->start(impl_->trust ? write_request(what, impl_->where)
                           : result<std::string>{impl_->trust.error()});
  return std::make_unique<held_stream>(std::move(made));
}

void http_client::renew(tls_settings trust) {
  auto loaded = impl_->load(trust);
  asio::post(impl_->on, [calls = impl_->calls, loaded] { calls->renew(loaded); });
  std::lock_guard lock{impl_->mutex};
  impl_->trust = std::move(loaded);
  for (const auto& held : std::exchange(impl_->streams, {}))
    if (auto open = held.lock())
      open->interrupt("credentials were renewed");
}

} // namespace weft::net
