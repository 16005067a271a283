#pragma once

#include "protocol/cni/netns_view.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace weft::cni::sim {

/// A way to everywhere.
struct default_way {
  std::string interface;
  std::string gateway;

  bool operator==(const default_way&) const = default;
};

/// The network namespaces of a simulated node and the interfaces in them, as values: what plugins
/// change and eyes see. No inode is given twice. Not thread-safe.
///
/// Known differences from Linux: interfaces are bridges, veth pairs, macvlans and what is put
/// there; nothing is sent over them; of routes there are those to everywhere; a namespace lasts as
/// long as its path.
class kernel {
public:
  kernel();

  // -- for plugins and eyes ----------------------------------------------------------------------

  netns_view look(const std::string& path) const;
  const std::vector<interface_view>& host() const { return host_; }
  /// Makes a veth pair, its inner end in the namespace at `path`, its outer one in `bridge`, which
  /// is made when it is not there. Both ends are down. @returns the outer end's name; empty: there
  /// is no such namespace, or the name is taken in it.
  std::string add_veth(const std::string& path, const std::string& name, const std::string& mac,
                       const std::string& bridge);
  /// @returns false: there is no such namespace or parent, or the name is taken.
  bool add_macvlan(const std::string& path, const std::string& name, const std::string& mac,
                   const std::string& parent);
  void set_up(const std::string& path, const std::string& name,
              const std::vector<std::string>& addresses);
  /// These gateways take the place of the ways of their families. @returns false: the interface is
  /// not up, or reaches one of them by none of its addresses; then all is as before.
  bool lead_by_default(const std::string& path, const std::string& name,
                       const std::vector<std::string>& gateways);
  /// In the order in which they were made.
  std::vector<default_way> ways(const std::string& path) const;
  /// With its other end and its ways. @returns whether it was there.
  bool remove(const std::string& path, const std::string& name);

  // -- for who plays the rest of the world -------------------------------------------------------

  /// A new namespace with "lo" and "eth0", which has an address and leads everywhere.
  void make_namespace(const std::string& path);
  /// Its interfaces go with it, outer ends too.
  void remove_namespace(const std::string& path);
  /// Lays something at a path that is no namespace, or the node's own.
  void place(const std::string& path, netns_view::standing what);
  /// An interface by itself, as somebody else makes it.
  void add_foreign(const std::string& path, const std::string& name);
  void add_host(const std::string& name);
  /// With what hangs on it: a bridge's ports lose their master, a parent's macvlans go.
  void remove_host(const std::string& name);
  /// All namespaces and interfaces are gone, as after a restart of the machine.
  void restart();

private:
  /// An interface in a namespace, and what it hangs on outside.
  struct inner {
    interface_view seen;
    std::string outer;  ///< the other end of a veth pair
    std::string parent; ///< of a macvlan
  };
  struct space {
    netns_view::standing stands = netns_view::standing::open;
    std::uint64_t ino = 0;
    std::vector<inner> interfaces;
    std::vector<default_way> ways;
  };

  space* open_at(const std::string& path);
  bool is_free(const space& in, const std::string& name) const;
  void forget_ways(space& in) const; ///< of interfaces that are not there
  inner make(const std::string& name, const std::string& mac);
  interface_view* find_host(const std::string& name);

  std::map<std::string, space> spaces_;
  std::vector<interface_view> host_;
  std::uint64_t last_ino_ = 4'026'532'000;
  std::uint32_t last_index_ = 1;
};

} // namespace weft::cni::sim
