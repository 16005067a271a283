#pragma once

#include <string>
#include <vector>

namespace weft::bench {

/// A program under measurement, in a process of its own; ends with this object.
class program {
public:
  /// @param words Its path and its arguments. @param around Its whole environment, "NAME=value".
  /// Throws std::runtime_error when it cannot be started.
  program(const std::vector<std::string>& words, const std::vector<std::string>& around);
  ~program();
  program(const program&) = delete;
  program& operator=(const program&) = delete;

  int pid() const { return pid_; }
  /// Ends it by SIGTERM. @returns its exit code; -1 when a signal ended it. Idempotent.
  int stop();

private:
  int pid_ = 0;
  int code_ = 0;
};

} // namespace weft::bench
