#pragma once

#include "protocol/cni/network_plan.hpp"
#include "protocol/fault.hpp"

#include <string>
#include <string_view>
#include <vector>

/// From network objects to plugins. @see cni.md 4
namespace weft::cni {

/// A file of the node's CNI configuration directory.
struct config_file {
  std::string name; ///< "10-eth.conflist"
  std::string text;
  /// Texts of the `.conf` files in the directory beside it that bears the network's name, in the
  /// order of their names.
  std::vector<std::string> beside;

  bool operator==(const config_file&) const = default;
};

/// The plan of a NetworkAttachmentDefinition: `config` where it holds anything, else the file whose
/// network has the object's name, a list before a single plugin.
/// @param resource Value of the annotation that names a device; one with it cannot be attached
///                 to a Pod that runs. @see cni.md 4.1
/// @returns errc::refused until the object or the files are changed.
result<network_plan> plan_of_definition(std::string_view name, std::string_view config,
                                        std::string_view resource,
                                        const std::vector<config_file>& files);

/// The plan of a Network of Kaloom's: the type is the configuration's, else `plugin`, and each
/// plugin is told `networkName`. @see cni.md 4.2
result<network_plan> plan_of_kaloom_network(std::string_view name, std::string_view plugin,
                                            std::string_view config);

/// The node's own configuration, which kactus is the plugin of: the first file by name that can be
/// read and holds a plugin. @see cni.md 5.2
result<network_plan> default_plan(const std::vector<config_file>& files);

} // namespace weft::cni
