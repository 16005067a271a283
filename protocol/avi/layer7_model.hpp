#pragma once

#include "protocol/avi/body_parts.hpp"
#include "protocol/avi/host_contest.hpp"

#include <set>
#include <string>
#include <vector>

/// What a shared VirtualService and its children are made of. @see avi.md 7.2, 7.3, 7.5
namespace weft::avi {

/// What is there besides, made for Ingresses of which nobody knows now: it stays until it is swept.
struct remnants {
  json::array members;             ///< of the shared pool group, as they are to be written
  std::set<std::string> hosts;     ///< of all of it
  std::set<std::string> encrypted; ///< of these, those with a child VirtualService
};

/// All of it, in the order in which it can be made: VsVip, certificates, pools, pool groups, HTTP
/// policy sets, the data script, the shared VirtualService, its children.
/// @param name The shared VirtualService's. @param of May hold no hosts: the shared part remains.
std::vector<wished_object> make_layer7_model(const settings& how, const site& at,
                                             const std::string& name, const host_contest& of,
                                             const remnants& left);

/// Names of Ingresses, "namespace/name" each, that an object says it is made for.
std::set<std::string> ingresses_of(const json::value& object);

} // namespace weft::avi
