#pragma once

#include "protocol/aci/lookups.hpp"
#include "protocol/aci/settings.hpp"

namespace weft::aci {

/// What a Deployment means: at most one fragment, to the fabric as a whole, whose body is a
/// `wished_eepg` with all its claims. One without our annotation means nothing. Who of several
/// Deployments may have a prefix is not decided here. Linear in the Pods of the Deployment and the
/// Services of its namespace. @see aci.md 8.1, 9
interpretation interpret(const settings& how, const k8s::projection& deployment,
                         const lookups& from);

} // namespace weft::aci
