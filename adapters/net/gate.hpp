#pragma once

#include <mutex>
#include <utility>

namespace weft::net {

/// What callbacks pass through, so that none runs once `close` has returned: closing waits for
/// the one that is running, unless it is that one which closes.
class gate {
public:
  /// Runs `pass` unless closed. @returns whether it did.
  template <class Pass>
  bool enter(Pass&& pass) {
    std::lock_guard lock{mutex_};
    if (closed_)
      return false;
    std::forward<Pass>(pass)();
    return true;
  }

  void close() {
    std::lock_guard lock{mutex_};
    closed_ = true;
  }

  bool closed() {
    std::lock_guard lock{mutex_};
    return closed_;
  }

private:
  std::recursive_mutex mutex_; ///< recursive: a callback may close its own gate
  bool closed_ = false;
};

} // namespace weft::net
