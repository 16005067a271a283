#include "protocol/base64.hpp"

#include <cstdint>

namespace weft {

namespace {

constexpr std::string_view standard
  = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view for_urls
  = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string encode(std::string_view bytes, std::string_view alphabet) {
  std::string out;
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const char c : bytes) {
    bits = bits << 8U | static_cast<unsigned char>(c);
    for (held += 8; held >= 6; held -= 6)
      out += alphabet[bits >> (held - 6) & 63U];
  }
  if (held > 0)
    out += alphabet[bits << (6 - held) & 63U];
  return out;
}

/// @param text Digits alone.
std::optional<std::string> decode(std::string_view text, std::string_view alphabet) {
  if (text.size() % 4 == 1)
    return std::nullopt;
  std::string out;
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const char c : text) {
    const auto digit = alphabet.find(c);
    if (digit == alphabet.npos)
      return std::nullopt;
    bits = bits << 6U | static_cast<std::uint32_t>(digit);
    if (held += 6; held >= 8) {
      held -= 8;
      out += static_cast<char>(bits >> held & 255U);
    }
  }
  return out;
}

std::size_t take_padding(std::string& digits) {
  const auto last = digits.find_last_not_of('=') + 1;
  const auto pads = digits.size() - last;
  digits.resize(last);
  return pads;
}

} // namespace

std::string encode_base64(std::string_view bytes) {
  auto out = encode(bytes, standard);
  out.append((4 - out.size() % 4) % 4, '=');
  return out;
}

std::optional<std::string> decode_base64(std::string_view text) {
  std::string digits{text};
  std::erase_if(digits, [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; });
  const auto pads = take_padding(digits);
  if (pads > 2 || (pads > 0 && (digits.size() + pads) % 4 != 0))
    return std::nullopt;
  return decode(digits, standard);
}

std::string encode_base64url(std::string_view bytes) {
  return encode(bytes, for_urls);
}

std::optional<std::string> decode_base64url(std::string_view text) {
  std::string digits{text};
  take_padding(digits);
  return decode(digits, for_urls);
}

} // namespace weft
