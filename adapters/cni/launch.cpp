#include "adapters/cni/launch.hpp"

#include <fcntl.h>
#include <signal.h> // NOLINT(modernize-deprecated-headers): <csignal> knows no sigaction
#include <sys/socket.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <ctime>
#include <thread>

namespace weft::cni {

namespace {

constexpr int gate_fd = 3;
constexpr int tries_while_busy = 5;

/// What the child needs, made beforehand: it may not allocate.
struct prepared {
  const char* path = nullptr;
  char* const* argv = nullptr;
  char* const* environment = nullptr;
  std::array<int, 4> descriptors{}; ///< 0, 1, 2 and the gate
};

/// The child's life until the program's begins. It lives in its parent's memory: nothing but
/// system calls. The descriptors are all above the four that they become.
[[noreturn]] void wait_and_become(const prepared& what) {
  ::setpgid(0, 0);
  for (int to = 0; to < 4; ++to)
    ::dup2(what.descriptors[static_cast<std::size_t>(to)], to);
  ::closefrom(gate_fd + 1);
  struct sigaction usual = {};
  usual.sa_handler = SIG_DFL;
  for (int number = 1; number < NSIG; ++number)
    ::sigaction(number, &usual, nullptr);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);

  const pid_t me = ::getpid();
  char go = 0;
  ssize_t got = -1;
  if (::send(gate_fd, &me, sizeof me, MSG_NOSIGNAL) == static_cast<ssize_t>(sizeof me))
    do
      got = ::read(gate_fd, &go, 1);
    while (got < 0 && errno == EINTR);
  if (got != 1)
    ::_exit(1);

  int failed = ::chdir("/") == 0 ? 0 : errno;
  ::fcntl(gate_fd, F_SETFD, FD_CLOEXEC);
  for (int tried = 0; failed == 0 || (failed == ETXTBSY && tried <= tries_while_busy); ++tried) {
    if (tried > 0) {
      const timespec second{1, 0};
      ::nanosleep(&second, nullptr);
    }
    ::execve(what.path, what.argv, what.environment);
    failed = errno;
  }
  ::send(gate_fd, &failed, sizeof failed, MSG_NOSIGNAL);
  ::_exit(127);
}

/// Returns when the program runs or the child has ended. @returns its process id, negative: none.
[[gnu::noinline]] pid_t begin(const prepared& what) {
  const pid_t child = ::vfork();
  if (child == 0)
    wait_and_become(what);
  return child;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (auto& text : texts)
    out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

/// A copy that `dup2` onto a lower number cannot overwrite.
net::owned_fd lifted(const net::owned_fd& from) {
  return net::owned_fd{::fcntl(from.get(), F_DUPFD_CLOEXEC, gate_fd + 1)};
}

void carry_out(launch_order& order) {
  sigset_t all;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, nullptr); // no handler of ours runs in the child

  std::array<net::owned_fd, 4> ends{lifted(order.input), lifted(order.output), lifted(order.errors),
                                    lifted(order.gate)};
  std::vector<std::string> words{order.path};
  const auto argv = pointers_to(words);
  const auto environment = pointers_to(order.environment);
  prepared what{order.path.c_str(), argv.data(), environment.data(), {}};
  for (std::size_t i = 0; i < ends.size(); ++i)
    what.descriptors[i] = ends[i].get();

  const pid_t child = begin(what);
  const int failed = errno;
  for (auto* end : {&order.input, &order.output, &order.errors})
    end->reset();
  if (child < 0) {
    const pid_t none = 0;
    ::send(order.gate.get(), &none, sizeof none, MSG_NOSIGNAL);
    ::send(order.gate.get(), &failed, sizeof failed, MSG_NOSIGNAL);
  }
  order.gate.reset();
  if (child > 0 && order.abandoned)
    ::waitpid(child, nullptr, 0);
}

} // namespace

void launch(std::shared_ptr<launch_order> order) {
  std::thread{[order = std::move(order)] { carry_out(*order); }}.detach();
}

} // namespace weft::cni
