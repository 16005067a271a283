#pragma once

#include "protocol/aci/managed_object.hpp"
#include "protocol/aci/records.hpp"

#include <string_view>

namespace weft::aci {

/// An l3extSubnet as an answer or a `created` event shows it, but for whose it is.
/// @param as_spelled The prefix in its DN.
subnet read_subnet(const managed_object& what, std::string_view as_spelled);

/// Takes over what a `modified` event tells; what it does not tell stays.
void change_subnet(subnet& what, const managed_object& told);

/// One of ours has gone: keeps the flags that would be missed. @see aci.md 8.4
void keep_flags(const std::string& prefix, const subnet& gone, eepg& from);

} // namespace weft::aci
