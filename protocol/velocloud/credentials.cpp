#include "protocol/unicode.hpp"
#include "protocol/velocloud/channels.hpp"

#include <algorithm>
#include <charconv>

namespace weft::velocloud::channels {

namespace {

/// The value in `name=value; attributes…`, or nothing.
std::optional<std::string_view> cookie_value(std::string_view header, std::string_view name) {
  if (!header.starts_with(name) || !header.substr(name.size()).starts_with('='))
    return std::nullopt;
  header.remove_prefix(name.size() + 1);
  return header.substr(0, header.find(';'));
}

std::optional<unsigned> base64url_digit(char c) {
  if (c >= 'A' && c <= 'Z')
    return static_cast<unsigned>(c - 'A');
  if (c >= 'a' && c <= 'z')
    return static_cast<unsigned>(c - 'a') + 26;
  if (c >= '0' && c <= '9')
    return static_cast<unsigned>(c - '0') + 52;
  if (c == '-' || c == '+')
    return 62;
  if (c == '_' || c == '/')
    return 63;
  return std::nullopt;
}

std::optional<std::string> decode_base64url(std::string_view text) {
  while (text.ends_with('='))
    text.remove_suffix(1);
  std::string out;
  unsigned held = 0;
  unsigned bits = 0;
  for (const char c : text) {
    const auto digit = base64url_digit(c);
    if (!digit)
      return std::nullopt;
    held = (held << 6U | *digit) & 0xffffU;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out += static_cast<char>(held >> bits & 0xffU);
    }
  }
  return out;
}

std::string decode_percent(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned code = 0;
    const auto* first = text.data() + i + 1;
    if (text[i] == '%' && i + 2 < text.size()
        && std::from_chars(first, first + 2, code, 16).ptr == first + 2) {
      out += static_cast<char>(code);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

/// Also what remains of a secret in which the text was cut off.
void blot_out(std::string& text, std::string_view secret) {
  constexpr std::string_view blot = "[redacted]";
  constexpr std::size_t telling = 4;
  if (secret.empty())
    return;
  for (auto at = text.find(secret); at != text.npos; at = text.find(secret, at + blot.size()))
    text.replace(at, secret.size(), blot);
  for (auto most = std::min(secret.size() - 1, text.size()); most >= telling; --most)
    if (text.ends_with(secret.substr(0, most))) {
      text.replace(text.size() - most, most, blot);
      return;
    }
}

} // namespace

std::optional<std::string_view> session_of(std::string_view set_cookie) {
  const auto held = cookie_value(set_cookie, "velocloud.session");
  return held && !held->empty() ? held : std::nullopt;
}

std::string message_of(std::string_view set_cookie, const secrets& hidden) {
  const auto words = cookie_value(set_cookie, "velocloud.message").value_or("");
  return printable(redacted(decode_percent(words), hidden), longest_text);
}

std::string redacted(std::string text, const secrets& hidden) {
  for (const auto& one : hidden) {
    blot_out(text, one);
    blot_out(text, decode_percent(one));
  }
  return text;
}

std::optional<timestamp> token_expiry(std::string_view token) {
  const auto first = token.find('.');
  const auto second = token.find('.', first + 1);
  if (first == std::string_view::npos || second == std::string_view::npos)
    return std::nullopt;
  const auto text = decode_base64url(token.substr(first + 1, second - first - 1));
  const auto claims = text ? json::parse(*text) : json::parse("");
  const auto* exp = claims ? claims->find("exp") : nullptr;
  const auto when = exp ? exp->as_int() : std::nullopt;
  if (!when || *when <= 0)
    return std::nullopt;
  constexpr std::int64_t surely_milliseconds = 100'000'000'000;
  return timestamp{std::chrono::seconds{*when > surely_milliseconds ? *when / 1000 : *when}};
}

} // namespace weft::velocloud::channels
