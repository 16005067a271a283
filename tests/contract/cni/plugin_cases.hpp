#pragma once

#include "adapters/cni/namespaces.hpp"
#include "adapters/cni/runner.hpp"

#include <functional>
#include <string>
#include <vector>

/// What the reference plugins do to a node, kind and unkind, as we rely on it: held against the
/// real ones and against the simulated node. @see cni.md 5.6, 10.2
namespace weft::cni::cases {

/// A node with Pods, and an agent's ends on it.
class plugin_peer {
public:
  virtual ~plugin_peer() = default;

  virtual cni::runner& runner() = 0;
  virtual namespaces& eyes() = 0;
  virtual std::string path_list() = 0;
  /// Waits until it is so, as long as anything can happen. @returns whether it is.
  virtual bool wait(const std::function<bool()>& so) = 0;

  /// @returns the path of a new namespace, with an "eth0" that leads to everywhere by 10.88.0.1.
  virtual std::string make_namespace(const std::string& name) = 0;
  virtual void remove_namespace(const std::string& path) = 0;
  /// An ordinary file at that path.
  virtual void place_file(const std::string& path) = 0;
  virtual void add_parent(const std::string& name) = 0;
  virtual void remove_host(const std::string& name) = 0;
  virtual void remove_inside(const std::string& path, const std::string& name) = 0;
  /// "eth0 10.88.0.1": the ways to everywhere of IPv4.
  virtual std::vector<std::string> ways(const std::string& path) = 0;
  /// How many addresses of a network are reserved.
  virtual std::size_t reserved(const std::string& network) = 0;
};

struct plugin_case {
  const char* name;
  void (*holds)(plugin_peer& with);
};

const std::vector<plugin_case>& plugin_cases();

} // namespace weft::cni::cases
