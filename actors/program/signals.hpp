#pragma once

namespace weft {

/// SIGINT, SIGTERM and, unless the parent had it ignored, SIGHUP as something to wait for.
/// Construct before any thread starts: they inherit the mask. A second SIGINT or SIGTERM while
/// stopping ends the process at once with exit code 1.
class stop_signals {
public:
  stop_signals();

  /// Blocks until the first one.
  void wait();
};

} // namespace weft
