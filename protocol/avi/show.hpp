#pragma once

#include "protocol/avi/settings.hpp"
#include "protocol/domain.hpp"

#include <vector>

namespace weft::avi {

/// Line by line what a batch, planned for `asked`, would change.
std::vector<change_line> show(const settings& how, const plan_request& asked,
                              const transaction& work);

} // namespace weft::avi
