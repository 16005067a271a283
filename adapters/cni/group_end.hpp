#pragma once

#include "adapters/cni/runner.hpp"
#include "adapters/net/transport.hpp"
#include "protocol/fault.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

namespace weft::cni {

/// Ends all of a group that is known to be ours: SIGTERM, and SIGKILL to who is left.
/// Whatever bears the number of a group while it has members is that group.
/// @param grace Between the two.
/// @param done Exactly once, on an I/O thread, never from within the call: whether it is gone;
///             false 10 s after SIGKILL, as for a process that the kernel does not let go.
void end_members(net::transport& io, std::int64_t group, std::chrono::milliseconds grace,
                 std::function<void(bool)> done);

/// Whether the group is the one that was written down, and anybody of it is left. @see cni.md 8.4
/// @param container_id Empty: of a plugin that collects.
bool is_left_of(const process_group& which, const std::string& container_id);

} // namespace weft::cni
