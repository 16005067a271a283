#pragma once

#include "protocol/fault.hpp"
#include "protocol/json/value.hpp"

namespace YAML {
class Node;
}

namespace weft::k8s {

/// The JSON that a YAML document stands for: plain scalars become null, booleans and numbers where
/// they read as such.
/// @returns errc::malformed for more nodes than any configuration has: aliases can make a short
///          text hold itself, or more than any memory holds.
result<json::value> to_json(const YAML::Node& from);

} // namespace weft::k8s
