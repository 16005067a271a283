#pragma once

#include "protocol/fault.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace weft::aci {

/// An IPv4 or IPv6 prefix, compared by value. Bits beyond its length are kept, since the APIC takes
/// them for part of the name as well. @see aci.md 8.2, 10.2
struct prefix {
  bool v6 = false;
  std::array<std::uint8_t, 16> bytes{}; ///< an IPv4 address fills the first four
  std::uint8_t length = 0;              ///< 0 to 32, or to 128

  /// 32, or 128: the length of a prefix that holds one address.
  std::uint8_t host_length() const { return v6 ? 128 : 32; }

  auto operator<=>(const prefix&) const = default;
};

/// Reads an address as a prefix that holds nothing else.
/// @returns errc::malformed for what is no address, has a zone, a mask or leading zeros in its
///          decimal parts, and for an IPv4 address in IPv6 form; the text says "is …".
result<prefix> read_address(std::string_view text);

/// Reads "address/length", of any length and in any spelling the APIC may show.
/// @returns errc::malformed for anything else.
result<prefix> read_prefix(std::string_view text);

/// The one spelling of it: a dotted quad, or IPv6 after RFC 5952, in hexadecimal throughout, and
/// the length.
std::string to_string(const prefix& what);

/// The one spelling of a prefix as it was found on the APIC; nothing when it is none.
std::optional<std::string> canonical_prefix(std::string_view as_found);

/// Whether every address of `what` is one of `range`.
bool contains(const prefix& range, const prefix& what);

} // namespace weft::aci
