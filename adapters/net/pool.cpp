#include "adapters/net/pool.hpp"

#include "adapters/net/message.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>

namespace weft::net {

namespace {

using phase = pooled_call::phase;

constexpr std::size_t buffer_bytes = 32U << 10U;

std::string_view doing(phase now) {
  switch (now) {
  case phase::waiting:
    return "waiting for a free connection";
  case phase::connecting:
    return "connecting";
  default:
    return "waiting for the answer";
  }
}

} // namespace

pool::pool(const strand& on, endpoint where, http_client_settings limits)
  : strand_(on), where_(std::move(where)), limits_(std::move(limits)), sweep_(on) {}

void pool::add(const call_ptr& fresh, std::chrono::milliseconds deadline) {
  fresh->deadline.expires_after(deadline);
  fresh->deadline.async_wait(
    [self = shared_from_this(), fresh, deadline](boost::system::error_code cancelled) {
      if (!cancelled)
        self->on_deadline(fresh, deadline);
    });
  waiting_.push_back(fresh);
  serve();
}

void pool::renew(result<std::shared_ptr<tls_context>> trust) {
  trust_ = std::move(trust);
  ++generation_;
  for (auto& one : std::exchange(resting_, {}))
    one.on->close();
}

void pool::close() {
  sweep_.cancel();
  for (auto& one : std::exchange(resting_, {}))
    one.on->close();
  auto all = std::exchange(waiting_, {});
  all.insert(all.end(), busy_.begin(), busy_.end());
  for (const auto& one : all)
    end(one, fault{errc::unreachable, "the client is gone", {}, {}}, false);
}

void pool::serve() {
  while (!waiting_.empty() && busy_.size() < std::max<std::size_t>(1, limits_.max_connections)) {
    auto next = std::move(waiting_.front());
    waiting_.pop_front();
    busy_.insert(next);
    begin(next);
  }
}

void pool::begin(const call_ptr& one) {
  while (!resting_.empty()) {
    auto candidate = std::move(resting_.back().on);
    resting_.pop_back();
    if (candidate->at_rest()) {
      one->reused = true;
      return exchange(one, std::move(candidate));
    }
    candidate->close();
  }
  connect(one);
}

void pool::connect(const call_ptr& one) {
  if (!trust_)
    return end(one, trust_.error(), false);
  one->now = phase::connecting;
  one->reused = false;
  one->generation = generation_;
  one->connecting
    = dial(strand_, {where_, *trust_, limits_.connect, buffer_bytes, limits_.on_resolved},
           [self = shared_from_this(), one](result<std::shared_ptr<wire>> made) {
             one->connecting = nullptr;
             if (one->now == phase::ended)
               return;
             if (!made)
               return self->end(one, std::move(made.error()), false);
             self->exchange(one, std::move(*made));
           });
}

void pool::exchange(const call_ptr& one, std::shared_ptr<wire> on) {
  one->now = phase::exchanging;
  if (one->reused)
    one->generation = generation_; // renew() leaves no older one at rest
  one->on = std::move(on);
  one->sent = false;
  one->unread.clear();
  one->parser = std::make_unique<response_parser>(limits_.max_body_bytes);
  // A failed write says less than the read that follows it: a refusal may have arrived before.
  one->on->write(one->bytes, [one](result<void> sent) { one->sent = sent.has_value(); });
  read(one);
}

void pool::read(const call_ptr& one) {
  const auto held = one->unread.size();
  one->unread.resize(held + buffer_bytes);
  one->on->read(one->unread.data() + held, buffer_bytes,
                [self = shared_from_this(), one, on = one->on, held](result<std::size_t> got) {
                  if (one->on != on)
                    return;
                  one->unread.resize(held + (got ? *got : 0));
                  self->on_read(one, std::move(got));
                });
}

void pool::on_read(const call_ptr& one, result<std::size_t> got) {
  if (one->now != phase::exchanging)
    return;
  if (!got)
    return on_fault(one, std::move(got.error()));
  if (*got == 0) {
    if (auto ended = one->parser->feed_end(); !ended)
      return on_fault(one, std::move(ended.error()));
    return end(one, one->parser->take(), false);
  }
  one->answered = true;
  if (auto fed = one->parser->feed(one->unread); !fed)
    return end(one, std::move(fed.error()), false);
  if (!one->parser->complete())
    return read(one);
  const bool reusable = one->sent && one->parser->keeps_alive() && one->unread.empty();
  end(one, one->parser->take(), reusable);
}

void pool::on_fault(const call_ptr& one, fault why) {
  if (!one->reused || one->answered || !one->repeatable || why.code != errc::unreachable)
    return end(one, std::move(why), false);
  one->on->close();
  one->on = nullptr;
  connect(one);
}

void pool::on_deadline(const call_ptr& one, std::chrono::milliseconds deadline) {
  if (one->now == phase::ended)
    return;
  auto what = "no answer within " + std::to_string(deadline.count()) + " ms, "
              + std::string{doing(one->now)};
  std::erase(waiting_, one);
  end(one, fault{errc::unreachable, std::move(what), {}, {}}, false);
}

void pool::end(const call_ptr& one, result<http_response> outcome, bool reusable) {
  if (std::exchange(one->now, phase::ended) == phase::ended)
    return;
  one->deadline.cancel();
  if (auto held = std::exchange(one->connecting, nullptr))
    held->cancel();
  if (auto on = std::exchange(one->on, nullptr)) {
    if (reusable && one->generation == generation_) {
      resting_.push_back({std::move(on), std::chrono::steady_clock::now()});
      if (resting_.size() == 1)
        watch_resting();
    } else {
      on->close();
    }
  }
  busy_.erase(one);
  if (!outcome)
    outcome = placed(outcome.error(), one->where);
  // The next call goes out before this one's owner thinks about its answer.
  boost::asio::post(strand_, [self = shared_from_this(), done = std::move(one->done),
                              outcome = std::move(outcome)]() mutable {
    self->callbacks.enter([&] { done(std::move(outcome)); });
  });
  serve();
}

void pool::watch_resting() {
  if (resting_.empty())
    return;
  sweep_.expires_at(resting_.front().since + limits_.idle);
  sweep_.async_wait([weak = weak_from_this()](boost::system::error_code cancelled) {
    auto self = weak.lock();
    if (!self || cancelled)
      return;
    const auto now = std::chrono::steady_clock::now();
    std::erase_if(self->resting_, [&](resting& one) {
      const bool over = one.since + self->limits_.idle <= now;
      if (over)
        one.on->close();
      return over;
    });
    self->watch_resting();
  });
}

} // namespace weft::net
