#pragma once

#include "protocol/avi/settings.hpp"
#include "protocol/json/value.hpp"

#include <string>
#include <string_view>
#include <vector>

/// What a VsVip says of its address. @see avi.md 5.3
namespace weft::avi {

/// The one entry of `vip` as it is wished.
/// @param address Requested, canonical; empty: any.
json::value vip_part(const settings& how, std::string_view address);

/// By uuid where there is one, else by name.
std::string network_reference(const std::string& name, const std::string& uuid);

/// The addresses of a VsVip as it was read: floating ones, if there are any; else all of IPv4, then
/// all of IPv6. @see avi.md 6
std::vector<std::string> allocated_addresses(const json::value& vsvip);

/// Whether the VsVip holds an address of its family other than `requested`: it cannot be changed in
/// place.
bool holds_another(const json::value& vsvip, std::string_view requested);

} // namespace weft::avi
