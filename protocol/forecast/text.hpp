#pragma once

#include "protocol/forecast/forecast.hpp"

#include <string>

namespace weft {

/// For people: a diff by target, then what is not placed, and a sum. Ends with a newline. Troubles
/// are left to the caller.
/// @param coloured With the escapes of a terminal.
std::string write_text(const forecast& what, bool coloured);

/// For programs: one JSON object, indented, ending with a newline.
std::string write_json(const forecast& what);

} // namespace weft
