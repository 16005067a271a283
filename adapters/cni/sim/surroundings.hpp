#pragma once

#include <chrono>
#include <functional>

namespace weft::cni::sim {

/// The time that simulated nodes live in.
using instant = std::chrono::time_point<std::chrono::system_clock, std::chrono::milliseconds>;

/// What surrounds a simulated node in a process: order, delay, loss and time are its owner's.
struct surroundings {
  /// Carries one message, request or answer, when it pleases. Dropping the function loses it.
  std::function<void(std::function<void()>)> post;
  /// Runs work after a delay.
  std::function<void(std::chrono::milliseconds, std::function<void()>)> after;
  std::function<instant()> now;
};

} // namespace weft::cni::sim
