#pragma once

#include "adapters/cni/runner.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weft::cni {

/// What a search for a plugin has come to.
struct plugin_search {
  std::optional<plugin_file> found;
  std::vector<std::string> tried; ///< up to the one that was found
};

/// Looks for a plugin of this type in the directories of a CNI_PATH: the first that has a regular
/// file of that name. A type that is empty or has a "/" is nowhere. Blocks. @see cni.md 5.7
plugin_search find_plugin_file(std::string_view type, std::string_view path_list);

} // namespace weft::cni
