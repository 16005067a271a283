#pragma once

#include "protocol/aci/settings.hpp"
#include "protocol/k8s/kind.hpp"

#include <vector>

namespace weft::aci {

/// Deployment (acted on), ReplicaSet, Pod and Service, as this domain watches them.
/// @see aci.md 12
std::vector<k8s::kind> kinds(const settings& how);

/// Whether a Deployment asks for anything; all others are nothing to us.
bool acts_on(const k8s::projection& deployment);

/// Under which keys an object is looked for besides its own: the uid of the Deployment that
/// controls a ReplicaSet, the uid of the ReplicaSet that controls a Pod.
std::vector<std::string> index_keys(const k8s::projection& object);

} // namespace weft::aci
