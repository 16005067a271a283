#pragma once

#include "protocol/cni/names.hpp"
#include "protocol/fault.hpp"
#include "protocol/json/value.hpp"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace weft::cni {

/// One plugin of a network's list.
struct planned_plugin {
  std::string type;
  json::value config;                 ///< its own object as written; of a member twice the last
  std::set<std::string> capabilities; ///< that it declares with true
  std::string ipam;                   ///< type of its IPAM plugin; empty: it has none
  std::string parent; ///< the interface within the sandbox that it stacks on; empty: none

  bool operator==(const planned_plugin&) const = default;
};

/// What a network object comes to: the plugins to run, in their order. @see cni.md 4.1, 5.3
struct network_plan {
  std::string name;    ///< of the CNI network: host-local's directory, libcni's file
  std::string version; ///< that all of it is run with
  std::string config;  ///< the whole, byte for byte, with a name: what a record keeps
  std::vector<planned_plugin> plugins;
  bool disable_check = false;
  bool disable_gc = false;
  std::string warning; ///< for who wrote it; empty: none

  bool operator==(const network_plan&) const = default;
};

/// Reads a list or a single plugin.
/// @param object_name The name of a configuration without one.
/// @returns errc::refused for what cannot be run until it is changed: no JSON, no plugin, a type
///          that would leave its directory, a name that may not be part of a path, a version that
///          we do not speak.
result<network_plan> read_config(std::string_view text, std::string_view object_name);

/// The same network, run with this version and no other.
network_plan with_version(const network_plan& what, std::string_view version);

/// The same network with `args.cni` of every plugin; its members win over the network's own.
/// @param cni_args An object.
network_plan with_cni_args(const network_plan& what, const json::value& cni_args);

/// Identifies a configuration by its bytes.
std::string digest_of(const network_plan& what);

} // namespace weft::cni
