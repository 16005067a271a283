#include "adapters/k8s/cluster_watch.hpp"

#include <utility>

namespace weft::k8s {

cluster_watch::cluster_watch(std::shared_ptr<cluster_link> link, request what,
                             std::chrono::milliseconds idle_limit, stream_events events)
  : link_(std::move(link)), what_(std::move(what)), idle_limit_(idle_limit),
    events_(std::move(events)), splitter_(link_->settings.max_line_bytes) {}

void cluster_watch::start() {
  link_->io.post([weak = weak_from_this()] {
    const auto self = weak.lock();
    if (!self)
      return;
    self->link_->authorize([weak](result<admission> with) {
      const auto woken = weak.lock();
      if (!woken)
        return;
      woken->gate_.enter([&] {
        if (!with)
          woken->end(with.error());
        else if (woken->refusal_ && *with == woken->used_)
          woken->give_up();
        else
          woken->open(*with);
      });
    });
  });
}

void cluster_watch::stop() {
  gate_.close();
  carrier_.reset();
}

void cluster_watch::more() {
  link_->io.post([weak = weak_from_this()] {
    const auto self = weak.lock();
    if (self)
      self->gate_.enter([&] {
        if (self->carrier_)
          self->carrier_->more();
      });
  });
}

/// Inside the gate, so that no callback of the new carrier runs before it is in its place.
void cluster_watch::open(const admission& with) {
  used_ = with;
  refusal_.reset();
  auto pass = [weak = weak_from_this()](auto&& step) {
    if (const auto self = weak.lock())
      self->gate_.enter([&] { step(*self); });
  };
  carrier_ = link_->open(
    what_, with.as, idle_limit_,
    {[pass](net::http_response head) {
       pass([&](cluster_watch& self) { self.on_head(std::move(head)); });
     },
     [pass](std::string_view bytes) { pass([&](cluster_watch& self) { self.on_bytes(bytes); }); },
     [pass](result<void> outcome) {
       pass([&](cluster_watch& self) { self.on_end(std::move(outcome)); });
     },
     events_.ahead});
  if (!carrier_)
    end(fault{errc::unreachable, "the client is gone", "", {}});
}

void cluster_watch::on_head(net::http_response head) {
  result<net::http_response> answer{std::move(head)};
  if (first_ && is_refusal(answer))
    refusal_ = std::move(answer);
  else
    events_.on_open(link_->read(what_, std::move(*answer)));
}

void cluster_watch::on_bytes(std::string_view bytes) {
  const auto fed = splitter_.feed(bytes, lines_);
  if (!lines_.empty())
    events_.on_lines(lines_);
  if (!fed) {
    carrier_->stop();
    return end(fed.error());
  }
  if (lines_.empty())
    carrier_->more();
}

void cluster_watch::on_end(result<void> outcome) {
  if (first_ && !outcome && outcome.error().code == errc::refused)
    refusal_ = outcome.error();
  if (refusal_)
    return try_again();
  if (outcome && splitter_.rest() > 0)
    outcome = fault{errc::unreachable, "the body ended in the middle of a line", "", {}};
  end(std::move(outcome));
}

void cluster_watch::try_again() {
  first_ = false;
  link_->renew_after(used_, what_, *refusal_);
  start();
}

void cluster_watch::give_up() {
  const auto refused = *std::exchange(refusal_, std::nullopt);
  if (!refused)
    return end(refused.error());
  events_.on_open(link_->read(what_, *refused));
  end({});
}

void cluster_watch::end(result<void> outcome) {
  if (!outcome)
    outcome = named(outcome.error(), what_);
  // Within the gate: what is called may close it, and then nothing follows.
  if (!gate_.closed())
    events_.on_end(std::move(outcome));
}

} // namespace weft::k8s
