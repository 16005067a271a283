#pragma once

#include "tests/cluster/controller.hpp"
#include "tests/folder.hpp"
#include "tests/node/recording.hpp"
#include "tests/node/small_cluster.hpp"
#include "tests/node/stage.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace weft::tests {

/// How the agent of a node is to be.
struct agent_wishes {
  std::string socket;                          ///< of the container runtime
  std::vector<std::string> plugin_dirs;        ///< where it finds plugins
  std::string state_dir = "/var/lib/cni/weft"; ///< in memory, as all of a stage's /var/lib
  std::string more;                            ///< settings of the section cni, in YAML's flow form
  std::string log_level = "debug";
};

/// Namespaces of the test's own with an API server and `weft agent` as a process of its own; which
/// container runtime there is, is for who builds on it. When an assertion has failed the end shows
/// what the agent said.
class tended_node {
public:
  tended_node(const tended_node&) = delete;
  tended_node& operator=(const tended_node&) = delete;

  /// Starts the agent, and waits until it serves.
  void start();
  /// SIGKILL; its plugins live on.
  void kill();
  /// SIGTERM. @returns its exit code.
  int stop();
  controller& agent() { return *agent_; }

  /// What the agent counts under a name, its labels included; -1: nothing.
  double metric(const std::string& name);

  /// Looks until it is so; fails the test when it does not become so for a long time.
  void await(const std::string& what, const std::function<bool()>& so);

  /// How many addresses of a network are reserved.
  static std::size_t reserved(const std::string& network);
  static std::string record_folder() { return "/var/lib/cni/weft/results"; }
  /// How many records the agent keeps.
  static std::size_t records();

  stage node;
  small_cluster cluster;

protected:
  tended_node() = default;
  ~tended_node() { finish(); }

  /// Before the first start.
  void configure(const agent_wishes& how);
  /// Ends the agent and what its plugins have left. Whoever builds on it does that before what the
  /// agent works with goes.
  void finish();

  folder here;
  recording recorders{here.path() / "recorders"};

private:
  std::string path_list_; ///< CNI_PATH of its plugins
  std::optional<controller> agent_;
};

} // namespace weft::tests
