#pragma once

#include "protocol/avi/names.hpp"
#include "tests/printing.hpp"
#include "tests/simulation/claims.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace weft::simulation {

using namespace std::chrono_literals;
using texts = std::vector<std::string>;

/// A world with the domain "avi" alone and the site of avi.md 12, whose log is kept in its trace.
world_shape at_balancer();

/// The stage of one row of avi.md 16: a world, and readings of its AVI controller.
class balancer_scene : public world {
public:
  explicit balancer_scene(world_shape how = at_balancer(), std::uint64_t seed = 7);

  /// Starts a weft, lets it read everything and begins to count.
  void open();

  /// Writes applied by the weft since `count_anew`, by type; and what it asked for.
  struct tally {
    std::map<std::string, std::size_t> writes;
    std::size_t requests = 0; ///< log-ins among them
    std::size_t all_writes() const;
  };
  /// Counts from here on and forgets which Events there were.
  void count_anew();
  tally counted() const;
  std::size_t writes(const std::string& of) const;
  /// Applied PUTs of the VRF since `count_anew`.
  std::size_t vrf_writes() const { return writes("vrfcontext"); }
  /// Whether that comes about within `limit`.
  bool sees(const std::function<bool()>& what, span limit = 10s) {
    return run_until(what, limit).has_value();
  }
  /// Requests since `count_anew` of a method. @param part Of the target.
  std::vector<avi::sim::request_entry> requests(std::string_view method,
                                                std::string_view part = {}) const;

  // -- what is there -----------------------------------------------------------------------------

  /// The object of that name; null: there is none.
  json::value object(std::string_view type, std::string_view name) const;
  bool has(std::string_view type, std::string_view name) const {
    return !object(type, name).is_null();
  }
  /// The routes of the VRF that bear a cluster's label, as they are written there.
  std::vector<json::value> routes_of(const std::string& cluster = "S1-AZ1") const;
  /// "10.244.0.0/24 10.1.1.2" of each, in the order of their text.
  texts routes(const std::string& cluster = "S1-AZ1") const;
  /// The others, as they are written there.
  std::vector<json::value> foreign_routes() const;
  /// Names of all objects of a type that were not there at the beginning, in their order.
  texts made(std::string_view type) const;
  /// The value of the label of a Service Engine Group; empty: there is none.
  std::string group_label(const std::string& group = avi::sim::demo_se_group) const;

  // -- what an administrator does ----------------------------------------------------------------

  void admin_edits(std::string_view type, std::string_view name, const avi::sim::core::change& how);
  void admin_removes(std::string_view type, std::string_view name);
  /// What is answered, and not done, to the next request that fits.
  void trouble(avi::sim::disturbance what) { balancer.inject(std::move(what)); }

  // -- what a user of the cluster sees -----------------------------------------------------------

  /// The reported Ready of a Service: "True", "False/ControllerRejected"…; empty: there is none.
  std::string stands(const std::string& service, const std::string& ns = "shop");
  /// The same of the object at a path.
  std::string stands_at(const std::string& path);
  /// How many Events of this reason an object has got since `count_anew`.
  std::size_t events(const std::string& object, std::string_view reason);

  /// What may not have happened since the world began: whatever the controller, or a witness, has
  /// seen broken of the invariants of avi.md 15.4, or an actor that died.
  texts blemishes() const;

private:
  std::size_t requests_before_ = 0;
  std::size_t transactions_before_ = 0;
  std::map<std::string, std::size_t> events_before_;

  std::map<std::string, std::size_t> all_events();
};

// -- what is in the cluster ----------------------------------------------------------------------

/// Makes a Node, or changes it. @param addresses InternalIPs.
void add_node(world& here, const std::string& name, const texts& addresses, const texts& cidrs,
              const json::object& annotations = {});
/// Gives a Node other InternalIPs.
void readdress(world& here, const std::string& node, const texts& addresses);
/// Sets an annotation of an object; null takes it away.
void annotate(world& here, const std::string& path, std::string_view name, json::value text);
std::string node_path(const std::string& name);

/// Makes a Service of type LoadBalancer. @param ports Each as "TCP/80" or "UDP/53/dns".
/// @param more Further members of its spec.
void add_service(world& here, const std::string& name, const texts& ports,
                 const json::object& more = {}, const json::object& annotations = {},
                 const std::string& ns = "shop");
/// Makes the slice `<service>-<port>` of endpoints at a port, or changes it. @param addresses Each
/// as "10.244.0.5", "10.244.0.5!" (not ready) or "10.244.0.5?" (terminating).
void add_slice(world& here, const std::string& service, const std::string& port, int number,
               const texts& addresses, const std::string& ns = "shop",
               const std::string& protocol = "TCP");
std::string service_path(const std::string& name, const std::string& ns = "shop");

} // namespace weft::simulation
