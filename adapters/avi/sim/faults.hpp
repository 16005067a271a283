#pragma once

#include "adapters/avi/core.hpp"

#include <string>

namespace weft::avi::sim {

/// Brings about the faults that a JSON object names, all of them or none. @see avi.md 15.3
/// @returns what is wrong with it, in words; empty: all is done.
std::string bring_about(core& at, const json::value& wanted, instant now);

/// The words it may name, a line each, with what they take and do.
std::string fault_words();

} // namespace weft::avi::sim
