#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

namespace weft::tests {

/// Between two looks at what a process does.
constexpr std::chrono::milliseconds look_again{30};

/// How to start a program.
struct command {
  std::vector<std::string> words;       ///< program (path, or a name on the PATH) and its arguments
  std::vector<std::string> environment; ///< "NAME=value", on top of PATH and HOME of the test
  std::string input;                    ///< what it reads from stdin
};

/// What a program said and how it ended.
struct finished {
  int code = -1;   ///< exit status; 128 + signal when killed; -1: not within the deadline
  std::string out; ///< stdout
  std::string err; ///< stderr
};

/// A process in a group of its own that is killed when the test dies, whatever kills the test.
/// @see testing-kubernetes.md 9, trap 1
class child {
public:
  /// Starts the program; fails the test when it cannot.
  explicit child(command what);
  ~child();
  child(child&& other) noexcept;
  child& operator=(child&& other) noexcept;

  /// Waits for the end. @returns false when it did not come in time.
  bool wait(std::chrono::milliseconds limit);

  /// Sends a signal to the whole group.
  void signal(int number) const;

  /// SIGTERM, and SIGKILL when that is not heard within `grace`.
  void stop(std::chrono::milliseconds grace);

  /// What it said so far; `code` counts after `wait` returned true.
  finished report() const;

  pid_t id() const { return pid_; }

private:
  void release();

  pid_t pid_ = -1;
  int watched_ = -1; ///< pidfd
  int out_ = -1;
  int err_ = -1;
  int code_ = -1;
  bool ended_ = true;
};

/// Runs a program to its end; kills it after `limit`, which is longer than any that it is told.
finished run(command what, std::chrono::milliseconds limit = std::chrono::minutes{4});

} // namespace weft::tests
