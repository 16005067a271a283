#pragma once

#include "adapters/aci/core.hpp"

#include <functional>
#include <map>
#include <memory>

namespace weft::aci::sim {

/// What surrounds a core in a process: order, delay, loss and time are its owner's.
struct surroundings {
  /// Carries one message when it pleases. Dropping the function loses it.
  std::function<void(std::function<void()>)> post;
  /// Runs work after a delay.
  std::function<void(std::chrono::milliseconds, std::function<void()>)> after;
  std::function<instant()> now;
};

/// Brings what a core's sockets say to whom they belong, at its time. One per core; not
/// thread-safe: `post` and `after` run what they are given on the thread that owns the core.
class switchboard {
public:
  using receiver = std::function<void(const delivery&)>;

  /// The core must outlive it, and whatever was handed to `post` and `after`.
  switchboard(core& of, surroundings around);
  /// What is on its way is lost.
  ~switchboard();
  switchboard(const switchboard&) = delete;
  switchboard& operator=(const switchboard&) = delete;

  /// @param to Hears all that comes over the socket, until `disconnect` or its end.
  void connect(std::uint64_t socket, receiver to);
  void disconnect(std::uint64_t socket);

  core& peer() { return inside_->peer; }
  const surroundings& around() const { return inside_->around; }

private:
  struct impl {
    core& peer;
    surroundings around;
    std::map<std::uint64_t, receiver> receivers;
    bool posted = false;    ///< a turn is coming
    std::uint64_t wake = 0; ///< the newest alarm; older ones do not count
  };
  static void stir(const std::shared_ptr<impl>& self);
  static void turn(const std::shared_ptr<impl>& self);

  std::shared_ptr<impl> inside_;
};

} // namespace weft::aci::sim
