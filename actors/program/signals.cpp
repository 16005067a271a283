#include "actors/program/signals.hpp"

#include <csignal>
#include <cstdlib>
#include <initializer_list>
#include <thread>

namespace weft {

namespace {

sigset_t set_of(std::initializer_list<int> signals) {
  sigset_t set;
  sigemptyset(&set);
  for (const auto one : signals)
    sigaddset(&set, one);
  return set;
}

/// As under nohup. A blocked signal is waited for whether or not it is ignored.
bool ignores_hangups() {
  struct sigaction how {};
  return sigaction(SIGHUP, nullptr, &how) == 0 && how.sa_handler == SIG_IGN;
}

sigset_t first_ones() {
  return ignores_hangups() ? set_of({SIGINT, SIGTERM}) : set_of({SIGINT, SIGTERM, SIGHUP});
}

} // namespace

stop_signals::stop_signals() {
  const auto set = first_ones();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

void stop_signals::wait() {
  const auto set = first_ones();
  int which = 0;
  sigwait(&set, &which);
  std::thread([] {
    const auto again = set_of({SIGINT, SIGTERM}); // a terminal that goes may hang up twice
    int sent = 0;
    sigwait(&again, &sent);
    std::_Exit(1);
  }).detach();
}

} // namespace weft
