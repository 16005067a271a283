#pragma once

#include "adapters/cni/launch.hpp"
#include "adapters/cni/runner.hpp"
#include "adapters/net/transport.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace weft::cni {

/// How a plugin is run, whichever it is.
struct plugin_limits {
  std::size_t max_output_bytes = 1U << 20U; ///< more is read, dropped and told
  std::size_t max_error_bytes = 64U << 10U; ///< more is read and dropped
  /// How long its output is read after its end, since a child of its own may hold it for ever.
  std::chrono::milliseconds linger = std::chrono::milliseconds{500};
  /// Between SIGTERM and SIGKILL, for whoever is to end.
  std::chrono::milliseconds kill_grace = std::chrono::seconds{2};
};

/// One plugin under way, on Asio: it is fed and listened to at once, waited for by a pidfd, and
/// ended with its whole group when its time is over. The transport must outlive it. @see cni.md 5.7
class plugin_child {
public:
  /// Starts it. @param environment "NAME=value", all of it.
  plugin_child(net::transport& io, std::string path, std::vector<std::string> environment,
               std::string input, std::chrono::milliseconds deadline, plugin_limits limits,
               plugin_events events);
  /// What `plugin_start` says of it.
  ~plugin_child();
  plugin_child(const plugin_child&) = delete;
  plugin_child& operator=(const plugin_child&) = delete;

  void release();

private:
  struct impl;
  std::shared_ptr<impl> impl_;
};

} // namespace weft::cni
