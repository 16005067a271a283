#pragma once

#include <string_view>
#include <vector>

namespace weft::embedded {

/// The files of config/ as they were when this program was built.
std::vector<std::string_view> crds();
std::string_view velocloud_sample();
std::string_view aci_sample();
std::string_view cni_sample();
std::string_view avi_sample();

} // namespace weft::embedded
