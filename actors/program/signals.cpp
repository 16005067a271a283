#include "actors/program/signals.hpp"

#include <csignal>
#include <cstdlib>
#include <thread>

namespace weft {

namespace {

sigset_t all_of_them() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGHUP); // a terminal that closes
  return set;
}

} // namespace

stop_signals::stop_signals() {
  const auto set = all_of_them();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

void stop_signals::wait() {
  const auto set = all_of_them();
  int which = 0;
  sigwait(&set, &which);
  std::thread([set] {
    int again = 0;
    sigwait(&set, &again);
    std::_Exit(1);
  }).detach();
}

} // namespace weft
