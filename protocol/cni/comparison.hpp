#pragma once

#include "protocol/cni/plan.hpp"
#include "protocol/state/comparison.hpp"

#include <vector>

namespace weft::cni {

/// The interfaces of a Pod as its annotations wish them, as records have them and as they are, with
/// what is about to be done: elements in their order, then records that nobody wishes, then what
/// others have made. Interfaces of a namespace that cannot be seen are not found.
/// @param planned Of the same input.
std::vector<compared> compare(const plan_input& in, const plan_output& planned);

} // namespace weft::cni
