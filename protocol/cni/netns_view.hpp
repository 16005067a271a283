#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weft::cni {

/// One network interface. @see cni.md 8.3.6
struct interface_view {
  std::string name;
  std::uint32_t index = 0;
  std::string mac; ///< "02:00:00:00:00:05", lower case; empty: it has none
  std::uint32_t mtu = 0;
  bool up = false;
  std::vector<std::string> addresses; ///< with prefix length: "10.1.1.5/24", as inet_ntop writes
  std::string master;                 ///< name of the interface that holds it; empty: none

  bool operator==(const interface_view&) const = default;
};

/// The first of this name, or null pointer.
const interface_view* find(const std::vector<interface_view>& all, std::string_view name);

/// A look at a path that is said to be a network namespace, and into it. @see cni.md 7.4
struct netns_view {
  enum class standing : std::uint8_t {
    open,       ///< a network namespace, and not the node's
    missing,    ///< there is nothing under this path
    no_netns,   ///< something else lies there, an ordinary file or a symbolic link among them
    nodes_own,  ///< the namespace that we or the first process live in
    unreadable, ///< we cannot tell; our own namespace being unreadable is this as well
  };

  standing stands = standing::missing;
  std::uint64_t dev = 0; ///< of `open` and `nodes_own`
  std::uint64_t ino = 0;
  std::vector<interface_view> interfaces; ///< of `open`
  std::string trouble;                    ///< for people; empty: none

  bool operator==(const netns_view&) const = default;
};

std::string_view to_string(netns_view::standing how);

} // namespace weft::cni
