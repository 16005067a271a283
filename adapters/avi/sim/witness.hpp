#pragma once

#include "adapters/avi/sim/model.hpp"
#include "adapters/avi/sim/store.hpp"

#include <string_view>
#include <vector>

/// Who judges what a cluster writes by the invariants of avi.md 15.4.
namespace weft::avi::sim {

/// Whether an object is a cluster's: by its marker; without one by its creator; without that by its
/// name. @see avi.md 5.2
bool belongs_to(const object& what, std::string_view cluster);

/// What one change by a cluster breaks: I1, I2 and I6.
/// @param before Null: it is new. @param after Null: it is gone.
std::vector<violation> judge_change(std::string_view cluster, const object* before,
                                    const object* after);

/// The cluster's objects that no virtual service of its needs, as "<type> <name>": I3. Virtual
/// services themselves are needed, and so are VsVips of shared ones.
std::vector<std::string> dangling(const store& all, std::string_view cluster);

} // namespace weft::avi::sim
