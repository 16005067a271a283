#pragma once

#include "adapters/aci/core.hpp"

namespace weft::aci::sim {

/// What a simulated fabric starts with where nobody says otherwise: the names of aci.md 5.2. The
/// credentials are of no worth anywhere else.
inline constexpr const char* demo_user = "admin";
inline constexpr const char* demo_password = "simulated-password";
inline constexpr const char* demo_tenant = "TEN_K8_C1";
inline constexpr const char* demo_l3out = "L3O_K8_C1";
inline constexpr const char* demo_external_eepg
  = "EPG_ADMIN"; ///< an administrator's, with a subnet

/// A cluster with that user, and this tenant and L3Out.
core make_fabric(std::string_view tenant, std::string_view l3out, instant now,
                 std::uint64_t seed = 1, std::size_t nodes = 3);

/// A cluster with that user, tenant, L3Out and EEPG.
core make_demo(instant now, std::uint64_t seed = 1, std::size_t nodes = 3);

} // namespace weft::aci::sim
