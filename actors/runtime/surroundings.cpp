#include "actors/runtime/surroundings.hpp"

#include <ctime>
#include <random>

namespace weft {

void use_real_world(surroundings& here) {
  here.wall
    = [] { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); };
  here.boot = [] {
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    return std::chrono::seconds{now.tv_sec} + std::chrono::nanoseconds{now.tv_nsec};
  };
  here.spread = [] {
    thread_local std::mt19937 random{std::random_device{}()};
    return std::uniform_real_distribution<double>{0.0, 1.0}(random);
  };
}

} // namespace weft
