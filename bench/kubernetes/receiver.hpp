#pragma once

#include "tests/cluster/control_plane.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace weft::bench {

/// A program that keeps Pods, and its manner of doing so.
struct contender {
  std::string name;    ///< as tables call it
  std::string program; ///< what it says and hears: bench/peers/README.md
  std::string how;
};

/// weft's own: "index", or "objects" with an object actor for each Pod.
contender weft_with(const std::string& how);
/// The informer of client-go, "full" or "slim". Nothing, and a row that says so, where it could not
/// be built.
std::optional<contender> client_go(const std::string& how);

/// One contender as a process of its own. Throws std::runtime_error when it ends or is late.
class receiver {
public:
  /// @param more Further arguments.
  receiver(const contender& what, const std::filesystem::path& kubeconfig, std::size_t pods,
           const std::vector<std::string>& more = {});

  /// Waits until it has told its handler of the last Pod. @returns how long that took.
  std::chrono::duration<double> await_synced();
  int pid() const { return process_.id(); }

  /// What weft's has counted so far.
  struct counts {
    std::uint64_t interpretations = 0;
    std::uint64_t calls = 0; ///< to the outside
    std::uint64_t pod_lists = 0;
    std::uint64_t namespace_lists = 0;
  };
  counts count();
  /// Changes that have arrived so far.
  std::uint64_t arrived();

  /// Ends it. @returns the milliseconds between the sending of each change and its arrival, sorted.
  std::vector<double> end();

private:
  /// Waits for the `nth` line that begins with `word`. @returns the rest of it.
  std::string await_line(const std::string& word, std::size_t nth);

  std::chrono::system_clock::time_point started_ = std::chrono::system_clock::now();
  tests::child process_;
  std::size_t counted_ = 0; ///< answers so far
  std::size_t asked_ = 0;   ///< the same of `arrived`
};

} // namespace weft::bench
