#pragma once

#include "adapters/aci/core.hpp"

#include <string>

namespace weft::aci::sim {

/// Brings about the faults that a JSON object names, all of them or none. @see aci.md 10.4
/// @returns what is wrong with it, in words; empty: all is done.
std::string bring_about(core& apics, const json::value& wanted, instant now);

/// The words it may name, a line each, with what they take and do.
std::string fault_words();

} // namespace weft::aci::sim
