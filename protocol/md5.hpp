#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace weft {

using md5_digest = std::array<std::uint8_t, 16>;

/// The MD5 digest of `text`, for names that a contract derives by it and for nothing else.
/// @see RFC 1321
md5_digest md5(std::string_view text);

/// The first `bytes` of the digest as lower-case hexadecimal digits.
std::string to_hex(const md5_digest& digest, std::size_t bytes = 16);

} // namespace weft
