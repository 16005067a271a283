#pragma once

#include "protocol/k8s/kind.hpp"

#include <vector>

namespace weft::velocloud {

/// VelocloudBP (acted on), VelocloudPolicy and Namespace, as this domain watches them.
std::vector<k8s::kind> kinds();

} // namespace weft::velocloud
