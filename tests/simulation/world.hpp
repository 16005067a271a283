#pragma once

#include "actors/runtime/root.hpp"
#include "adapters/aci/in_process.hpp"
#include "adapters/avi/in_process.hpp"
#include "adapters/avi/sim/fixture.hpp"
#include "adapters/cni/node_ends.hpp"
#include "adapters/cni/sim/node.hpp"
#include "adapters/k8s/in_process.hpp"
#include "adapters/velocloud/in_process.hpp"
#include "protocol/aci/settings.hpp"
#include "protocol/avi/settings.hpp"
#include "protocol/cni/settings.hpp"
#include "protocol/velocloud/settings.hpp"
#include "tests/deterministic.hpp"
#include "tests/simulation/balancer_witness.hpp"
#include "tests/simulation/fabric_witness.hpp"
#include "tests/simulation/wire.hpp"
#include "tests/simulation/wired_client.hpp"
#include "tests/simulation/witness.hpp"
#include "tests/text_at.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

/// The whole program in one thread: the actors under the root, an API server core, a VCO core, a
/// fabric core, an AVI core, a node core, a wire between them, one clock and one pair of dice. @see
/// design.md 9
namespace weft::simulation {

namespace sim = velocloud::sim;
using tests::text_at;

class world;

/// Who may write to the fabric of a world. Of no worth anywhere else.
inline constexpr const char* apic_user = "weft";
inline constexpr const char* apic_password = "pass-of-the-simulated-fabric";

/// How a world is made.
struct world_shape {
  world_shape() { lease.enabled = false; }

  bool has_velocloud = true; ///< every process has this domain
  velocloud::settings how;
  sim::fixture_shape fixture;
  bool has_aci = false; ///< every process has this domain
  aci::settings fabric;
  aci::credential fabric_login{apic_user, {}, apic_password, {}, {}};
  std::size_t apics = 3;
  bool has_avi = false; ///< every process has this domain
  avi::settings balancer;
  avi::sim::fixture_shape balancer_site;
  bool has_cni = false; ///< every process is an agent of the node
  cni::settings agent;
  watch_pace pace;
  std::vector<std::string> namespaces; ///< that are watched; empty: all
  bool api_streams = true;             ///< the API server can stream a snapshot
  lease_settings lease;                ///< disabled unless a test enables it
  bool tracing = false;
  std::function<void(domain&)> adjust;
  /// Stands between the actors and the client of the API server.
  std::function<std::unique_ptr<k8s::client>(std::unique_ptr<k8s::client> real)> before_api;
  /// Takes the place of the way to the VCO core.
  std::function<std::shared_ptr<velocloud::client>(world&)> instead_of_vco;
  /// Stands between the targets and the session.
  std::function<session_actor(caf::local_actor* parent, session_actor real)> before_session;
};

/// One running weft.
struct process {
  std::string identity;
  weft::index objects;
  surroundings here;
  std::shared_ptr<velocloud::in_process> vco;
  std::shared_ptr<witness> seen;
  std::shared_ptr<aci::in_process> apic;
  std::shared_ptr<fabric_witness> fabric;
  std::shared_ptr<avi::in_process> controller;
  std::shared_ptr<balancer_witness> balancer;
  cni::node_ends node;
  root_actor root;
  std::vector<session_actor> sessions; ///< ever started
  std::chrono::seconds wall_off{};     ///< how far its wall clock is off
  bool alive = true;
};

class world : public testing::deterministic_actors {
public:
  explicit world(std::uint64_t seed, world_shape shape = {});
  ~world();
  world(const world&) = delete;
  world& operator=(const world&) = delete;

  /// Starts a weft.
  process& start();
  /// Ends every actor of a process at once, as kill -9 does; what is on the wire stays there.
  void kill(process& which);
  /// Kills the leader, or else the newest process, and starts another.
  void restart();
  /// Ends one actor of a process that lives, supervisors in good order. @returns its name and key.
  std::string kill_some_actor();
  process& newest() { return *processes.back(); }
  std::vector<process*> living() const;
  process& some_living();
  /// The living process that the Lease names; null: none.
  process* leader();
  /// Starts another process for each that has ended by itself.
  void revive();
  /// The actors of a process.
  std::vector<caf::actor> actors_of(process& which);

