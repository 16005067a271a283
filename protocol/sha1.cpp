#include "protocol/sha1.hpp"

#include "protocol/digest_blocks.hpp"
#include "protocol/hex.hpp"

#include <algorithm>
#include <bit>
#include <span>

namespace weft {

namespace {

using words = std::array<std::uint32_t, 5>;

constexpr words initial{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
constexpr std::array<std::uint32_t, 4> constants{0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6};

/// What step `i` mixes in. @see FIPS 180-4, 4.1.1
std::uint32_t mix(std::size_t i, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
  switch (i / 20) {
  case 0:
    return (b & c) ^ (~b & d);
  case 2:
    return (b & c) ^ (b & d) ^ (c & d);
  default:
    return b ^ c ^ d;
  }
}

void take_block(words& state, const std::uint8_t* block) {
  std::array<std::uint32_t, 80> w{};
  for (std::size_t i = 0; i < 64; ++i)
    w[i / 4] |= std::uint32_t{block[i]} << 8 * (3 - i % 4);
  for (std::size_t i = 16; i < w.size(); ++i)
    w[i] = std::rotl(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
  auto at = state;
  for (std::size_t i = 0; i < w.size(); ++i) {
    const auto next
      = std::rotl(at[0], 5) + mix(i, at[1], at[2], at[3]) + at[4] + constants[i / 20] + w[i];
    at = {next, at[0], std::rotl(at[1], 30), at[2], at[3]};
  }
  for (std::size_t i = 0; i < state.size(); ++i)
    state[i] += at[i];
}

} // namespace

sha1_digest sha1(std::string_view text) {
  return digest_blocks<std::endian::big>(initial, text, take_block);
}

std::string to_hex(const sha1_digest& digest, std::size_t bytes) {
  return hex_of(std::span{digest}.first(std::min(bytes, digest.size())));
}

std::string uuid5(const std::array<std::uint8_t, 16>& space, std::string_view name) {
  std::string all(space.begin(), space.end());
  auto digest = sha1(all.append(name));
  digest[6] = static_cast<std::uint8_t>((digest[6] & 0x0fU) | 0x50U);
  digest[8] = static_cast<std::uint8_t>((digest[8] & 0x3fU) | 0x80U);
  auto out = hex_of(std::span{digest}.first(space.size()));
  for (const std::size_t at : {20U, 16U, 12U, 8U})
    out.insert(at, 1, '-');
  return out;
}

} // namespace weft
