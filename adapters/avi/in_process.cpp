#include "adapters/avi/in_process.hpp"

#include <utility>

namespace weft::avi {

namespace {

using std::chrono::milliseconds;

fault gone(std::string what) {
  return {errc::unreachable, std::move(what), "avi", {}};
}

/// A request that waits for its answer. Whoever may still answer it holds a share.
struct unanswered {
  carriage::received done;
  std::function<void()> settled; ///< told once, whatever the outcome

  void settle(result<net::http_response> with) {
    if (const auto tell = std::exchange(done, nullptr))
      tell(std::move(with));
    if (const auto tell = std::exchange(settled, nullptr))
      tell();
  }
};

result<net::http_response> answer_in(const sim::reply& from) {
  using way = sim::reply::way;
  if (from.how == way::absent)
    return gone("cannot connect: nobody listens");
  if (from.how != way::answer)
    return gone("connection closed before a whole answer");
  return from.what;
}

std::string host_of(std::size_t node) {
  return "controller" + std::to_string(node + 1);
}

} // namespace

struct in_process::impl : std::enable_shared_from_this<in_process::impl> {
  impl(sim::core& with, surroundings about, credential whose)
    : peer(with), around(std::move(about)), who(std::move(whose)) {}

  /// The pool asks through it as long as it is there.
  void start(session_limits limits) {
    carriage by;
    by.exchange = [weak = weak_from_this()](std::size_t node, net::http_request what,
                                            milliseconds deadline, carriage::received done) {
      if (const auto self = weak.lock())
        self->exchange(node, std::move(what), deadline, std::move(done));
    };
    by.after = around.after;
    by.now = [now = around.now] { return now().time_since_epoch(); };
    for (std::size_t node = 0; node < peer.nodes(); ++node)
      by.origins.push_back("https://" + host_of(node));
    pool = std::make_shared<session_pool>(std::move(by), std::move(limits),
                                          [weak = weak_from_this()]() -> result<credential> {
                                            if (const auto self = weak.lock())
                                              return self->who;
                                            return gone("nobody is there any more");
                                          });
  }

  void exchange(std::size_t node, net::http_request what, milliseconds deadline,
                carriage::received done) {
    what.fields.emplace_back("Host", host_of(node));
    auto waiting = std::make_shared<unanswered>();
    waiting->done = std::move(done);
    around.after(deadline, [waiting] { waiting->settle(gone("no answer within the deadline")); });
    around.post([self = shared_from_this(), node, asked = std::move(what), waiting] {
      self->arrive(node, asked, waiting);
    });
  }

  /// The request has arrived.
  void arrive(std::size_t node, const net::http_request& what,
              const std::shared_ptr<unanswered>& waiting) {
    auto out = peer.receive(node, what, around.now());
    const auto finish
      = [&core = peer, now = around.now, ticket = out.ticket] { core.finished(ticket, now()); };
    if (!waiting->done)
      return finish();
    waiting->settled = finish;
    if (out.how == sim::reply::way::hang)
      return;
    const auto latency = out.latency;
    auto leave = [post = around.post, out = std::move(out), waiting] {
      post([out, waiting] { waiting->settle(answer_in(out)); });
    };
    if (latency.count() > 0)
      around.after(latency, std::move(leave));
    else
      leave();
  }

  sim::core& peer;
  surroundings around;
  credential who;
  std::function<void()> told;
  std::shared_ptr<session_pool> pool;
};

in_process::in_process(sim::core& peer, surroundings around, credential who, session_limits limits)
  : impl_(std::make_shared<impl>(peer, std::move(around), std::move(who))) {
  impl_->start(std::move(limits));
}

in_process::~in_process() = default;

void in_process::send(wire::call what, milliseconds deadline, completion done) {
  impl_->pool->send(std::move(what), deadline, std::move(done));
}

void in_process::list(wire::call first, milliseconds deadline, listing done) {
  impl_->pool->list(std::move(first), deadline, std::move(done));
}

void in_process::leave(milliseconds deadline, std::function<void()> done) {
  impl_->pool->leave(deadline, std::move(done));
}

controller_words in_process::words() const {
  return impl_->pool->words();
}

void in_process::on_new_credential(std::function<void()> told) {
  impl_->told = std::move(told);
}

void in_process::change_credential(credential who) {
  impl_->who = std::move(who);
  impl_->pool->renew();
  if (impl_->told)
    impl_->around.post(impl_->told);
}

} // namespace weft::avi
