#pragma once

#include "actors/runtime/root.hpp"
#include "adapters/aci/client.hpp"
#include "adapters/avi/client.hpp"
#include "adapters/cni/node_ends.hpp"
#include "adapters/velocloud/client.hpp"
#include "protocol/settings.hpp"

#include <memory>
#include <string>
#include <vector>

namespace weft {

/// The ways out that the composition root has opened; null for a domain that is not enabled.
struct ways_out {
  std::shared_ptr<velocloud::client> velocloud;
  std::shared_ptr<aci::client> aci;
  std::shared_ptr<avi::client> avi;
  cni::node_ends cni;
};

/// How an operator enables a domain of the controller, for whoever has not: one flag or another.
std::string ways_to_enable();
/// Whether there is anything to do.
bool enables_any(const settings& how);

/// The enabled domains, one line each: to add a domain is to add a line.
/// @param world Outlives the actors.
std::vector<domain_seat> enabled_domains(const settings& how, const ways_out& ways,
                                         surroundings* world);

} // namespace weft
