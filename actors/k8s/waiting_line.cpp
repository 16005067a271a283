#include "actors/k8s/waiting_line.hpp"

#include <utility>

namespace weft {

void waiting_line::add(const std::string& ns, std::uint64_t ticket) {
  size_ += parts_[ns].tickets.insert(ticket).second ? 1 : 0;
}

std::uint64_t waiting_line::take() {
  auto turn = parts_.upper_bound(served_last_);
  if (turn == parts_.end())
    turn = parts_.begin();
  served_last_ = turn->first;
  auto& [tickets, oldest_next] = turn->second;
  const auto which
    = std::exchange(oldest_next, !oldest_next) ? tickets.begin() : std::prev(tickets.end());
  const auto ticket = *which;
  tickets.erase(which);
  --size_;
  if (tickets.empty())
    parts_.erase(turn);
  return ticket;
}

} // namespace weft
