#pragma once

#include "protocol/cni/annotation.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace weft::cni {

/// What becomes of an attachment whose element asks for something else. @see cni.md 1.4
enum class on_change : std::uint8_t {
  replace, ///< it is taken away and made anew
  reject,  ///< it stays as it is, with an event
};

/// Who runs the plugins of a network. @see cni.md 5.2
enum class execution_mode : std::uint8_t {
  direct, ///< we do, from the network object
  meta,   ///< the node's first configuration does, e.g. kactus, and is told the network's name
};

/// How the agent treats the Pods of its node. @see cni.md 1.5, 5.7, 8
struct settings {
  std::string node_name; ///< metadata.name of our Node; without it nothing starts
  std::string runtime_socket = "unix:///run/containerd/containerd.sock"; ///< of CRI
  std::vector<std::string> plugin_dirs{"/opt/cni/bin", "/usr/lib/cni"};  ///< absolute; CNI_PATH
  std::string config_dir = "/etc/cni/net.d";   ///< for network objects without a configuration
  std::string state_dir = "/var/lib/cni/weft"; ///< of our records
  std::string shared_cache_dir;                ///< libcni's, where a copy goes; empty: nowhere

  execution_mode mode = execution_mode::direct;
  std::string meta_vendor; ///< "/opt/<vendor>/cni/bin" is searched first in meta mode; empty: none

  bool isolate_namespaces = true; ///< networks of one's own namespace and of these, and no others
  std::vector<std::string> global_namespaces{"default"};
  bool kaloom_namespaces = false; ///< honour the key `namespace` of Kaloom's annotation
  on_change changed = on_change::replace;
  bool unplug_foreign = false;            ///< take away what others attached and nobody wishes
  std::string default_interface = "eth0"; ///< never ours, besides what the status calls default
  annotation_limits limits;
  std::vector<std::string> exclusive_networks; ///< CNI names for which GC may be called

  std::uint32_t workers = 0; ///< plugins that run at once; 0: twice the cores; 1 to 1024
  std::vector<std::string> passed_environment; ///< of our variables, those that plugins see too
  bool check = false;                          ///< call CHECK as well, for a metric and an event

  std::chrono::milliseconds plugin_timeout = std::chrono::seconds{30}; ///< 1 s to 10 min
  std::chrono::milliseconds chain_timeout = std::chrono::seconds{60};  ///< at least a plugin's
  std::chrono::milliseconds kill_grace = std::chrono::seconds{2};      ///< SIGTERM to SIGKILL
  std::chrono::milliseconds output_grace{500}; ///< after a plugin's exit; 10 ms to 10 s
  std::chrono::milliseconds slow_after = std::chrono::seconds{5};    ///< counts against the limit
  std::chrono::milliseconds health = std::chrono::seconds{60};       ///< between two looks at a Pod
  std::chrono::milliseconds runtime_poll = std::chrono::seconds{10}; ///< of the list of sandboxes
  std::chrono::milliseconds runtime_timeout = std::chrono::seconds{5}; ///< of one call to CRI
  std::chrono::milliseconds sweep = std::chrono::minutes{10};          ///< for records of nobody

  std::chrono::milliseconds retry_first{500};
  std::chrono::milliseconds retry_cap = std::chrono::seconds{60};
  std::chrono::milliseconds missing_first
    = std::chrono::seconds{30}; ///< a plugin's file is not there
  std::chrono::milliseconds permanent_retry = std::chrono::minutes{5};
  std::chrono::milliseconds stop_grace = std::chrono::seconds{10}; ///< for plugins under way
};

/// The directories in which plugins are searched, as CNI_PATH says them.
/// @param type Of the first plugin of the node's configuration; matters in meta mode alone.
/// @see cni.md 5.1, 5.2
std::string plugin_path(const settings& how, std::string_view type = {});

/// Whether a Pod may use the network. @see cni.md 1.5
bool may_use(const settings& how, std::string_view pod_namespace, const element& what);

/// What is wrong with the settings, for whoever wrote them; empty: nothing.
std::string fault_in(const settings& how);

} // namespace weft::cni
