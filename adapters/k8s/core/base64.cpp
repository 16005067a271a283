#include "adapters/k8s/core/base64.hpp"

#include <cstdint>

namespace weft::k8s::server {

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

} // namespace

std::string to_base64(std::string_view bytes) {
  auto out = encode(bytes, standard);
  out.append((4 - out.size() % 4) % 4, '=');
  return out;
}

std::string to_base64_url(std::string_view bytes) {
  return encode(bytes, for_urls);
}

std::string from_base64_url(std::string_view text) {
  std::string out;
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const char c : text) {
    const auto at = for_urls.find(c);
    if (at == for_urls.npos)
      return {};
    bits = bits << 6U | static_cast<std::uint32_t>(at);
    if (held += 6; held >= 8) {
      held -= 8;
      out += static_cast<char>(bits >> held & 255U);
    }
  }
  return out;
}

} // namespace weft::k8s::server
