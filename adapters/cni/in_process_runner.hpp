#pragma once

#include "adapters/cni/runner.hpp"
#include "adapters/cni/sim/node.hpp"

namespace weft::cni {

/// A runner on a simulated node, which its plugins outlive. A message lost in `post` of the
/// surroundings is a start, a release or an end that is never told. Not thread-safe; the node must
/// outlive it.
class in_process_runner : public runner {
public:
  in_process_runner(sim::node& on, sim::surroundings around);
  ~in_process_runner() override;

  std::unique_ptr<plugin_start> start(invocation what, std::chrono::milliseconds deadline,
                                      plugin_events events) override;
  void end_group(process_group which, std::string container_id,
                 std::function<void(result<bool>)> done) override;
  void find_plugin(std::string type, std::string path_list,
                   std::function<void(result<plugin_file>)> done) override;

private:
  sim::node& on_;
  sim::surroundings around_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

} // namespace weft::cni
