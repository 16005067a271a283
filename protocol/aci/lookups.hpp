#pragma once

#include "protocol/domain.hpp"

#include <functional>
#include <string>

namespace weft::aci {

using visitor = std::function<void(const k8s::projection& object)>;

/// What there is besides one Deployment. All of it must be set.
struct lookups {
  const view& index;
  /// Calls `visit` for each object that `index_keys` files under this uid.
  std::function<void(const std::string& uid, const visitor& visit)> controlled_by;
  /// The body of what this process has contributed for the object and has not taken back; null:
  /// there is nothing.
  std::function<snapshot<record>(const owner& who)> contributed;
};

/// Calls `visit` for each Pod that belongs to the Deployment: one that its ReplicaSets control, by
/// uid at every step. @see aci.md 8.1
void each_pod(const k8s::projection& deployment, const lookups& from, const visitor& visit);

/// The Deployment that a ReplicaSet or Pod belongs to; null when there is none.
snapshot<k8s::projection> deployment_of(const k8s::projection& object, const lookups& from);

} // namespace weft::aci
