#pragma once

#include "adapters/settings/keys.hpp"

#include <vector>

/// The sections of the domains, in the order of config/weft.yaml.
namespace weft::config {

void add_velocloud_keys(std::vector<key>& list);
void add_aci_keys(std::vector<key>& list);

} // namespace weft::config
