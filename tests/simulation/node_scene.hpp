#pragma once

#include "protocol/cni/annotation.hpp"
#include "protocol/cni/attachment_record.hpp"
#include "protocol/cni/names.hpp"
#include "tests/printing.hpp"
#include "tests/simulation/claims.hpp"
#include "tests/simulation/kubelet.hpp"
#include "tests/simulation/workloads.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weft::simulation {

using namespace std::chrono_literals;

/// A world with the domain "cni" alone, whose log is kept in its trace.
world_shape on_node();

/// Interfaces of the networks of every scene.
inline constexpr auto if_red = "netbda9643ac660";
inline constexpr auto if_green = "net9f27410725ab";
inline constexpr auto if_data = "net8d777f385d3d";

/// The stage of one row of cni.md 12: a world with Kaloom's networks "red", "green" and "data" and
/// the NetworkAttachmentDefinitions "net-a" and "net-b" of ns1, and readings of its node. Pods are
/// of ns1 where nothing else is said.
class node_scene : public world {
public:
  explicit node_scene(world_shape how = on_node(), std::uint64_t seed = 7);

  /// Starts a weft, lets it read everything and begins to count.
  void open();
  /// The same, with a Pod "web" that has what this value of Kaloom's annotation asks for.
  void open_with_web(const std::string& value);
  /// The same in the form of the multi-net-spec.
  void open_with_npwg_web(const std::string& value);

  /// What Pod "web" asks for from now on; null: the annotation goes.
  void web_asks(const json::value& value) {
    annotate(*this, "web", cni::annotation::kaloom, value);
  }
  void web_asks_npwg(const json::value& value) {
    annotate(*this, "web", cni::annotation::npwg, value);
  }

  /// Executions but VERSION, and writes to Pods, since `count_anew`.
  struct tally {
    std::size_t adds = 0;
    std::size_t dels = 0;
    std::size_t checks = 0;
    std::size_t patches = 0; ///< of Pods, by weft
    bool operator==(const tally&) const = default;
    std::size_t execs() const { return adds + dels + checks; }
  };
  /// Counts from here on and forgets which Events there were.
  void count_anew();
  tally counted() const;
  /// Whether that comes about within `limit`.
  bool sees(const std::function<bool()>& what, span limit = 2s) {
    return run_until(what, limit).has_value();
  }

  // -- what the node has done and has ------------------------------------------------------------

  /// Executions but VERSION since `count_anew`, in order; of one verb.
  std::vector<cni::sim::plugin_call> calls() const;
  std::vector<cni::sim::plugin_call> calls(cni::verb what) const;
  /// "ADD bridge net1", "DEL bridge net1", … of the same.
  texts lines() const;

  /// Names of the interfaces in a Pod's sandbox besides "lo" and "eth0", in the order of their
  /// text.
  texts inside(const std::string& pod);
  bool has(const std::string& pod, const std::string& interface) {
    return this->interface(pod, interface).has_value();
  }
  std::optional<cni::interface_view> interface(const std::string& pod, const std::string& name);
  /// Outer ends of veth pairs on the node.
  std::size_t outer_ends() const;
  /// Addresses of a network that are reserved.
  texts reserved(const std::string& network) const;
  /// What is kept on the node's disk.
  std::vector<cni::attachment_record> records();
  /// The only record; there must be one.
  cni::attachment_record only_record();
  /// Somebody in a Pod deletes an interface of its.
  void delete_inside(const std::string& pod, const std::string& interface);

  // -- what a user of the cluster sees -----------------------------------------------------------

  /// Entries of a Pod's status annotation; none while there is none.
  json::array entries(const std::string& pod, const std::string& ns = "ns1");
  /// The entry of an interface; null: there is none.
  json::value entry(const std::string& pod, const std::string& interface,
                    const std::string& ns = "ns1");
  /// Interfaces that the status annotation names, in its order.
  texts told(const std::string& pod, const std::string& ns = "ns1");
  /// Whether Pod "web" has exactly these interfaces, and its status says so.
  bool web_has(const texts& interfaces);
  /// How many Events of this reason an object has got since `count_anew`.
  std::size_t events(const std::string& object, std::string_view reason);
  /// How often people have been told of it since `count_anew`, whether as an Event of its own or as
  /// one more in a series.
  std::size_t notices(std::string_view reason) const;
  /// The text of the newest Event of this reason; empty: there is none.
  std::string newest_note(std::string_view reason);

  /// What may not have happened since the world began: two executions at once for one sandbox, a
  /// plugin sent into the node's own namespace, an actor that died.
  texts blemishes() const;

private:
  std::size_t lines_with(std::string_view one, std::string_view other) const;
  std::map<std::string, std::size_t> all_events();

  std::size_t lines_before_ = 0; ///< of the trace
  std::map<std::string, std::size_t> events_before_;
};

} // namespace weft::simulation

template <>
struct Catch::StringMaker<weft::simulation::node_scene::tally> {
  static std::string convert(const weft::simulation::node_scene::tally& shown) {
    return std::to_string(shown.adds) + " ADDs, " + std::to_string(shown.dels) + " DELs, "
           + std::to_string(shown.checks) + " CHECKs, " + std::to_string(shown.patches)
           + " patches of Pods";
  }
};
