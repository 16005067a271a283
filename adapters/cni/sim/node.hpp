#pragma once

#include "adapters/cni/runner.hpp"
#include "adapters/cni/sim/disk.hpp"
#include "adapters/cni/sim/kernel.hpp"
#include "adapters/cni/sim/plugins.hpp"
#include "adapters/cni/sim/runtime.hpp"
#include "adapters/cni/sim/surroundings.hpp"

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace weft::cni::sim {

/// What goes wrong with a plugin, or takes long.
struct plugin_fault {
  enum class way : std::uint8_t {
    fail,      ///< before it has done anything: `code`, `message`
    fail_half, ///< after it has made its interface
    fail_late, ///< after it has done all of it
    hang,      ///< after its interface, until it is ended
    die,       ///< by SIGKILL, after its interface
    garbage,   ///< does it, and prints no JSON
    flood,     ///< does it, and prints too much
    slow,      ///< does it, in `duration`
    haunt,     ///< does it, and leaves a child that holds its output for ever
  };
  way how = way::fail;
  std::string type;       ///< of the plugin; empty: any
  std::optional<verb> of; ///< nothing: any but VERSION
  std::string container;  ///< empty: any
  std::string interface;  ///< CNI_IFNAME; empty: any
  std::size_t times = 1;  ///< then it is over; 0: never
  double share = 1;       ///< of the calls that it fits, by lot
  int code = 999;
  std::string message = "something else";
  std::chrono::milliseconds duration{};
};

/// One call of a plugin, as the node saw it.
struct plugin_call {
  invocation what;
  instant began; ///< when it was released
  std::optional<instant> ended;
  execution came_to;      ///< once it has ended
  bool was_ended = false; ///< by us, at its deadline or after a restart

  std::string told(std::string_view variable) const;
};

/// A node as values: containers, namespaces, plugins that run and a disk, all of which outlive the
/// agent. The ends that an agent holds are in_process_cri, in_process_runner, in_process_namespaces
/// and in_process_records. Time and order are the owner's. Not thread-safe. @see cni.md 10
///
/// Known differences from a node: those of its parts; a signal ends a process at once; output that
/// somebody holds is read for half a second, whatever the settings say.
class node {
public:
  explicit node(surroundings around, std::uint64_t seed = 1);
  /// Processes under way are forgotten.
  ~node();
  node(const node&) = delete;
  node& operator=(const node&) = delete;

  runtime containers;
  kernel network;
  address_pools pools;
  disk files; ///< of the agent's own directory

  // -- for who plays the kubelet -----------------------------------------------------------------

  /// A new sandbox, READY, with a namespace of its own unless it lives in the node's. @returns its
  /// id.
  std::string run_pod(const std::string& ns, const std::string& name, const std::string& uid,
                      std::uint32_t attempt = 0, sandbox::network mode = sandbox::network::pod);
  /// The sandbox is NOTREADY, and its namespace gone.
  void stop_pod(const std::string& id);
  /// Its first process dies: NOTREADY, while the namespace stays until it is stopped. Nothing
  /// happens where sandboxes have none.
  void kill_pause(const std::string& id);
  void remove_pod(const std::string& id);
  /// Where the sandbox's namespace lies; empty: there is no such sandbox.
  std::string netns_of(const std::string& id) const;

  // -- for who plays the rest of the world -------------------------------------------------------

  /// Which plugins are installed; without a change bridge, macvlan, host-local, tuning, portmap and
  /// firewall.
  std::set<std::string> installed;
  /// All plugins speak 1.1.0 from now on, with GC and STATUS.
  void renew_plugins() { plugins_.modern = true; }
  /// How long a plugin runs by itself.
  std::chrono::milliseconds plugin_time{10};
  void inject(plugin_fault what) { faults_.push_back({std::move(what), 0}); }
  /// Withdraws all that was injected; who hangs, hangs on.
  void relent() { faults_.clear(); }
  /// The machine dies and comes back: processes, namespaces and sandboxes are gone, the disk has
  /// what was synced, addresses stay reserved.
  void reboot();

  // -- for the agent's ends ----------------------------------------------------------------------

  const std::string& boot_id() const { return boot_id_; }
  /// A plugin that is held at its gate. @param ended Told once, when it has ended.
  process_group hold(invocation what, std::function<void(execution)> ended);
  /// Lets it act. @param deadline From now on.
  void release(std::int64_t group, std::chrono::milliseconds deadline);
  /// It ends without having acted; one that was released goes on, and tells nobody.
  void let_go(std::int64_t group);
  /// @returns whether there was anybody to end.
  bool end_group(const process_group& which);

  // -- for who asserts ---------------------------------------------------------------------------

  /// The last twenty thousand.
  const std::deque<plugin_call>& calls() const { return calls_; }
  void forget_calls();
  std::size_t running() const;
  /// What must never be, in words: two plugins at once for one sandbox, GC beside an ADD or a DEL,
  /// or a plugin sent into the node's own namespace or what is none.
  const std::vector<std::string>& violations() const { return violations_; }

private:
  struct process {
    std::size_t call = 0; ///< number of its call
    process_group group;
    invocation what;
    std::function<void(execution)> ended;
    std::optional<plugin_fault> fault;
    bool released = false;
  };
  struct active_fault {
    plugin_fault what;
    std::size_t done = 0;
  };

  std::optional<plugin_fault> next_fault(const invocation& what);
  void begin(process& one);
  void finish(std::int64_t group);
  void end(std::int64_t group, execution outcome, bool by_us);
  void watch(const invocation& what);
  plugin_call* call_of(std::size_t number);
  void later(std::chrono::milliseconds delay, std::int64_t group, void (node::*what)(std::int64_t));
  void time_out(std::int64_t group);

  surroundings around_;
  std::mt19937_64 dice_;
  plugins plugins_{network, pools};
  std::string boot_id_;
  std::vector<active_fault> faults_;
  std::map<std::int64_t, process> processes_;
  std::deque<plugin_call> calls_;
  std::size_t forgotten_ = 0;
  std::vector<std::string> violations_;
  std::int64_t last_pid_ = 1000;
  std::uint64_t last_sandbox_ = 0;
  std::uint64_t boots_ = 0;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

} // namespace weft::cni::sim
