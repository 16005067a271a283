#include "adapters/velocloud/portal_url.hpp"

#include <charconv>

namespace weft::velocloud {

namespace {

fault refuse(std::string what) {
  return {errc::refused, std::move(what), "VCO URL", {}};
}

bool strip(std::string_view& text, std::string_view suffix) {
  if (!text.ends_with(suffix))
    return false;
  text.remove_suffix(suffix.size());
  return true;
}

/// Splits "host", "host:port" and "[v6]:port".
bool read_authority(std::string_view text, net::endpoint& out) {
  auto port = std::string_view{};
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos)
      return false;
    out.host = text.substr(1, end - 1);
    port = text.substr(end + 1);
  } else {
    const auto colon = text.find(':');
    out.host = text.substr(0, colon);
    port = colon == std::string_view::npos ? std::string_view{} : text.substr(colon);
  }
  if (port.empty())
    return !out.host.empty();
  const auto* end = port.data() + port.size();
  const auto [at, error] = std::from_chars(port.data() + 1, end, out.port);
  return !out.host.empty() && port.front() == ':' && error == std::errc{} && at == end
         && out.port != 0;
}

} // namespace

result<portal_url> read_portal_url(std::string_view text) {
  portal_url out;
  if (text.starts_with("https://")) {
    text.remove_prefix(8);
  } else if (text.starts_with("http://")) {
    text.remove_prefix(7);
    out.where.tls = false;
    out.where.port = 80;
  } else {
    return refuse("must begin with https:// or http://");
  }
  if (text.find_first_of("@?# \t\r\n") != std::string_view::npos)
    return refuse("must hold neither credentials nor query, fragment or blanks");
  const auto slash = text.find('/');
  if (!read_authority(text.substr(0, slash), out.where))
    return refuse("host or port is not understood");
  auto path = slash == std::string_view::npos ? std::string_view{} : text.substr(slash);
  const auto strip_slashes = [&path] {
    while (strip(path, "/"))
      continue;
  };
  strip_slashes();
  if (strip(path, "/rest"))
    strip_slashes();
  if (strip(path, "/portal"))
    strip_slashes();
  out.root = path;
  out.rest = out.root + "/portal/rest";
  return out;
}

} // namespace weft::velocloud
