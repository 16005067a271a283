#pragma once

#include "protocol/cni/network_object.hpp"

#include <string>

namespace weft::cni {

/// Why nothing can be attached by a file of the node's CNI configuration; empty: its network can be
/// run.
std::string fault_in(const config_file& file);

} // namespace weft::cni
