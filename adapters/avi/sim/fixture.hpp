#pragma once

#include "adapters/avi/core.hpp"

#include <string>

namespace weft::avi::sim {

/// What a simulated controller starts with where nobody says otherwise: the site of avi.md 12. The
/// credentials are of no worth anywhere else.
inline constexpr const char* demo_user = "admin";
inline constexpr const char* demo_password = "password01";
inline constexpr const char* demo_cloud = "Default-Cloud";
inline constexpr const char* demo_vrf = "VRF_AZ1";
inline constexpr const char* demo_network = "AVI_FRONTEND_3025";
inline constexpr const char* demo_cluster = "S1-AZ1";
inline constexpr const char* demo_se_group = "S1-AZ1-SE-Group";

/// How the fixture departs from its plain form.
struct fixture_shape {
  std::string vtype = "CLOUD_VCENTER";
  std::string subnet = "10.10.25.0";
  int mask = 24;
  std::string first_address = "10.10.25.40"; ///< of the range for VIPs
  std::string last_address = "10.10.25.60";
  bool has_v6 = false; ///< the network has a range of fd00:25::/64 as well
  std::size_t nodes = 1;
};

/// Tenant, cloud, VRFs, network, Service Engine Groups, system profiles and monitors of
/// avi.md 15.1, and the user above, judged as cluster "S1-AZ1".
core make_controller(instant now, std::uint64_t seed = 1, const fixture_shape& shape = {});

} // namespace weft::avi::sim
