#include "protocol/base64.hpp"
#include "protocol/percent.hpp"
#include "protocol/unicode.hpp"
#include "protocol/velocloud/channels.hpp"

#include <algorithm>

namespace weft::velocloud::channels {

namespace {

/// The value in `name=value; attributes…`, or nothing.
std::optional<std::string_view> cookie_value(std::string_view header, std::string_view name) {
  if (!header.starts_with(name) || !header.substr(name.size()).starts_with('='))
    return std::nullopt;
  header.remove_prefix(name.size() + 1);
  return header.substr(0, header.find(';'));
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
  return printable(redacted(percent_decoded(words), hidden), longest_text);
}

std::string redacted(std::string text, const secrets& hidden) {
  for (const auto& one : hidden) {
    blot_out(text, one);
    blot_out(text, percent_decoded(one));
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
