#include "bench/stage/program.hpp"

#include <spawn.h>
#include <sys/wait.h>

#include <csignal>
#include <stdexcept>
#include <utility>

namespace weft::bench {

namespace {

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (const auto& one : texts)
    out.push_back(const_cast<char*>(one.c_str()));
  out.push_back(nullptr);
  return out;
}

} // namespace

program::program(const std::vector<std::string>& words, const std::vector<std::string>& around) {
  const auto& path = words.front();
  if (posix_spawn(&pid_, path.c_str(), nullptr, nullptr, pointers(words).data(),
                  pointers(around).data())
      != 0)
    throw std::runtime_error("this cannot be started: " + path);
}

program::~program() {
  stop();
}

int program::stop() {
  if (const auto pid = std::exchange(pid_, 0); pid != 0) {
    int status = 0;
    kill(pid, SIGTERM);
    waitpid(pid, &status, 0);
    code_ = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  return code_;
}

} // namespace weft::bench
