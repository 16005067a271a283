#pragma once

#include "protocol/settings.hpp"

#include <string>

namespace weft::config {

/// Whatever departs from the defaults, as a file that read_text() takes; what only the environment
/// may hold is left out. Empty where nothing departs.
std::string write_yaml(const settings& what);

} // namespace weft::config
