#include "bench/peers/aci-haystack/work_queue.hpp"

#include <utility>

namespace weft::bench {

work_queue::work_queue(std::size_t threads) {
  for (std::size_t i = 0; i < threads; ++i)
    threads_.emplace_back([this] { work(); });
}

work_queue::~work_queue() {
  {
    const std::lock_guard lock{guard_};
    over_ = true;
    waiting_.clear();
  }
  stirred_.notify_all();
  for (auto& one : threads_)
    one.join();
}

void work_queue::add(job what) {
  const std::lock_guard lock{guard_};
  waiting_.push_back({std::move(what), false});
  stirred_.notify_one();
}

void work_queue::add_alone(job what) {
  const std::lock_guard lock{guard_};
  waiting_.push_back({std::move(what), true});
  stirred_.notify_one();
}

bool work_queue::may_begin() const {
  return !waiting_.empty() && !alone_ && (!waiting_.front().alone || busy_ == 0);
}

void work_queue::work() {
  std::unique_lock lock{guard_};
  while (true) {
    stirred_.wait(lock, [this] { return over_ || may_begin(); });
    if (over_)
      return;
    const auto next = std::move(waiting_.front());
    waiting_.pop_front();
    ++busy_;
    alone_ = next.alone;
    lock.unlock();
    next.what();
    lock.lock();
    --busy_;
    alone_ = false;
    stirred_.notify_all();
  }
}

} // namespace weft::bench
