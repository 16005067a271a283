#pragma once

#include "protocol/cni/settings.hpp"
#include "protocol/domain.hpp"

#include <string>
#include <string_view>

namespace weft::cni {

inline constexpr std::string_view field_manager = "weft/cni";

/// The domain "cni" for the Pods of one node, each of which is a target. @see cni.md 8.3
domain make_domain(const settings& how);

/// The reason of a failure of the way to the node.
std::string reason_of(const fault& why);

} // namespace weft::cni
