#pragma once

#include "protocol/aci/lookups.hpp"
#include "protocol/aci/settings.hpp"

#include <unordered_set>

namespace weft::aci {

/// The annotated Deployments that mean something else after a change of a ReplicaSet, a Pod or a
/// Service that `from` shows already; a Deployment's own change is its own affair. Never misses
/// one, and names others rarely: a Pod that is scheduled, started, probed or restarted concerns
/// nobody.
/// @param before Null: there was no such object.
/// @param after Null: there is none any more.
std::unordered_set<object_key> affected(const settings& how, const k8s::projection* before,
                                        const k8s::projection* after, const lookups& from);

} // namespace weft::aci
