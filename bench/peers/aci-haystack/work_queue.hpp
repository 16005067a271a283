#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace weft::bench {

/// Jobs in order, taken by a fixed number of threads.
class work_queue {
public:
  using job = std::function<void()>;

  explicit work_queue(std::size_t threads);
  /// Drops what nobody has begun, and waits for the rest.
  ~work_queue();
  work_queue(const work_queue&) = delete;
  work_queue& operator=(const work_queue&) = delete;

  void add(job what);
  /// A job that waits for all before it, and for which all after it wait.
  void add_alone(job what);

private:
  struct entry {
    job what;
    bool alone = false;
  };
  void work();
  bool may_begin() const;

  std::mutex guard_;
  std::condition_variable stirred_;
  std::deque<entry> waiting_;
  std::size_t busy_ = 0;
  bool alone_ = false; ///< the one that is under way wants no company
  bool over_ = false;
  std::vector<std::thread> threads_;
};

} // namespace weft::bench
