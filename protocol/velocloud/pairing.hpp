#pragma once

#include "protocol/json/value.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace weft::velocloud {

/// Which rules of two lists are one and the same rule.
struct pairing {
  std::vector<std::optional<std::size_t>> before_of; ///< for each rule after, where it was before
  std::vector<bool> stays;                           ///< for each rule before
};

/// Pairs the rules of a segment as it is with those of the segment as it is to become: equal ones,
/// then those with one id, then those with one name, each in order.
pairing pair_rules(const json::array& before, const json::array& after);

} // namespace weft::velocloud
