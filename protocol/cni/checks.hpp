#pragma once

#include "protocol/cni/node_view.hpp"
#include "protocol/cni/operation.hpp"

#include <string_view>
#include <vector>

namespace weft::cni {

namespace reason {
/// Plugins say that an attachment is not whole, and nothing of that is to be seen. @see cni.md 5.9
inline constexpr std::string_view check_failed = "CheckFailed";
} // namespace reason

/// The CHECKs of a Pod: for what is attached to its sandbox of now, whole as far as one sees, and
/// of networks that allow it. Who is damaged is repaired without being asked. @see cni.md 5.4, 5.9
std::vector<operation> checks_of(const node_view& node);

} // namespace weft::cni
