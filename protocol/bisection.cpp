#include "protocol/bisection.hpp"

#include <iterator>
#include <utility>

namespace weft {

std::set<unit> bisection::held() const {
  std::set<unit> all;
  for (auto i = waiting_.begin(); i != waiting_.end(); ++i)
    if (i != waiting_.begin())
      all.insert(i->begin(), i->end());
  return all;
}

std::optional<unit> bisection::refused(const std::set<unit>& batch) {
  accepted(batch);
  if (batch.size() <= 1)
    return batch.empty() ? std::nullopt : std::optional{*batch.begin()};
  const auto middle = std::next(batch.begin(), static_cast<std::ptrdiff_t>(batch.size() / 2));
  waiting_.emplace_front(middle, batch.end());
  waiting_.emplace_front(batch.begin(), middle);
  return std::nullopt;
}

void bisection::skip() {
  if (++skipped_ >= waiting_.size()) {
    waiting_.clear();
    skipped_ = 0;
    return;
  }
  waiting_.push_back(std::move(waiting_.front()));
  waiting_.pop_front();
}

void bisection::accepted(const std::set<unit>& batch) {
  skipped_ = 0;
  for (auto& group : waiting_)
    for (const auto& one : batch)
      group.erase(one);
  std::erase_if(waiting_, [](const auto& group) { return group.empty(); });
}

} // namespace weft
