#pragma once

#include "actors/runtime/surroundings.hpp"
#include "protocol/fault.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

namespace weft {

/// Leave for one write to the outside.
struct write_turn {
  std::chrono::milliseconds deadline{}; ///< for all of it
  std::shared_ptr<const void> held;     ///< give it to the callback that is told the end
};

/// Lets one write of the target out. It has no more time than the permission to write lasts, so
/// that nothing of it can arrive once another process may write; and as long as it may arrive no
/// other one of that target gets a turn, whoever asks. @see sole_writes, fence
/// @param at_most The time it wants.
/// @param where The asker, for the fault.
/// @returns errc::unreachable: there is less than a second, or an earlier write has not ended.
result<write_turn> take_turn(surroundings& world, const std::string& target,
                             std::chrono::milliseconds at_most, std::string_view where);

} // namespace weft
