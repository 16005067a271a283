#include "protocol/hex.hpp"

namespace weft {

std::string hex_of(std::span<const std::uint8_t> bytes) {
  constexpr char digits[] = "0123456789abcdef";
  std::string out;
  for (const auto byte : bytes)
    out.append(1, digits[byte >> 4U]).append(1, digits[byte & 15U]);
  return out;
}

} // namespace weft
