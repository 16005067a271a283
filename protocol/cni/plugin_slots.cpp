#include "protocol/cni/plugin_slots.hpp"

#include <algorithm>
#include <utility>

namespace weft::cni {

std::uint64_t plugin_slots::ask(std::string container) {
  line_.push_back({next_, std::move(container)});
  return next_++;
}

void plugin_slots::adopt(std::uint64_t number, std::string container, time since) {
  running_[number] = {std::move(container), since};
  next_ = std::max(next_, number + 1);
}

void plugin_slots::leave(std::uint64_t number) {
  if (running_.erase(number) == 0)
    std::erase_if(line_, [&](const waiter& one) { return one.number == number; });
}

std::vector<std::uint64_t> plugin_slots::admit(time now) {
  std::vector<std::uint64_t> out;
  for (auto i = line_.begin(); i != line_.end() && !is_full(now);) {
    if (is_busy(i->container)) {
      ++i;
      continue;
    }
    out.push_back(i->number);
    running_[i->number] = {std::move(i->container), now};
    i = line_.erase(i);
  }
  return out;
}

std::optional<plugin_slots::time> plugin_slots::next(time now) const {
  const bool free_ones
    = std::ranges::any_of(line_, [this](const waiter& one) { return !is_busy(one.container); });
  if (!free_ones || !is_full(now) || running_.size() >= 2 * limit_)
    return std::nullopt;
  std::optional<time> out;
  for (const auto& [number, one] : running_)
    if (!is_slow(one, now) && (!out || one.since + slow_after_ < *out))
      out = one.since + slow_after_;
  return out;
}

std::size_t plugin_slots::slow(time now) const {
  return static_cast<std::size_t>(
    std::ranges::count_if(running_, [&](const auto& one) { return is_slow(one.second, now); }));
}

bool plugin_slots::is_full(time now) const {
  return running_.size() - slow(now) >= limit_ || running_.size() >= 2 * limit_;
}

bool plugin_slots::is_busy(const std::string& container) const {
  return std::ranges::any_of(running_,
                             [&](const auto& one) { return one.second.container == container; });
}

} // namespace weft::cni
