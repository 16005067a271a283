#pragma once

#include "protocol/cni/annotation.hpp"
#include "protocol/cni/operations_run.hpp"
#include "protocol/cni/plan.hpp"
#include "tests/printing.hpp"
#include "tests/unit/protocol/written.hpp"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weft::cni {

inline constexpr auto toy_uid = "5d2f1a30-0000-4000-8000-0000000000aa";

/// A node with one Pod: sandboxes, interfaces, address reservations, plugins that obey or are told
/// to fail, records on disk. Small, and sure of itself.
class toy_node {
public:
  toy_node();

  // -- the Pod -----------------------------------------------------------------------------------

  /// Sets an annotation as the API server would show it.
  void kaloom(std::string_view value) { kaloom_value = value; }
  void npwg(std::string_view value) { npwg_value = value; }
  /// What its fragment says now.
  wished_pod wish() const;

  // -- the node ----------------------------------------------------------------------------------

  /// A new READY sandbox; the one before is NOTREADY, and its namespace is still there.
  void renew_sandbox();
  /// The runtime forgets a sandbox and its namespace.
  void forget_sandbox(std::string id);
  /// Another boot: all namespaces are gone, and so are the sandboxes.
  void reboot();
  node_view look() const;
  std::vector<interface_view>& inside() { return spaces.at("/run/netns/" + ready_id()).interfaces; }
  std::string ready_id() const;
  void add_interface(const std::string& name, const std::string& mac = "02:00:00:00:00:77");

  // -- one cycle ---------------------------------------------------------------------------------

  plan_output plan_now() const;
  /// Plans and carries it out until nothing is left to do, writing the status after each.
  /// @returns false when that does not end.
  bool settle();
  /// Plans once and carries it out. @returns whether there was anything to do.
  bool act();
  /// What the status annotation says by now.
  void write_status(const plan_output& said);

  /// Names of the interfaces within the READY sandbox besides eth0, in order.
  std::string interfaces() const;
  /// "default/data=net1" for each entry of the status annotation.
  std::string status() const;

  settings how;
  std::map<std::string, std::string> networks; ///< configurations by "ns/name"
  std::string kaloom_value;
  std::string npwg_value;
  json::value status_value; ///< null: no annotation
  bool gone = false;        ///< the Pod
  bool host_network = false;
  bool ended = false;
  bool terminating = false;
  bool may_remove = true;

  std::string boot_id = "b1";
  bool runtime_answers = true;
  std::vector<sandbox> sandboxes;
  std::map<std::string, netns_view> spaces; ///< by path
  std::map<std::string, attachment_record> disk;
  std::vector<torn_record> torn;
  std::vector<kactus_attachment> by_kactus;                   ///< to the sandbox that is READY
  std::set<std::pair<std::string, std::string>> reservations; ///< container and interface
  resting_tries at_rest;
  bool remembers_failures = true;

  /// Decides what a plugin answers; nothing: it obeys.
  std::function<std::optional<execution>(const invocation&)> script;
  std::vector<std::string> log;   ///< "ADD bridge net1", one per execution
  std::vector<std::string> done;  ///< "AddedInterface", one per event
  std::vector<std::string> notes; ///< texts of the same
  std::size_t crash_after = 0;    ///< steps until the agent dies; 0: it does not
  bool crashed = false;

private:
  execution obey(const invocation& what);
  void perform(operations_run& run);
  bool perform_one(const node_step& what, operations_run& run);
  snapshot<network_plan> network_of(const network_reference& which) const;

  std::uint32_t attempt_ = 0;
  std::uint32_t macs_ = 0;
};

execution failing(int code, const std::string& words = "no");

} // namespace weft::cni
