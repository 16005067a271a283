#pragma once

#include "tests/cluster/controller.hpp"

#include <string>

namespace weft::tests {

/// The sum of a metric's values over all its lines that hold `label`, e.g. `code="401"`; 0 when
/// there is none. Of what /metrics says, or of what that of `weft` says now.
double measured(const std::string& exposition, const std::string& metric,
                const std::string& label = {});
double measured(controller& weft, const std::string& metric, const std::string& label = {});

} // namespace weft::tests
