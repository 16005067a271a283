#pragma once

#include "protocol/avi/records.hpp"
#include "protocol/avi/services.hpp"
#include "protocol/avi/settings.hpp"
#include "protocol/json/value.hpp"
#include "protocol/object_key.hpp"

#include <string>
#include <vector>

/// What a VirtualService is made of on the controller. @see avi.md 5.2 to 5.6
namespace weft::avi {

/// One Service that takes part in a VirtualService.
struct member {
  const owner* whose = nullptr;
  const wished_service* wish = nullptr;
};

/// One object as it is wished: exactly the members that we write.
struct wished_object {
  object_name which;
  json::value body;
  std::size_t of = 0; ///< place of the member it is for
};

/// All of it, in the order in which it can be made: VsVip, pools, L4PolicySet, VirtualService.
/// @param members Not empty; the first gives name and address.
std::vector<wished_object> make_model(const settings& how, const site& at,
                                      const std::vector<member>& members);

/// Where an object of this type keeps its checksum; empty: it has none.
std::string_view checksum_member(std::string_view of_type);

/// Members of this type that we write at times, and that go where they are no longer wished.
std::vector<std::string_view> passing_members(std::string_view of_type);

/// The network profile of a VirtualService with these protocols. @see avi.md 5.5
std::string_view network_profile(const site& at, const std::vector<member>& members);

/// Whether the controller keeps markers. @see avi.md 12
bool keeps_markers(const site& at);

} // namespace weft::avi
