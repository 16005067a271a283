#pragma once

#include "tests/cluster/installation.hpp"

#include <set>
#include <string>

namespace weft::tests {

/// What the VCO must hold for the objects that there are: one line per rule, worked out here from
/// the objects' specs and nothing of weft's.
std::multiset<std::string> wanted_rules(installation& here);

/// What it does hold of ours, in the same words.
std::multiset<std::string> held_rules(installation& here);

} // namespace weft::tests
