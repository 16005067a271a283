#include "adapters/k8s/make_client.hpp"

#include "adapters/k8s/cluster_link.hpp"
#include "adapters/k8s/cluster_watch.hpp"
#include "adapters/k8s/tls_files.hpp"
#include "adapters/net/tls.hpp"

#include <algorithm>
#include <atomic>
#include <optional>

namespace weft::k8s {

using namespace std::chrono_literals;

namespace {

using steady = std::chrono::steady_clock;

/// One call: a credential, an exchange, and both once more when refused.
class cluster_call : public std::enable_shared_from_this<cluster_call> {
public:
  cluster_call(const std::shared_ptr<cluster_link>& link, request what,
               std::function<void(result<response>)> done)
    : link_(link), what_(std::move(what)), done_(std::move(done)),
      until_(steady::now()
             + (what_.deadline > 0ms ? std::min(what_.deadline, link->settings.request_timeout)
                                     : link->settings.request_timeout)) {}

  void start() {
    if (const auto link = link_.lock())
      link->io.post([self = shared_from_this()] { self->authorize(); });
  }

private:
  void authorize() {
    const auto link = link_.lock();
    if (!link)
      return;
    authorized_ = false;
    link->authorize([self = shared_from_this()](result<admission> with) {
      if (!self->authorized_.exchange(true))
        self->on_authorized(std::move(with));
    });
    if (!authorized_)
      link->io.after(left(), [weak = weak_from_this()] {
        if (const auto self = weak.lock(); self && !self->authorized_.exchange(true))
          self->end(fault{errc::unreachable, "no credential in time", "", {}});
      });
  }

  void on_authorized(result<admission> with) {
    if (!with)
      end(with.error());
    else if (refusal_ && *with == used_)
      end(std::move(*refusal_));
    else
      exchange(*with);
  }

  void exchange(const admission& with) {
    const auto link = link_.lock();
    if (!link)
      return;
    used_ = with;
    link->call(what_, with.as, left(),
               [self = shared_from_this()](result<net::http_response> answer) {
                 self->on_answer(std::move(answer));
               });
  }

  void on_answer(result<net::http_response> answer) {
    const auto link = link_.lock();
    if (!link)
      return;
    if (refusal_ || !is_refusal(answer))
      return end(std::move(answer));
    refusal_ = std::move(answer);
    link->renew_after(used_, what_, *refusal_);
    start();
  }

  std::chrono::milliseconds left() const {
    return std::max(std::chrono::ceil<std::chrono::milliseconds>(until_ - steady::now()), 1ms);
  }

  void end(result<net::http_response> answer) {
    const auto link = link_.lock();
    if (!link)
      return;
    auto told = answer ? result<response>{link->read(what_, std::move(*answer))}
                       : result<response>{named(std::move(answer.error()), what_)};
    link->callbacks.enter([&] { done_(std::move(told)); });
  }

  const std::weak_ptr<cluster_link> link_;
  const request what_;
  const std::function<void(result<response>)> done_;
  const steady::time_point until_;
  std::atomic<bool> authorized_ = false; ///< or given up
  admission used_;
  std::optional<result<net::http_response>> refusal_; ///< of the first attempt
};

class held_watch : public stream {
public:
  explicit held_watch(std::shared_ptr<cluster_watch> inside) : inside_(std::move(inside)) {}
  ~held_watch() override { inside_->stop(); }
  void stop() override { inside_->stop(); }
  void more() override { inside_->more(); }

private:
  const std::shared_ptr<cluster_watch> inside_;
};

class cluster_client : public client {
public:
  explicit cluster_client(std::shared_ptr<cluster_link> link) : link_(std::move(link)) {}
  ~cluster_client() override { link_->close(); }

  std::string host() const override { return link_->host(); }

  void call(request what, std::function<void(result<response>)> done) override {
    std::make_shared<cluster_call>(link_, std::move(what), std::move(done))->start();
  }

  std::unique_ptr<stream> watch(request what, std::chrono::milliseconds idle_limit,
                                stream_events events) override {
    auto made
      = std::make_shared<cluster_watch>(link_, std::move(what), idle_limit, std::move(events));
    made->start();
    return std::make_unique<held_watch>(std::move(made));
  }

private:
  const std::shared_ptr<cluster_link> link_;
};

} // namespace

result<std::unique_ptr<client>> make_client(net::transport& io, cluster_access access,
                                            client_settings how) {
  auto trust = read_tls(access);
  if (!trust)
    return trust.error();
  if (access.server.tls)
    if (const auto sound = net::tls_context::for_client(*trust); !sound) {
      auto why = sound.error();
      why.where = access.origin;
      return why;
    }
  auto link
    = std::make_shared<cluster_link>(io, std::move(access), std::move(how), std::move(*trust));
  link->watch_files();
  return std::unique_ptr<client>{std::make_unique<cluster_client>(std::move(link))};
}

} // namespace weft::k8s
