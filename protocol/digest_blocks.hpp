#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace weft {

/// What MD5, SHA-1 and SHA-256 have in common: blocks of 64 bytes, the last of which end in the
/// text's length in bits, and a state of 32-bit words that is the digest in the end.
/// @param take Mixes a block into the state. @see RFC 1321, 3.1 to 3.5; FIPS 180-4, 5.1.1
template <std::endian Order, std::size_t Words>
std::array<std::uint8_t, 4 * Words>
digest_blocks(std::array<std::uint32_t, Words> state, std::string_view text,
              void (*take)(std::array<std::uint32_t, Words>&, const std::uint8_t*)) {
  constexpr std::size_t length_at = 56;
  const auto place = [](std::size_t i, std::size_t bytes) {
    return Order == std::endian::big ? bytes - 1 - i : i;
  };
  const auto bits = std::uint64_t{text.size()} * 8;
  std::array<std::uint8_t, 64> block{};
  for (; text.size() >= block.size(); text.remove_prefix(block.size()))
    take(state, reinterpret_cast<const std::uint8_t*>(text.data()));
  std::copy(text.begin(), text.end(), block.begin());
  block[text.size()] = 0x80;
  if (text.size() >= length_at) {
    take(state, block.data());
    block = {};
  }
  for (std::size_t i = 0; i < 8; ++i)
    block[length_at + place(i, 8)] = static_cast<std::uint8_t>(bits >> 8 * i);
  take(state, block.data());
  std::array<std::uint8_t, 4 * Words> out{};
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = static_cast<std::uint8_t>(state[i / 4] >> 8 * place(i % 4, 4));
  return out;
}

} // namespace weft
