#pragma once

#include "protocol/avi/address.hpp"
#include "protocol/json/value.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The static routes of a VRF as the controller shows them. @see avi.md 4.1, 4.5
namespace weft::avi {

/// One of them, as far as it reads.
struct found_route {
  std::string id;
  std::string cluster; ///< of its label `clustername`; empty: it has none
  std::optional<prefix> network;
  std::string next_hop; ///< canonical; empty: it does not read
  json::value whole;    ///< all of it
  bool removed = false; ///< by the plan …
  bool changed = false; ///< … or changed by it
};

/// All routes of a VRF, in their order.
std::vector<found_route> read_route_list(const json::value& vrf);

/// "labelled clustername=other", or "route 1": whose it is, for people.
std::string whose(const found_route& one);

/// Whether the id is `C-` and digits alone: of releases that kept no labels, or made by hand.
bool is_old_id(std::string_view id, std::string_view cluster);

/// A route of ours.
json::value new_route(std::string_view id, const prefix& network, std::string_view next_hop,
                      std::string_view cluster);

/// What an object's label `clustername` says; empty: it has none. @see avi.md 3.2
std::string cluster_label(const json::value& of);

} // namespace weft::avi
