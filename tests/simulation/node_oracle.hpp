#pragma once

#include "tests/simulation/kubelet.hpp"

#include <map>
#include <string>
#include <vector>

namespace weft::simulation {

/// Entries of others in status annotations, by uid of the Pod, as they were written.
using foreign_entries = std::map<std::string, std::vector<std::string>>;

/// Interfaces of the networks that Kaloom's annotations of a story name. @see cni.md 2
inline const std::map<std::string, std::string> kaloom_interfaces{
  {"red", "netbda9643ac660"}, {"green", "net9f27410725ab"}, {"data", "net8d777f385d3d"}};

/// I1, I4, I5 and I7 of a node at rest, and what may never have happened on it. All annotations are
/// valid, every element of the other form names its interface, and all networks are there.
/// @returns one line per violation.
std::vector<std::string> check_node(world& here, const foreign_entries& foreign);

/// Executions but VERSION so far.
std::size_t executions(const world& here);

} // namespace weft::simulation
