#pragma once

#include <chrono>
#include <future>
#include <memory>
#include <stdexcept>
#include <utility>

namespace weft::cni::testing {

/// Nothing in these tests takes this long unless it hangs.
inline constexpr std::chrono::seconds patience{30};

/// What a callback is told, for a thread that waits for it. Only the first time counts.
template <class T>
class awaited {
public:
  auto callback() {
    return [told = told_](T what) { told->set_value(std::move(what)); };
  }

  /// Throws when it never comes.
  T get() {
    if (coming_.wait_for(patience) != std::future_status::ready)
      throw std::runtime_error("nothing happened for a long time");
    return coming_.get();
  }

  bool has_come() const {
    return coming_.wait_for(std::chrono::seconds{0}) == std::future_status::ready;
  }

private:
  std::shared_ptr<std::promise<T>> told_ = std::make_shared<std::promise<T>>();
  std::future<T> coming_ = told_->get_future();
};

} // namespace weft::cni::testing
