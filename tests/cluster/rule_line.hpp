#pragma once

#include "tests/cluster/listed_rule.hpp"

#include <set>
#include <string>

namespace weft::tests {

/// The rule that a VelocloudBP asks for, as one line, worked out from its spec and nothing of
/// weft's.
std::string wanted_rule(const json::value& object);

/// A rule of the VCO in the same words.
std::string held_rule(const listed_rule& one);

/// What the VCO must hold for these objects.
std::multiset<std::string> wanted_rules(const json::array& objects);

/// What it does hold of ours.
std::multiset<std::string> held_rules(const std::vector<listed_rule>& all);

} // namespace weft::tests
