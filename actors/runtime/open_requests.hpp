#pragma once

#include <caf/error.hpp>
#include <caf/exit_reason.hpp>
#include <caf/typed_response_promise.hpp>

#include <cstdint>
#include <map>
#include <utility>

namespace weft {

/// Requests an actor has accepted but not yet answered, by token. Lives in the actor's state, so
/// that a requester hears an error even when the actor crashes. @see style.md 3.3, row 5
template <class T>
class open_requests {
public:
  open_requests() = default;
  open_requests(const open_requests&) = delete;
  open_requests& operator=(const open_requests&) = delete;
  ~open_requests() { fail_all(caf::make_error(caf::exit_reason::unknown)); }

  /// Returns the token that names this request from now on.
  std::uint64_t add(caf::typed_response_promise<T> promise) {
    open_.emplace(next_, std::move(promise));
    return next_++;
  }

  /// Answers the request; does nothing if it was answered before.
  template <class Answer>
  void settle(std::uint64_t token, Answer&& answer) {
    if (auto node = open_.extract(token))
      node.mapped().deliver(std::forward<Answer>(answer));
  }

  /// Answers every open request alike.
  template <class Answer>
  void settle_all(const Answer& answer) {
    for (auto& [token, promise] : std::exchange(open_, {}))
      promise.deliver(answer);
  }

  void fail_all(const caf::error& why) { settle_all(why); }

  std::size_t size() const { return open_.size(); }

private:
  std::map<std::uint64_t, caf::typed_response_promise<T>> open_;
  std::uint64_t next_ = 0;
};

} // namespace weft
