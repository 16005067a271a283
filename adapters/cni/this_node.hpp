#pragma once

#include "adapters/cni/node_ends.hpp"
#include "adapters/net/transport.hpp"
#include "protocol/cni/settings.hpp"
#include "protocol/fault.hpp"

#include <optional>
#include <string_view>

namespace weft::cni {

/// What an agent lacks to work on this machine: a capability, the runtime's socket, a directory for
/// its records, which is made. Names the key, the path and what it has to be. Blocks.
/// @param status Of this process, as /proc/self/status shows it.
/// @returns errc::forbidden, or errc::refused; nothing: it lacks nothing.
std::optional<fault> fault_in_node(const settings& how, std::string_view status);

/// Opens all of this machine that its agent works with; asks nobody yet. Blocks.
/// @param io Outlives what is opened. @returns the faults of `fault_in_node` and `claim_state`.
result<node_ends> open_this_node(net::transport& io, const settings& how);

} // namespace weft::cni
