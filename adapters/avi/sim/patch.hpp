#pragma once

#include "protocol/json/value.hpp"

#include <string>

namespace weft::avi::sim {

/// Applies the body of a PATCH. @see avi.md 2.9
/// @returns what is wrong with it, in words; empty: it is done.
std::string apply_patch(json::value& to, const json::value& patch);

} // namespace weft::avi::sim
