#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace weft {

using sha1_digest = std::array<std::uint8_t, 20>;

/// The SHA-1 digest of `text`, for names that a contract derives by it and for nothing else.
/// @see FIPS 180-4, 6.1
sha1_digest sha1(std::string_view text);

/// The first `bytes` of the digest as lower-case hexadecimal digits.
std::string to_hex(const sha1_digest& digest, std::size_t bytes = 20);

/// A name-based UUID, version 5, in its usual spelling. @see RFC 9562, 5.5
/// @param space The 16 bytes of the name space.
std::string uuid5(const std::array<std::uint8_t, 16>& space, std::string_view name);

} // namespace weft
