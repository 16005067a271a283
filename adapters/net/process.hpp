#pragma once

#include "adapters/net/transport.hpp"
#include "protocol/fault.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace weft::net {

/// A command to run, without a shell.
struct command {
  std::string program; ///< a path, or a name to look for in PATH
  std::vector<std::string> arguments;
  /// Added to the environment of this process; a name that is there already is replaced.
  std::vector<std::pair<std::string, std::string>> environment;
  std::string input; ///< for its stdin
  std::chrono::milliseconds deadline = std::chrono::seconds{30};
  std::size_t max_output_bytes = 1U << 20U; ///< for stdout and stderr, each
};

/// How a command ended by itself.
struct finished {
  int exit_code = 0; ///< 128 + the signal's number when a signal ended it
  std::string output;
  std::string errors; ///< what it wrote to stderr
};

/// Runs `what` in a process group of its own, which is killed when the deadline passes or more is
/// written than allowed. Destroying the transport kills it too, and then nobody is called.
/// @param done Exactly once, on an I/O thread, never from within `run`. errc::not_found:
///             there is no such program; errc::refused: it cannot be started, or writes too much;
///             errc::unreachable: it has not ended in time. An exit code that is not zero is no
///             fault. Input and output never appear in faults.
void run(transport& io, command what, std::function<void(result<finished>)> done);

} // namespace weft::net
