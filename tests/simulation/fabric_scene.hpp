#pragma once

#include "protocol/aci/dn.hpp"
#include "protocol/aci/spelling.hpp"
#include "tests/printing.hpp"
#include "tests/simulation/claims.hpp"
#include "tests/simulation/workloads.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace weft::simulation {

using namespace std::chrono_literals;

/// A world with the domain "aci" alone, whose log is kept in its trace.
world_shape on_fabric();

/// Of EEPGs of L3Out O in tenant T, where nothing else is said.
std::string eepg_dn(const std::string& epg, const std::string& l3out = "O");
std::string subnet_dn(const std::string& epg, const std::string& prefix,
                      const std::string& l3out = "O");
/// "10.1.1.1/32 <name> import-security <mark>": how a subnet of ours is to be.
std::string subnet_line(const std::string& prefix, const std::string& name);
inline constexpr auto out_dn = "uni/tn-T/out-O";
inline constexpr auto marker = aci::plain_marker;

/// The stage of one row of aci.md 11: a world, and readings of its fabric.
class fabric_scene : public world {
public:
  explicit fabric_scene(world_shape how = on_fabric(), std::uint64_t seed = 7);

  /// Starts a weft, lets it read everything and begins to count.
  void open();
  /// The same, with a Deployment "web" whose EEPG E is there. @param more As of `order_for`.
  void open_with_web(const std::string& more = {});

  /// Requests since `count_anew`.
  struct tally {
    std::size_t posts = 0;
    std::size_t deletes = 0;
    std::size_t gets = 0; ///< subscriptions among them
    std::size_t subscriptions = 0;
    std::size_t log_ins = 0;
    bool operator==(const tally&) const = default;
    std::size_t writes() const { return posts + deletes; }
  };
  /// Counts from here on and forgets which Events there were.
  void count_anew();
  tally counted() const;
  /// Whether that comes about within `limit`.
  bool sees(const std::function<bool()>& what, span limit = 10s) {
    return run_until(what, limit).has_value();
  }

  // -- what is there -----------------------------------------------------------------------------

  bool has(const std::string& dn) const { return apic.tree().find(dn) != nullptr; }
  std::string at(const std::string& dn, std::string_view attribute) const {
    return apic.attribute(dn, attribute);
  }
  /// All attributes; none of what is not there.
  aci::sim::attribute_map attributes(const std::string& dn) const;
  /// The prefixes of an EEPG, in the order of their text.
  texts prefixes(const std::string& epg, const std::string& l3out = "O") const;
  bool holds(const std::string& epg, const std::string& prefix) const {
    return has(subnet_dn(epg, prefix));
  }
  /// "10.1.1.1/32 ns1::web-a import-security <marker>" of each, in the same order.
  texts subnets(const std::string& epg) const;

  /// The commits of weft since `count_anew`, in order.
  std::vector<aci::sim::transaction_entry> commits() const;
  /// Requests since `count_anew` whose target or body holds this text.
  std::size_t mentions(std::string_view text) const;
  /// Those of a method. @param part Of the target.
  std::vector<aci::sim::request_entry> requests(std::string_view method,
                                                std::string_view part = {}) const;

  // -- what an administrator does ----------------------------------------------------------------

  using attributes_to_set = std::map<std::string, std::string>;
  /// Makes an object, or changes these attributes of it.
  void admin_sets(const std::string& dn, const attributes_to_set& what = {});
  void admin_deletes(const std::string& dn);

  // -- what a user of the cluster sees -----------------------------------------------------------

  /// The reported Ready of a Deployment: "True", "False/WaitingForL3Out"…; empty: there is none.
  std::string stands(const std::string& deployment, const std::string& ns = "ns1");
  /// How many Events of this reason a Deployment has got since `count_anew`.
  std::size_t events(const std::string& deployment, std::string_view reason);

  /// What may not have happened since the world began: anything a witness saw, a prefix in two
  /// EEPGs at once, fault F0467, two cookies, `children` before `attributes`, an actor that died.
  texts blemishes() const;

private:
  aci::sim::counters counters_before_;
  std::size_t requests_before_ = 0;
  std::size_t transactions_before_ = 0;
  std::map<std::string, std::size_t> events_before_;

  std::map<std::string, std::size_t> all_events();
};

} // namespace weft::simulation

template <>
struct Catch::StringMaker<weft::simulation::fabric_scene::tally> {
  static std::string convert(const weft::simulation::fabric_scene::tally& shown) {
    return std::to_string(shown.posts) + " POSTs, " + std::to_string(shown.deletes) + " DELETEs, "
           + std::to_string(shown.gets) + " GETs, " + std::to_string(shown.subscriptions)
           + " subscriptions, " + std::to_string(shown.log_ins) + " log-ins";
  }
};
