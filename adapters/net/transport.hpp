#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>

namespace weft::net {

/// The I/O threads. Everything in adapters runs on them; outlives all that uses it. Thread-safe.
class transport {
public:
  /// @param threads At least one; callbacks of one connection never overlap.
  explicit transport(std::size_t threads = 1);
  /// Stops.
  ~transport();
  transport(const transport&) = delete;
  transport& operator=(const transport&) = delete;

  /// Runs `work` on an I/O thread, soon; works posted from one thread may overtake each other
  /// when there is more than one I/O thread.
  void post(std::function<void()> work);
  /// Runs `work` on an I/O thread after `delay`; not at all when stopped before.
  void after(std::chrono::milliseconds delay, std::function<void()> work);
  /// Joins the threads after what runs has returned; pending work is dropped. Idempotent. Not to
  /// be called on an I/O thread.
  void stop();

  /// The Asio side, for adapters only: defined in transport_impl.hpp.
  struct impl;
  impl& inside() { return *impl_; }

private:
  std::unique_ptr<impl> impl_;
};

} // namespace weft::net
