#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace weft {

/// Two lower-case hexadecimal digits for each byte.
std::string hex_of(std::span<const std::uint8_t> bytes);

} // namespace weft
