#include "protocol/cni/names.hpp"

#include <algorithm>

namespace weft::cni {

namespace {

constexpr std::size_t most_name = 255;
constexpr std::size_t most_interface = 15; ///< IFNAMSIZ without the NUL
constexpr std::size_t most_subdomain = 253;
constexpr std::size_t most_label = 63;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_lower(char c) {
  return (c >= 'a' && c <= 'z') || is_digit(c);
}

bool is_plain(char c) {
  return is_lower(c) || (c >= 'A' && c <= 'Z');
}

bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

unsigned value_of(char digit) {
  return is_digit(digit) ? static_cast<unsigned>(digit - '0')
                         : static_cast<unsigned>((digit | 0x20) - 'a') + 10;
}

char lowered(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}

/// "02:00:00:00:00:05", with "-" instead of ":" as well.
bool is_six_bytes(std::string_view text) {
  constexpr std::size_t length = 17;
  if (text.size() != length)
    return false;
  for (std::size_t i = 0; i < length; ++i)
    if (i % 3 == 2 ? text[i] != text[2] || (text[i] != ':' && text[i] != '-') : !is_hex(text[i]))
      return false;
  return true;
}

} // namespace

bool is_cni_name(std::string_view text) {
  return !text.empty() && text.size() <= most_name && is_plain(text.front())
         && std::ranges::all_of(
           text, [](char c) { return is_plain(c) || c == '_' || c == '.' || c == '-'; });
}

bool is_interface_name(std::string_view text) {
  return !text.empty() && text.size() <= most_interface && text != "." && text != ".."
         && std::ranges::all_of(text, [](char c) {
              const auto byte = static_cast<unsigned char>(c);
              return byte > 0x20 && byte != 0x7f && c != '/' && c != ':';
            });
}

bool is_label(std::string_view text) {
  return !text.empty() && text.size() <= most_label && is_lower(text.front())
         && is_lower(text.back())
         && std::ranges::all_of(text, [](char c) { return is_lower(c) || c == '-'; });
}

bool is_subdomain(std::string_view text) {
  if (text.empty() || text.size() > most_subdomain)
    return false;
  const auto ends_well = [](std::string_view part) {
    return !part.empty() && is_lower(part.front()) && is_lower(part.back());
  };
  for (std::size_t from = 0; from <= text.size();) {
    const auto dot = std::min(text.find('.', from), text.size());
    const auto part = text.substr(from, dot - from);
    if (!ends_well(part)
        || !std::ranges::all_of(part, [](char c) { return is_lower(c) || c == '-'; }))
      return false;
    from = dot + 1;
  }
  return true;
}

bool is_interface_mac(std::string_view text) {
  if (!is_six_bytes(text) || (value_of(text[1]) & 1U) != 0)
    return false;
  return std::ranges::any_of(text, [](char c) { return is_hex(c) && c != '0'; });
}

std::string canonical_mac(std::string_view text) {
  std::string out{text};
  std::ranges::transform(out, out.begin(), [](char c) { return c == '-' ? ':' : lowered(c); });
  return out;
}

std::string to_string(const network_reference& which) {
  return which.ns + "/" + which.name;
}

network_reference read_reference(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == text.npos)
    return {{}, std::string{text}};
  return {std::string{text.substr(0, slash)}, std::string{text.substr(slash + 1)}};
}

} // namespace weft::cni
