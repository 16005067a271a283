#pragma once

#include "protocol/domain.hpp"
#include "protocol/velocloud/settings.hpp"

namespace weft::velocloud {

/// What a VelocloudBP means: at most one fragment per profile. @see velocloud.md 3, 8.5
interpretation interpret(const settings& how, const k8s::projection& object, const view& index);

} // namespace weft::velocloud
