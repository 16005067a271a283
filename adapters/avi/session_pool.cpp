#include "adapters/avi/session_pool.hpp"

#include "protocol/avi/wire/replies.hpp"

#include <algorithm>
#include <utility>

namespace weft::avi {

namespace {

using std::chrono::milliseconds;

constexpr std::size_t most_sessions = 8;

wire::refusal too_late(const wire::call& what) {
  return wire::lost(what, {errc::unreachable, "no answer within the deadline", {}, {}});
}

wire::refusal left_already() {
  return {wire::setback::transient, {errc::unreachable, "the session has ended", "avi", {}}, {}};
}

net::http_request request_of(const wire::call& what, wire::fields fields) {
  return {what.method, what.target, std::move(fields), what.body};
}

} // namespace

/// A collection that is being read.
struct session_pool::pages {
  wire::collection all;
  wire::call first;
  milliseconds deadline;
  client::listing done;
};

session_pool::session_pool(carriage by, session_limits limits, credentials who)
  : by_(std::move(by)), limits_(std::move(limits)), who_(std::move(who)) {}

void session_pool::run(steps what) {
  for (const auto& step : what)
    step();
}

void session_pool::send(wire::call what, milliseconds deadline, client::completion done) {
  auto next = std::make_shared<errand>();
  next->what = std::move(what);
  next->due = by_.now() + deadline;
  next->done = std::move(done);
  steps out;
  {
    const std::lock_guard lock(guard_);
    waiting_.push_back(next);
    if (leaving_)
      fail_waiting(left_already(), out);
    else
      dispatch(out);
    if (!waiting_.empty() && waiting_.back() == next)
      out.push_back([self = weak_from_this(), next, deadline, after = by_.after] {
        after(deadline, [self, next] {
          if (const auto pool = self.lock())
            pool->on_late(next);
        });
      });
  }
  run(std::move(out));
}

/// Gives requests that wait to sessions that do not, and makes one more session if that is not
/// enough.
void session_pool::dispatch(steps& out) {
  for (auto& [id, at] : seats_)
    while (!at.busy && !at.outdated && !waiting_.empty()) {
      const auto next = waiting_.front();
      waiting_.pop_front();
      assign(id, at, next, out);
    }
  const auto most = std::clamp<std::size_t>(limits_.sessions, 1, most_sessions);
  if (waiting_.empty() || logging_in_ || leaving_ || seats_.size() >= most)
    return;
  if (const auto pause = paused_until_ - by_.now(); pause.count() > 0) {
    auto why = trouble_;
    why.why.retry_after = pause;
    if (seats_.empty())
      fail_waiting(why, out);
    return;
  }
  logging_in_ = true;
  out.push_back([self = shared_from_this()] { self->log_in(0); });
}

void session_pool::assign(std::uint64_t id, seat& at, const ticket& what, steps& out) {
  const auto time = left(*what);
  if (time.count() <= 0)
    return finish_later(what, too_late(what->what), out);
  at.busy = true;
  auto asked
    = request_of(what->what, fields_of(what->what, at.held, {words_.spoken, by_.origins[at.node]}));
  out.push_back([self = shared_from_this(), node = at.node, asked = std::move(asked), time, id,
                 what]() mutable {
    self->by_.exchange(node, std::move(asked), time,
                       [weak = self->weak_from_this(), id, what](result<net::http_response> got) {
                         if (const auto pool = weak.lock())
                           pool->on_answer(id, what, std::move(got));
                       });
  });
}

void session_pool::on_answer(std::uint64_t id, const ticket& what, result<net::http_response> got) {
  steps out;
  {
    const std::lock_guard lock(guard_);
    auto& at = seats_.at(id);
    at.busy = false;
    if (!got) {
      turn_from(at.node);
      finish(what, wire::lost(what->what, got.error()), out);
    } else {
      learn(at.held, got->fields);
      auto read = wire::read_reply(what->what, got->status, got->body);
      const bool ended = !read
                         && (read.error().kind == wire::setback::auth
                             || read.error().kind == wire::setback::rejected);
      if (ended)
        seats_.erase(id);
      if (ended && !leaving_ && !std::exchange(what->repeated, true))
        waiting_.push_front(what);
      else
        finish(what, std::move(read), out);
    }
    release(id, out);
    dispatch(out);
  }
  run(std::move(out));
}

/// Ends a session that nobody may use any more.
void session_pool::release(std::uint64_t id, steps& out) {
  const auto found = seats_.find(id);
  if (found != seats_.end() && !found->second.busy && (found->second.outdated || leaving_)) {
    log_out(found->second.held, found->second.node, out);
    seats_.erase(found);
  }
  tell_left(out);
}

void session_pool::finish(const ticket& what, wire::answered<json::value> with, steps& out) {
  if (auto tell = std::exchange(what->done, nullptr))
    out.push_back([tell = std::move(tell), with = std::move(with)] { tell(with); });
}

void session_pool::fail_waiting(const wire::refusal& why, steps& out) {
  for (const auto& one : std::exchange(waiting_, {}))
    finish_later(one, why, out);
}

void session_pool::finish_later(const ticket& what, const wire::refusal& why, steps& out) {
  if (auto tell = std::exchange(what->done, nullptr))
    out.push_back([after = by_.after, tell = std::move(tell), why] {
      after(milliseconds{0}, [tell, why] { tell(why); });
    });
}

void session_pool::on_late(const ticket& what) {
  steps out;
  {
    const std::lock_guard lock(guard_);
    if (std::erase(waiting_, what) > 0)
      finish(what, too_late(what->what), out);
  }
  run(std::move(out));
}

/// Makes sessions elsewhere from now on, and ends those of a node that cannot be reached.
void session_pool::turn_from(std::size_t node) {
  if (by_.origins.size() < 2)
    return;
  if (node_ == node)
    node_ = (node + 1) % by_.origins.size();
  for (auto i = seats_.begin(); i != seats_.end();) {
    i->second.outdated = i->second.outdated || i->second.node == node;
    i = i->second.node == node && !i->second.busy ? seats_.erase(i) : std::next(i);
  }
}

void session_pool::list(wire::call first, milliseconds deadline, client::listing done) {
  auto all = wire::collection{first};
  next_page(
    std::make_shared<pages>(pages{std::move(all), std::move(first), deadline, std::move(done)}));
}

void session_pool::next_page(const std::shared_ptr<pages>& of) {
  if (!of->all.next())
    return of->done(of->all.finish());
  send(*of->all.next(), of->deadline,
       [weak = weak_from_this(), of](wire::answered<json::value> got) {
         if (!got)
           return of->done(got.error());
         if (const auto taken = of->all.take(*got); !taken)
           return of->done(wire::lost(of->first, taken.error()));
         if (const auto pool = weak.lock())
           pool->next_page(of);
       });
}

void session_pool::leave(milliseconds deadline, std::function<void()> done) {
  steps out;
  {
    const std::lock_guard lock(guard_);
    leaving_ = true;
    left_ = std::move(done);
    fail_waiting(left_already(), out);
    std::vector<std::uint64_t> all;
    for (const auto& [id, at] : seats_)
      all.push_back(id);
    for (const auto id : all)
      release(id, out);
    tell_left(out);
    out.push_back([self = shared_from_this(), deadline] {
      self->by_.after(deadline, [weak = self->weak_from_this()] {
        const auto pool = weak.lock();
        if (!pool)
          return;
        std::unique_lock lock_late(pool->guard_);
        const auto tell = std::exchange(pool->left_, nullptr);
        pool->leaving_ = pool->leaving_ && !tell;
        lock_late.unlock();
        if (tell)
          tell();
      });
    });
  }
  run(std::move(out));
}

void session_pool::tell_left(steps& out) {
  if (!leaving_ || !seats_.empty() || logging_in_ || log_outs_ != 0 || !left_)
    return;
  leaving_ = false;
  out.push_back(
    [after = by_.after, tell = std::exchange(left_, nullptr)] { after(milliseconds{0}, tell); });
}

controller_words session_pool::words() const {
  const std::lock_guard lock(guard_);
  return words_;
}

} // namespace weft::avi
