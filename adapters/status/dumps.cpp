#include "adapters/status/dumps.hpp"

namespace weft::status {

void dumps::connect(state_source to) {
  const std::lock_guard lock{guard_};
  source_ = std::move(to);
}

state_source dumps::source() {
  const std::lock_guard lock{guard_};
  return source_;
}

std::shared_ptr<dumps::dump> dumps::find(std::uint64_t ticket) {
  const std::lock_guard lock{guard_};
  const auto known = all_.find(ticket);
  return known == all_.end() ? nullptr : known->second;
}

void dumps::open(const std::shared_ptr<net::http_exchange>& asker, const state_filter& which) {
  const auto from = source();
  if (!from.show)
    return asker->answer({503, {{"Content-Type", "text/plain"}}, "starting\n"});
  auto fresh = std::make_shared<dump>();
  fresh->asker = asker;
  std::uint64_t ticket = 0;
  {
    const std::lock_guard lock{guard_};
    ticket = next_++;
    all_.emplace(ticket, std::move(fresh));
  }
  asker->begin({200, {{"Content-Type", "application/json"}}, {}});
  const std::weak_ptr<dumps> mine = weak_from_this();
  asker->on_gone([mine, ticket] {
    if (const auto alive = mine.lock())
      alive->lost(ticket);
  });
  asker->on_drained([mine, ticket] {
    if (const auto alive = mine.lock())
      alive->drained(ticket);
  });
  from.show(ticket, which);
}

void dumps::deliver(std::uint64_t ticket, std::string piece, bool last) {
  const auto known = find(ticket);
  if (!known)
    return stop(ticket);
  ++known->under_way;
  const bool sent = known->asker->send(std::move(piece));
  if (sent && !last)
    return;
  if (!sent)
    return lost(ticket);
  known->asker->end();
  const std::lock_guard lock{guard_};
  all_.erase(ticket);
}

void dumps::drained(std::uint64_t ticket) {
  const auto known = find(ticket);
  const auto left = known ? known->under_way.exchange(0) : 0;
  const auto from = source();
  if (left > 0 && from.more)
    from.more(ticket, left);
}

void dumps::lost(std::uint64_t ticket) {
  {
    const std::lock_guard lock{guard_};
    if (all_.erase(ticket) == 0)
      return;
  }
  stop(ticket);
}

void dumps::stop(std::uint64_t ticket) {
  if (const auto from = source(); from.stop)
    from.stop(ticket);
}

} // namespace weft::status
