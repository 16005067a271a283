#pragma once

#include "adapters/cni/runner.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace weft::cni {

/// Per plugin that was asked about, in that order, the versions of CNI that it says it speaks;
/// empty: it is not there, or does not say.
using spoken_versions = std::vector<std::vector<std::string>>;

/// Knows which versions of CNI plugins speak. Each file is run once with VERSION, when it is first
/// asked about: what it said, be it nothing, holds as long as the file is the same. Any thread.
/// @see cni.md 5.3
class plugin_versions {
public:
  /// @param deadline For the answer of one plugin.
  explicit plugin_versions(std::shared_ptr<runner> plugins,
                           std::chrono::milliseconds deadline = std::chrono::seconds{10});
  /// Nobody is told anything any more.
  ~plugin_versions();
  plugin_versions(const plugin_versions&) = delete;
  plugin_versions& operator=(const plugin_versions&) = delete;

  /// Asks the plugins of these types, one after the other.
  /// @param types One at least. @param path_list The value of CNI_PATH.
  /// @param done Exactly once, on an I/O thread, never from within the call.
  void ask(std::vector<std::string> types, std::string path_list,
           std::function<void(spoken_versions)> done);

private:
  struct impl;
  std::shared_ptr<impl> impl_;
};

} // namespace weft::cni