  void run_for(span how_long) { advance(how_long); }
  /// Runs until `there`, looking ten times a second. @returns how long that took; nothing when it
  /// took longer than `limit`.
  std::optional<span> run_until(const std::function<bool()>& there, span limit);
  /// Runs until nothing has been written anywhere for `calm`. @returns whether that came about.
  bool run_until_quiet(span calm = std::chrono::minutes{7}, span limit = std::chrono::hours{4});

  /// One request of a user to the API server, without wire and misfortune.
  k8s::server::answer ask_api(std::string method, std::string path, const std::string& body = {},
                              std::string content_type = "application/json");
  /// Creates or changes every object of a YAML text. @returns the last status.
  int apply(std::string_view yaml);
  int apply(const json::value& object);
  int patch(const std::string& path, std::string_view merge_patch);
  int erase(const std::string& path);
  /// Creates or changes a VelocloudBP of namespace ns1; `spec` is YAML flow: "{dport: 80}".
  int apply_rule(const std::string& name, std::string_view spec, const std::string& ns = "ns1");
  /// Where an object of a kind is: `path_of("Pod", "web-a", "ns1")`.
  static std::string path_of(std::string_view kind, const std::string& name,
                             const std::string& ns = "ns1");
  static std::string rule_path(const std::string& name, const std::string& ns = "ns1");
  /// Installs what CRDs of ours are not there.
  void define_kinds();
  static constexpr auto lease_path = "/apis/coordination.k8s.io/v1/namespaces/default/leases/weft";

  /// The object, or null.
  json::value find(const std::string& path);
  /// All objects of a collection.
  json::array list(const std::string& path);
  /// "True", "False/PolicyViolation", …; empty while there is none for this generation.
  std::string condition_of(const json::value& object, std::string_view type = "Ready");
  std::string ready(const std::string& name, const std::string& ns = "ns1");
  /// Reasons of all Events so far.
  std::vector<std::string> event_reasons();

  sim::instant vco_time();
  aci::sim::instant apic_time() { return vco_time(); }
  avi::sim::instant balancer_time() { return vco_time(); }
  cni::sim::instant node_time() { return vco_time(); }
  timestamp wall() const;
  void note(const std::string& what);

  world_shape shape;
  std::mt19937_64 dice;
  simulation::wire wire;
  std::shared_ptr<k8s::in_process_server> api;
  sim::core vco;
  std::string token{sim::demo_token};
  aci::sim::core apic; ///< with tenant T, its L3Out O and its VRF, once there is the domain
  aci::sim::switchboard board;
  avi::sim::core balancer;
  cni::sim::node node; ///< outlives every process
  ledger books;
  /// What befalls requests of weft, and of nobody else. Verbs: "GET", "PATCH", "POST", "watch"…
  k8s::server::fault_script misfortunes;
  bool balanced = false; ///< each request of weft reaches either API server by chance
  std::vector<std::unique_ptr<process>> processes; ///< dead ones too: late callbacks look there
  std::vector<std::string> trace;

private:
  /// What has changed in a world since it began.
  struct changes {
    std::size_t of_vco = 0;
    std::size_t of_fabric = 0;
    std::size_t of_balancer = 0;
    std::size_t of_node = 0;
    std::uint64_t of_cluster = 0;
    bool operator==(const changes&) const = default;
  };

  void connect_vco(process& mine);
  void connect_fabric(process& mine);
  void connect_balancer(process& mine);
  void connect_node(process& mine);
  domain_seat velocloud_seat(process& of);
  domain_seat aci_seat(process& of);
  domain_seat avi_seat(process& of);
  domain_seat cni_seat(process& of);
  void furnish_fabric();
  void furnish_cluster_for_balancer();
  void furnish_node();
  std::shared_ptr<const domain> adjusted(domain filling) const;
  void meet_misfortune(const std::string& verb);
  /// Why this process may not write now; empty: it may.
  std::string trespass(const process& writer) const;
  /// Whatever has changed anywhere, renewals of the Lease apart.
  changes all_that_changed() const;
  bool move_outside();
  instant next_outside() const;
  instant clock_now() const { return instant{sched.clock().current_time.time_since_epoch()}; }
};

} // namespace weft::simulation
