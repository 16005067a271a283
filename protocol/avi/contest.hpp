#pragma once

#include "protocol/avi/service_model.hpp"
#include "protocol/domain.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace weft::avi {

/// Who of those that wish one VirtualService takes part in it.
struct contest {
  std::vector<member> members; ///< the oldest first
  /// The others: reason and message.
  std::map<owner, std::pair<std::string, std::string>> losers;
};

/// The oldest Service has it. Others join it that share its VIP by the same key, ask for no other
/// address and use none of its ports; nothing is deleted for the sake of the rest.
/// @see avi.md 5.2, 5.8
contest decide_members(const wishes& parts);

} // namespace weft::avi
