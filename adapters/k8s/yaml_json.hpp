#pragma once

#include "protocol/json/value.hpp"

namespace YAML {
class Node;
}

namespace weft::k8s {

/// The JSON that a YAML document stands for: plain scalars become null, booleans and numbers where
/// they read as such.
json::value to_json(const YAML::Node& from);

} // namespace weft::k8s
