#pragma once

#include "protocol/aci/settings.hpp"
#include "protocol/domain.hpp"

#include <string>
#include <string_view>

namespace weft::aci {

inline constexpr std::string_view field_manager = "weft/aci";

/// The domain "aci" for one fabric, which is one target under the name of the settings.
domain make_domain(const settings& how);

/// The reason of a failure of the way to the APIC. @see aci.md 8.10
std::string reason_of(const fault& why);

} // namespace weft::aci
