#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace weft::cni {

/// What came of one start of a plugin. How long it took is not part of it. @see cni.md 5.7
struct execution {
  enum class ending : std::uint8_t {
    exited,      ///< by itself, with `status`
    killed,      ///< by signal `status`, and not one of ours
    timed_out,   ///< we have ended it and its group
    not_started, ///< there is no such file, or it cannot be run: `status` is errno
  };

  ending how = ending::exited;
  int status = 0;                 ///< exit status, signal or errno
  std::string output;             ///< standard output; empty when `flooded`
  std::string error_output;       ///< standard error, its first 64 KiB
  bool flooded = false;           ///< more than 1 MiB of standard output came and was dropped
  std::vector<std::string> tried; ///< of one that was not started: the paths looked at

  bool operator==(const execution&) const = default;
};

} // namespace weft::cni
