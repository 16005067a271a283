#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace weft {

using sha256_digest = std::array<std::uint8_t, 32>;

/// The SHA-256 digest of `text`. For names and comparisons, not for keeping secrets.
/// @see FIPS 180-4, 6.2
sha256_digest sha256(std::string_view text);

/// The first `bytes` of the digest as lower-case hexadecimal digits.
std::string to_hex(const sha256_digest& digest, std::size_t bytes = 32);

} // namespace weft
