#pragma once

#include "protocol/cni/network_object.hpp"

#include <string>
#include <vector>

namespace weft::cni {

/// The CNI configuration files of a directory, by name: ".conf", ".conflist" and ".json", each list
/// with what lies beside it in the folder that bears its network's name. What cannot be read is
/// left out; a directory that is not there has none. Blocks for as long as a local disk takes.
/// @see cni.md 4.1, 5.2
std::vector<config_file> read_config_files(const std::string& directory);

} // namespace weft::cni
