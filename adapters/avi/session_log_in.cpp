#include "adapters/avi/session_pool.hpp"
#include "protocol/avi/wire/version.hpp"

#include <algorithm>
#include <utility>

/// How a pool of sessions gets them, and gives them back.
namespace weft::avi {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds first_pause = seconds{1};
constexpr milliseconds longest_pause = seconds{60};
constexpr milliseconds pause_when_rejected = seconds{10};

/// A controller might repeat what it was told.
void blot_out(std::string& text, const std::string& secret) {
  if (!secret.empty() && text.find(secret) != std::string::npos)
    text = "log-in refused";
}

} // namespace

void session_pool::log_in(std::size_t tries) {
  const auto who = who_();
  steps out;
  std::size_t node = 0;
  {
    const std::lock_guard lock(guard_);
    node = node_;
    if (!who) {
      logging_in_ = false;
      on_refused({wire::setback::rejected, who.error(), {}}, out);
      tell_left(out);
    }
  }
  if (!who)
    return run(std::move(out));
  const auto asked = who->token.empty() ? wire::log_in(who->user, who->password)
                                        : wire::log_in_with_token(who->user, who->token);
  by_.exchange(node, {asked.method, asked.target, fields_of(asked, wire::manner{}), asked.body},
               limits_.log_in,
               [weak = weak_from_this(), tries, node](result<net::http_response> got) {
                 if (const auto pool = weak.lock())
                   pool->on_logged_in(tries, node, std::move(got));
               });
}

void session_pool::on_logged_in(std::size_t tries, std::size_t node,
                                result<net::http_response> got) {
  auto grant
    = got ? wire::read_grant(got->status, got->fields, got->body)
          : wire::answered<wire::grant>{wire::refusal{
            wire::setback::transient, {errc::unreachable, got.error().what, "avi log-in", {}}, {}}};
  if (!grant) {
    const auto who = who_();
    auto why = grant.error();
    if (who)
      for (const auto* secret : {&who->password, &who->token})
        blot_out(why.why.what, *secret);
    grant = std::move(why);
  }
  steps out;
  bool again = false;
  {
    const std::lock_guard lock(guard_);
    const bool away = !got || got->status >= 500;
    if (!grant && away && !leaving_) {
      turn_from(node);
      again = tries + 1 < by_.origins.size();
    }
    if (!again) {
      logging_in_ = false;
      if (!grant) {
        on_refused(grant.error(), out);
      } else {
        failures_ = 0;
        paused_until_ = {};
        words_ = {grant->version, wire::spoken_version(limits_.version, grant->version),
                  grant->license_tier};
        seats_[++last_seat_] = {grant->held, node, false, false};
        release(last_seat_, out);
        dispatch(out);
      }
      tell_left(out);
    }
  }
  run(std::move(out));
  if (again)
    log_in(tries + 1);
}

void session_pool::on_refused(const wire::refusal& why, steps& out) {
  trouble_ = why;
  auto pause = first_pause;
  for (std::size_t i = 0; i < failures_ && pause < longest_pause; ++i)
    pause *= 2;
  ++failures_;
  if (why.kind == wire::setback::rejected)
    pause = std::max(pause, pause_when_rejected);
  paused_until_ = by_.now() + std::min(pause, longest_pause);
  if (seats_.empty())
    fail_waiting(why, out);
}

void session_pool::log_out(const wire::session& held, std::size_t node, steps& out) {
  ++log_outs_;
  const auto what = wire::log_out();
  auto fields = fields_of(what, held, {words_.spoken, by_.origins[node]});
  out.push_back([self = shared_from_this(), what, fields = std::move(fields), node] {
    self->by_.exchange(node, {what.method, what.target, fields, what.body}, self->limits_.log_in,
                       [self](const result<net::http_response>&) {
                         steps rest;
                         {
                           const std::lock_guard lock(self->guard_);
                           --self->log_outs_;
                           self->tell_left(rest);
                         }
                         self->run(std::move(rest));
                       });
  });
}

void session_pool::renew() {
  steps out;
  {
    const std::lock_guard lock(guard_);
    failures_ = 0;
    paused_until_ = {};
    std::vector<std::uint64_t> all;
    for (auto& [id, at] : seats_) {
      at.outdated = true;
      all.push_back(id);
    }
    for (const auto id : all)
      release(id, out);
    dispatch(out);
  }
  run(std::move(out));
}

} // namespace weft::avi
