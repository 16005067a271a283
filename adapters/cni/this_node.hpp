#pragma once

#include "adapters/cni/node_ends.hpp"
#include "adapters/net/transport.hpp"
#include "protocol/cni/settings.hpp"
#include "protocol/fault.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weft::cni {

/// What an agent lacks to work on this machine: a capability, the runtime's socket, a directory for
/// its records, which is made. Names the key, the path and what it has to be. Blocks.
/// @param status Of this process, as /proc/self/status shows it.
/// @returns errc::forbidden, or errc::refused; nothing: it lacks nothing.
std::optional<fault> fault_in_node(const settings& how, std::string_view status);

/// A directory of the settings that is not there.
struct missing_directory {
  std::string key;
  std::string path;

  bool operator==(const missing_directory&) const = default;
};

/// Those of plugins and of configurations that may have been misspelt: an agent can work without,
/// and they may come later. Of the directories of plugins that nobody has chosen one is enough.
/// Blocks.
std::vector<missing_directory> missing_directories(const settings& how);

/// Opens all of this machine that its agent works with; asks nobody yet. Blocks.
/// @param io Outlives what is opened. @returns the faults of `fault_in_node` and `claim_state`.
result<node_ends> open_this_node(net::transport& io, const settings& how);

} // namespace weft::cni
