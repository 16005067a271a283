#include "adapters/k8s/base64.hpp"

#include <cstdint>

namespace weft::k8s {

namespace {

constexpr std::string_view alphabet
  = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

} // namespace

std::optional<std::string> decode_base64(std::string_view text) {
  std::string out;
  std::uint32_t bits = 0;
  std::size_t digits = 0;
  std::size_t pads = 0;
  for (const char c : text) {
    if (c == ' ' || c == '\n' || c == '\r' || c == '\t')
      continue;
    if (c == '=') {
      ++pads;
      continue;
    }
    const auto digit = alphabet.find(c);
    if (digit == alphabet.npos || pads > 0)
      return std::nullopt;
    bits = (bits << 6U) | static_cast<std::uint32_t>(digit);
    if (++digits % 4 != 1)
      out += static_cast<char>((bits >> (6U - 2U * ((digits + 3) % 4))) & 0xffU);
  }
  if (digits % 4 == 1 || (pads > 0 && (digits + pads) % 4 != 0) || pads > 2)
    return std::nullopt;
  return out;
}

std::string encode_base64(std::string_view bytes) {
  std::string out;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 3; ++i)
      bits
        = (bits << 8U) | (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0U);
    for (std::size_t i = 0; i < 4; ++i)
      out += at + i > bytes.size() ? '=' : alphabet[(bits >> (18U - 6U * i)) & 63U];
  }
  return out;
}

} // namespace weft::k8s
