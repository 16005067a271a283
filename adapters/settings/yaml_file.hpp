#pragma once

#include "adapters/settings/reader.hpp"

#include <string>
#include <string_view>

namespace weft::config {

/// Takes over every key of a YAML text and complains about the rest of it, line by line.
void take_yaml(std::string_view yaml, const std::string& name, reading& into);

} // namespace weft::config
