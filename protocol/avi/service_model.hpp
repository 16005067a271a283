#pragma once

#include "protocol/avi/body_parts.hpp"
#include "protocol/avi/records.hpp"
#include "protocol/avi/services.hpp"
#include "protocol/avi/settings.hpp"
#include "protocol/object_key.hpp"

#include <string_view>
#include <vector>

/// What a VirtualService is made of on the controller. @see avi.md 5.2 to 5.6
namespace weft::avi {

/// One Service that takes part in a VirtualService.
struct member {
  const owner* whose = nullptr;
  const wished_service* wish = nullptr;
};

/// All of it, in the order in which it can be made: VsVip, pools, L4PolicySet, VirtualService.
/// @param members Not empty; the first gives name and address.
std::vector<wished_object> make_model(const settings& how, const site& at,
                                      const std::vector<member>& members);

/// The network profile of a VirtualService with these protocols. @see avi.md 5.5
std::string_view network_profile(const site& at, const std::vector<member>& members);

} // namespace weft::avi
