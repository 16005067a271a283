#pragma once

#include "protocol/aci/annotation.hpp"
#include "protocol/aci/lookups.hpp"
#include "protocol/aci/settings.hpp"

#include <optional>
#include <string>

namespace weft::aci {

/// What holds for one Deployment.
struct standing_order {
  std::optional<assignment> now; ///< nothing: it has no wish
  std::string value;             ///< digest of the annotation's value that `now` comes from
  std::string trouble;           ///< why its annotation as it is now counts for nothing; else empty

  bool exposes_pods(const settings& how) const {
    return now && now->pods.value_or(how.expose_pod_ips);
  }
};

/// Reads the annotation. One that is wrong, or names what its namespace may not have, leaves in
/// force what this process has contributed before. @see aci.md 8.1, 9
standing_order order_of(const settings& how, const k8s::projection& deployment,
                        const lookups& from);

} // namespace weft::aci
