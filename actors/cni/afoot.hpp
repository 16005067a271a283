#pragma once

#include "actors/cni/plugins_afoot.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace weft::cni {

/// What goes on over the lives of a node's session: lies with the seat. Of one session at a time.
struct afoot {
  plugins_afoot plugins;
  /// By target: what was done for it last is under way as long as this lives.
  std::map<std::string, std::weak_ptr<const void>> turns;
  std::uint64_t lives = 0; ///< of the session, so far
  /// When all Pods of the node were known for the first time; nothing: they are not yet.
  std::optional<std::chrono::nanoseconds> informed;
};

} // namespace weft::cni
