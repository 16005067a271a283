#pragma once

#include "protocol/cni/execution.hpp"
#include "protocol/cni/invocation.hpp"
#include "protocol/fault.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace weft::cni {

/// The process group of a plugin, whatever has become of it. @see cni.md 8.2
struct process_group {
  std::int64_t id = 0;
  std::uint64_t born = 0; ///< start time of its leader, field 22 of /proc/<pid>/stat

  bool operator==(const process_group&) const = default;
};

/// The file behind a plugin's type. Another file under its name has another identity.
struct plugin_file {
  std::string path;
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::int64_t changed_ns = 0; ///< mtime, since the epoch

  auto operator<=>(const plugin_file&) const = default;
};

/// What a start tells, on an I/O thread, one at a time, never from within a call.
struct plugin_events {
  /// The group exists, and waits for `release` before anything of the plugin runs: now its number
  /// can be written down. Once, or not at all when it cannot be started.
  std::function<void(process_group)> on_held;
  /// Exactly once: what came of it. After a time-out the whole group has ended by then.
  std::function<void(execution)> on_end;
};

/// One start of a plugin. Destroying it silences its events; what has not been released by then
/// ends without having acted, what has goes on, within its limits as long as the runner lives.
class plugin_start {
public:
  virtual ~plugin_start() = default;

  /// Lets the plugin act; its time counts from here. After `on_held`; only the first call counts.
  virtual void release() = 0;
};

/// Where plugins run. Knows processes; knows nothing of order, records or retries, nor how many may
/// run at a time (the session actor does). Any thread. @see cni.md 5.7, 8.2, 8.4
class runner {
public:
  virtual ~runner() = default;

  /// Starts the plugin, to be held at a gate, from the first directory of its CNI_PATH that has a
  /// regular file of its name.
  /// @param deadline From its release; then the group is ended: SIGTERM, and SIGKILL a grace later.
  virtual std::unique_ptr<plugin_start> start(invocation what, std::chrono::milliseconds deadline,
                                              plugin_events events)
    = 0;

  /// Ends what a former life of ours has left of a group, in the same way, and waits until it is
  /// gone. Whoever bears its number but is not it is left alone: its leader has another start time,
  /// or no leader is left and nobody in the group has this CNI_CONTAINERID in his environment, or,
  /// where there is no container, GC as his CNI_COMMAND.
  /// Records of another boot are not to be asked about.
  /// @param done Exactly once, on an I/O thread, never from within the call: whether there was
  ///             anything to end; errc::unreachable: it does not go.
  virtual void end_group(process_group which, std::string container_id,
                         std::function<void(result<bool>)> done)
    = 0;

  /// Looks a plugin up, without running it.
  /// @param path_list The value of CNI_PATH.
  /// @param done As of `end_group`; errc::not_found names the paths that were tried.
  virtual void find_plugin(std::string type, std::string path_list,
                           std::function<void(result<plugin_file>)> done)
    = 0;
};

} // namespace weft::cni
