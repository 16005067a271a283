#pragma once

#include "protocol/cni/netns_view.hpp"
#include "protocol/fault.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace weft::cni {

/// What lies at a path, and a hold on it.
struct namespace_look {
  netns_view view;
  /// Of an open one: as long as this lives the namespace does, whatever becomes of its path, and
  /// no other namespace bears its numbers. Null otherwise.
  std::shared_ptr<const void> hold;
};

/// Where the default route of a namespace is to lead. @see cni.md 1.2
struct default_route {
  std::string path;
  std::uint64_t dev = 0; ///< which namespace that must be
  std::uint64_t ino = 0;
  std::string interface;
  std::vector<std::string> gateways; ///< addresses; those of one family share the traffic
};

/// Eyes for network namespaces, which see and change nothing, and a hand for what no plugin does.
/// Callbacks come exactly once, from a thread of its own, never from within a call. Any thread.
/// @see cni.md 7.4, 8.3.6
class namespaces {
public:
  virtual ~namespaces() = default;

  /// Looks at a path and, when it is a namespace but not the node's, into it. What cannot be seen
  /// is not shown as empty: then it stands `unreadable`. A symbolic link is not followed.
  virtual void look(std::string path, std::function<void(namespace_look)> done) = 0;
  /// The node's own interfaces of these names, without addresses; who is not there is left out.
  virtual void look_at_host(std::vector<std::string> names,
                            std::function<void(result<std::vector<interface_view>>)> done)
    = 0;
  /// Leads everything that no other route of the namespace takes through that interface, IPv4 or
  /// IPv6 or both, as there are gateways; the family without one keeps its way. Is it so already,
  /// that is success. New routes are made before old ones go: when one cannot be made, all stays as
  /// it was.
  /// @param done Nothing: it is so. errc::not_found: there is no such path or interface,
  ///             errc::conflict: another namespace lies there, errc::refused: what lies there is
  ///             none, or the node's own; what else the kernel says, e.g. of a gateway that the
  ///             interface does not reach, is errc::unreachable.
  virtual void move_default_route(default_route to, std::function<void(std::optional<fault>)> done)
    = 0;
  /// Which life of the machine this is; the same until it is started again.
  virtual std::string boot_id() const = 0;
};

} // namespace weft::cni
