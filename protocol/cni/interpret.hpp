#pragma once

#include "protocol/cni/settings.hpp"
#include "protocol/domain.hpp"

namespace weft::cni {

/// What a Pod means: at most one fragment, to the target of its own, whose body is a `wished_pod`.
/// A Pod of another node means nothing. Each annotation is judged by itself; of one that is at
/// fault the last valid elements count, as far as this process has contributed them.
/// @see cni.md 1.4, 8.3.3, 9
interpretation interpret(const settings& how, const k8s::projection& pod, const view& index,
                         const contributions& before);

} // namespace weft::cni
