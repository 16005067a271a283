#pragma once

#include "adapters/velocloud/client.hpp"
#include "adapters/velocloud/core.hpp"

#include <memory>

namespace weft::velocloud {

/// What surrounds an in-process client: order, delay, loss and time are its owner's.
struct in_process_wiring {
  /// Carries one message, request or answer, when it pleases. Dropping the function loses it.
  std::function<void(std::function<void()>)> post;
  /// Runs work after a delay. Empty: latency is not simulated, and a call whose message is lost or
  /// which is never answered fails as soon as that is certain.
  std::function<void(std::chrono::milliseconds, std::function<void()>)> after;
  std::function<sim::instant()> now;
  std::string token{sim::demo_token};
  std::string agent = "weft/in-process"; ///< what tells two clients of one token apart
  std::optional<std::int64_t> enterprise;
};

/// A client on the core itself: real wire formats, no wire. The core must outlive everything that
/// was handed to `post` and `after`. Not thread-safe: `post` and `after`
/// run what they are given on the thread that owns the core.
class in_process : public client {
public:
  in_process(sim::core& peer, in_process_wiring around);
  ~in_process() override;

  void call(std::string method, json::value params, std::chrono::milliseconds deadline,
            std::function<void(result<json::value>)> done) override;
  void on_new_credential(std::function<void()> told) override;

  /// Uses another token from now on and tells so, as if its file had changed.
  void change_token(std::string token);

private:
  struct impl;
  std::shared_ptr<impl> impl_;
};

} // namespace weft::velocloud
