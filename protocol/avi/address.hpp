#pragma once

#include "protocol/aci/prefix.hpp"
#include "protocol/json/value.hpp"

#include <optional>
#include <string>
#include <string_view>

/// Addresses and prefixes as the AVI controller writes them. @see avi.md 4.1
namespace weft::avi {

using aci::contains;
using aci::prefix;

/// The one spelling of an address; nothing when it is none, or an IPv4 address in IPv6 form.
std::optional<std::string> canonical_address(std::string_view text);

/// Whether an address in canonical spelling is one of IPv6.
bool is_v6(std::string_view address);

/// Reads "address/length" and clears the bits beyond its length; nothing when it is none.
std::optional<prefix> read_network(std::string_view text);

/// `{"addr": "10.1.1.2", "type": "V4"}`, with the address as it is given.
json::value address_value(std::string_view address);

/// `{"ip_addr": {...}, "mask": 24}`.
json::value prefix_value(const prefix& what);

/// The canonical address in an address_value(); nothing where there is none.
std::optional<std::string> read_address_value(const json::value* what);

/// The prefix in a prefix_value(), its bits cleared; a mask may be a text. Nothing where there is
/// none.
std::optional<prefix> read_prefix_value(const json::value* what);

} // namespace weft::avi
