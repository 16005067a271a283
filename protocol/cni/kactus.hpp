#pragma once

#include "protocol/cni/netns_view.hpp"
#include "protocol/cni/operation.hpp"
#include "protocol/cni/settings.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What the meta-plugin kactus has attached, be it when the Pod began or before we came, becomes
/// ours without a plugin being run: to ask for it once more would take it away. @see cni.md 6
namespace weft::cni {

/// A network that kactus has attached to a sandbox, under the name of Kaloom's rule.
struct kactus_attachment {
  std::string network; ///< the Network object, of namespace "default"
  std::string config;  ///< of its one plugin, as it was run

  bool operator==(const kactus_attachment&) const = default;
};

/// Reads the file that it keeps of a sandbox, but for what it has on the Pod's first interface.
/// What does not read is left out.
std::vector<kactus_attachment> read_kactus_file(std::string_view text);

/// The same attachment as `wanted`, for what stands already because kactus has made it. In direct
/// mode it will be taken away by the plugin that made it, in meta mode by way of kactus; an
/// interface with another MAC than is asked for will be replaced. Nothing: kactus has not made it.
/// @param wanted An `attach`. @param within The interfaces of its sandbox.
std::optional<operation> take_over(const operation& wanted, execution_mode mode,
                                   const std::vector<kactus_attachment>& made,
                                   const std::vector<interface_view>& within);

} // namespace weft::cni
