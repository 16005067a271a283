#pragma once

#include "protocol/json/value.hpp"

namespace weft::fuzz {

/// Claims what is promised of an answer to getConfigurationModules: a module survives being written
/// and read, it can be planned for, and what others have in it outlives that.
void claim_module(const json::value& answer);

} // namespace weft::fuzz
