#pragma once

#include "protocol/fault.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weft::cni {

/// One sandbox of a Pod as the runtime tells it. @see cni.md 7.2, 7.3
struct sandbox {
  enum class network : std::uint8_t { pod, container, node, target }; ///< NamespaceMode

  std::string id;
  std::string uid; ///< of the Pod, as the runtime knows it
  std::string ns;
  std::string name;
  std::uint32_t attempt = 0;
  bool ready = false;
  std::int64_t created_ns = 0; ///< since the epoch
  network mode = network::pod;
  std::string netns;   ///< path; empty: not known, `trouble` says why
  std::string trouble; ///< for people; empty: none

  bool operator==(const sandbox&) const = default;
};

/// The path of the network namespace, out of the text under "info" of a verbose PodSandboxStatus.
/// Nothing is guessed: errc::not_found while the runtime does not name one, errc::malformed for
/// what is no JSON. @see cni.md 7.3
result<std::string> read_netns_path(std::string_view info);

/// The one that attachments are made to: READY, of the highest attempt, then the newest; null: none
/// is READY. @see cni.md 7.3.1
const sandbox* current(const std::vector<sandbox>& all);

/// Whether the Pod's last sandbox has ended and no other has taken its place. @see cni.md 8.3.2
bool has_ended(const std::vector<sandbox>& all);

} // namespace weft::cni
