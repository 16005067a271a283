#include "tests/cluster/child.hpp"

#include <catch2/catch.hpp>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace weft::tests {

namespace {

/// A file without a name, which a child can write and we can read afterwards.
int nameless_file(const std::string& text = {}) {
  int file = ::memfd_create("weft", MFD_CLOEXEC);
  if (file < 0 || ::write(file, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    FAIL("no memory file: " << std::strerror(errno));
  ::lseek(file, 0, SEEK_SET);
  return file;
}

std::string content(int file) {
  std::string text;
  char some[16384];
  off_t at = 0;
  for (ssize_t got = 0; (got = ::pread(file, some, sizeof some, at)) > 0; at += got)
    text.append(some, static_cast<std::size_t>(got));
  return text;
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> all;
  for (auto& word : words)
    all.push_back(word.data());
  all.push_back(nullptr);
  return all;
}

} // namespace

child::child(command what) : out_(nameless_file()), err_(nameless_file()) {
  // The kernel forgets a parent-death signal at fork, so somebody has to ask for it in the child.
  std::vector<std::string> words{"setpriv", "--pdeathsig", "KILL", "--"};
  words.insert(words.end(), what.words.begin(), what.words.end());
  for (const char* kept : {"PATH", "HOME"})
    if (const char* value = std::getenv(kept))
      what.environment.insert(what.environment.begin(), std::string{kept} + "=" + value);

  int in = nameless_file(what.input);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, in, 0);
  posix_spawn_file_actions_adddup2(&files, out_, 1);
  posix_spawn_file_actions_adddup2(&files, err_, 2);
  posix_spawnattr_t manner;
  posix_spawnattr_init(&manner);
  posix_spawnattr_setflags(&manner, POSIX_SPAWN_SETPGROUP);
  posix_spawnattr_setpgroup(&manner, 0);
  int failed = ::posix_spawnp(&pid_, "setpriv", &files, &manner, pointers(words).data(),
                              pointers(what.environment).data());
  posix_spawnattr_destroy(&manner);
  posix_spawn_file_actions_destroy(&files);
  ::close(in);
  if (failed != 0)
    FAIL("cannot start " << what.words.front() << ": " << std::strerror(failed));
  ended_ = false;
  watched_ = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
  if (watched_ < 0)
    FAIL("cannot watch " << what.words.front() << ": " << std::strerror(errno));
}

child::~child() {
  release();
}

child::child(child&& other) noexcept {
  *this = std::move(other);
}

child& child::operator=(child&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(watched_, other.watched_);
  std::swap(out_, other.out_);
  std::swap(err_, other.err_);
  std::swap(code_, other.code_);
  std::swap(ended_, other.ended_);
  return *this;
}

void child::release() {
  if (!ended_) {
    signal(SIGKILL);
    wait(std::chrono::seconds{10});
  }
  for (int* file : {&watched_, &out_, &err_})
    if (int closing = std::exchange(*file, -1); closing >= 0)
      ::close(closing);
}

bool child::wait(std::chrono::milliseconds limit) {
  if (ended_)
    return true;
  pollfd end{watched_, POLLIN, 0};
  if (::poll(&end, 1, static_cast<int>(limit.count())) <= 0)
    return false;
  int status = 0;
  ::waitpid(pid_, &status, 0);
  code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  ended_ = true;
  return true;
}

void child::signal(int number) const {
  if (!ended_)
    ::kill(-pid_, number);
}

void child::stop(std::chrono::milliseconds grace) {
  signal(SIGTERM);
  if (wait(grace))
    return;
  signal(SIGKILL);
  wait(grace);
}

finished child::report() const {
  return {code_, content(out_), content(err_)};
}

finished run(command what, std::chrono::milliseconds limit) {
  child started{std::move(what)};
  if (!started.wait(limit)) {
    started.signal(SIGKILL);
    auto said = started.report();
    said.code = -1;
    return said;
  }
  return started.report();
}

} // namespace weft::tests
