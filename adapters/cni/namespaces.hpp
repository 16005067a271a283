#pragma once

#include "protocol/cni/netns_view.hpp"
#include "protocol/fault.hpp"

#include <functional>
#include <memory>
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

/// Eyes for network namespaces: they see, and change nothing. Callbacks come exactly once, from a
/// thread of its own, never from within a call. Any thread. @see cni.md 7.4, 8.3.6
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
  /// Which life of the machine this is; the same until it is started again.
  virtual std::string boot_id() const = 0;
};

} // namespace weft::cni
