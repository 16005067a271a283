#pragma once

#include "protocol/avi/settings.hpp"
#include "protocol/domain.hpp"

namespace weft::avi {

/// What a Node means: its routes, wished of the one target that holds them all. @see avi.md 4
/// @param before What this process has contributed: networks that have gone from it are named.
interpretation interpret_node(const settings& how, const k8s::projection& node, const view& index,
                              const contributions& before);

} // namespace weft::avi
