#pragma once

#include "adapters/cni/netlink.hpp"
#include "protocol/fault.hpp"

#include <optional>
#include <string>
#include <vector>

namespace weft::cni {

/// What `namespaces::move_default_route` promises, for the namespace of a route socket.
std::optional<fault> move_default_routes(netlink& there, const std::string& interface,
                                         const std::vector<std::string>& gateways);

} // namespace weft::cni
