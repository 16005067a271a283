#pragma once

#include "protocol/fault.hpp"
#include "protocol/k8s/kind.hpp"

namespace weft::k8s {

/// One watch for two domains that look at the same kind: it keeps what either of them wants, and
/// chooses nothing that one of them does not choose.
/// @returns errc::refused when one watch cannot serve both: they name another version, read objects
///          with another projector, watch other objects of it, or both report, in different places.
result<kind> share(kind one, const kind& other);

} // namespace weft::k8s
