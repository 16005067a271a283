#pragma once

#include "protocol/cni/element.hpp"
#include "protocol/cni/network_plan.hpp"
#include "protocol/json/value.hpp"

#include <string>

/// What an element gives to those plugins that declare that they take it. @see cni.md 1.2, 5.3
namespace weft::cni {

/// All of it by name: "ips", "mac", "infinibandGUID", "portMappings", "bandwidth"; null: nothing.
/// The MAC of a Kaloom element is none of it: that is said in CNI_ARGS.
json::value capabilities_of(const element& what);

/// The first of `given` that no plugin of the list declares; empty: each has somebody.
std::string unclaimed(const json::value& given, const network_plan& by);

/// What of `given` this plugin is told; null: nothing.
json::value runtime_config(const json::value& given, const planned_plugin& to);

} // namespace weft::cni
