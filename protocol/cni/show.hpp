#pragma once

#include "protocol/cni/operation.hpp"
#include "protocol/domain.hpp"

#include <vector>

namespace weft::cni {

/// What operations would change, in their order, for people.
std::vector<change_line> show(const plan_request& asked, const operations& what);

} // namespace weft::cni
