#pragma once

#include "adapters/avi/client.hpp"
#include "adapters/avi/core.hpp"
#include "adapters/avi/credential.hpp"
#include "adapters/avi/session_pool.hpp"

#include <functional>
#include <memory>

namespace weft::avi {

/// What surrounds an in-process client: order, delay, loss and time are its owner's.
struct surroundings {
  /// Carries one message, request or answer, when it pleases. Dropping the function loses it.
  std::function<void(std::function<void()>)> post;
  /// Runs work after a delay.
  std::function<void(std::chrono::milliseconds, std::function<void()>)> after;
  std::function<sim::instant()> now;
};

/// A client on the core itself: real requests, sessions and cookies, no wire. Every request and
/// answer is one message for `post`, and one that is lost there is an answer that does not come.
/// The core must outlive everything that was handed to `post` and `after`. Not thread-safe: these
/// run what they are given on the thread that owns the core.
class in_process : public client {
public:
  in_process(sim::core& peer, surroundings around, credential who, session_limits limits = {});
  ~in_process() override;

  void send(wire::call what, std::chrono::milliseconds deadline, completion done) override;
  void list(wire::call first, std::chrono::milliseconds deadline, listing done) override;
  void leave(std::chrono::milliseconds deadline, std::function<void()> done) override;
  controller_words words() const override;
  void on_new_credential(std::function<void()> told) override;

  /// Uses another credential from now on and tells so, as if its file had changed.
  void change_credential(credential who);

private:
  struct impl;
  std::shared_ptr<impl> impl_;
};

} // namespace weft::avi
