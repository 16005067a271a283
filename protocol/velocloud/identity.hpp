#pragma once

#include "protocol/domain.hpp"
#include "protocol/velocloud/module_index.hpp"

#include <set>
#include <vector>

namespace weft::velocloud {

/// One object's part in a plan.
struct entry {
  const owner* who = nullptr;
  const fragment* part = nullptr;
  const intent* want = nullptr;
  bool held = false;           ///< its changes stay out
  std::vector<rule_ref> rules; ///< its own as they stand; the first counts, others are duplicates
};

/// The parts of a target, oldest object first, ties by namespace and name.
std::vector<entry> by_age(const plan_request& request);

/// Gives each entry the rules that are its own: by computed id, by recorded id, by recorded name.
/// @returns all rules that are somebody's. @see velocloud.md 8.4 (1)–(3)
std::set<rule_ref> find_own(std::vector<entry>& all, const module_index& index);

} // namespace weft::velocloud
