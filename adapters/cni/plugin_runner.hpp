#pragma once

#include "adapters/cni/plugin_child.hpp"
#include "adapters/cni/runner.hpp"
#include "adapters/net/transport.hpp"

#include <string>
#include <vector>

namespace weft::cni {

/// What plugins find besides what they are told.
struct plugin_surroundings {
  /// Their PATH. Without the sbin directories those that call iptables fail half-way.
  std::string path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  std::vector<std::string> passed; ///< names of variables that they get from our own environment
  plugin_limits limits;
};

/// Runs plugins as processes of this node. The transport must outlive it. @see cni.md 5.7, 8.4
class plugin_runner : public runner {
public:
  plugin_runner(net::transport& io, plugin_surroundings around);

  std::unique_ptr<plugin_start> start(invocation what, std::chrono::milliseconds deadline,
                                      plugin_events events) override;
  void end_group(process_group which, std::string container_id,
                 std::function<void(result<bool>)> done) override;
  void find_plugin(std::string type, std::string path_list,
                   std::function<void(result<plugin_file>)> done) override;

private:
  net::transport& io_;
  plugin_limits limits_;
  std::vector<std::string> environment_; ///< "NAME=value", of every plugin
};

} // namespace weft::cni
