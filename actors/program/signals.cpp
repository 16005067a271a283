#include "actors/program/signals.hpp"

#include <csignal>
#include <cstdlib>
#include <thread>

namespace weft {

namespace {

sigset_t both() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

} // namespace

stop_signals::stop_signals() {
  const auto set = both();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

void stop_signals::wait() {
  const auto set = both();
  int which = 0;
  sigwait(&set, &which);
  std::thread([set] {
    int again = 0;
    sigwait(&set, &again);
    std::_Exit(1);
  }).detach();
}

} // namespace weft
