#pragma once

#include "protocol/avi/address.hpp"
#include "protocol/avi/records.hpp"
#include "protocol/avi/settings.hpp"
#include "protocol/k8s/projection.hpp"
#include "protocol/state/telling.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

/// What a Node wishes of the VRF. @see avi.md 4.2 to 4.4
namespace weft::avi {

/// One static route of a Node.
struct wished_route {
  prefix network;        ///< of Pods, without host bits
  std::string next_hop;  ///< canonical; of the same family
  std::size_t place = 0; ///< of the CIDR in its list, counted with those that make no route

  bool operator==(const wished_route&) const = default;
};

/// The body of a Node's fragment.
struct wished_node : record, telling {
  std::vector<wished_route> routes;
  /// Networks that this process has wished for this Node before and that it wishes no more: what is
  /// still there of them needs no second look.
  std::vector<prefix> former;

  std::vector<std::pair<std::string, std::string>> tell() const override;
};

/// Where a node's Pod CIDRs are written, besides the Node. Kept of a BlockAffinity, a HostSubnet or
/// a CiliumNode.
struct cidr_source : record {
  std::string node; ///< empty: the object bears the node's name
  std::vector<std::string> cidrs;
};

/// What can be said of a Node's routes.
struct node_reading {
  std::vector<wished_route> routes;
  std::string reason; ///< why there are none, or fewer than there are CIDRs; empty: there is no why
  std::string message;
  bool warns = false; ///< it is a mistake, and not merely early
};

/// The routes of one Node.
/// @param sources Of the node, in the order of the list; of no account where the Node says it.
/// @param at What the family policy follows where the settings leave it open.
node_reading read_routes(const settings& how, const site& at, const k8s::projection& node,
                         const std::vector<const cidr_source*>& sources);

/// Which kind of object tells a node's Pod CIDRs; empty: the Node itself. @see avi.md 4.3
std::string_view source_kind(const settings& how);

/// Whether an address family is served. @see avi.md 4.4
bool serves(const settings& how, const site& at, bool v6);

} // namespace weft::avi
