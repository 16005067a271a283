#include "adapters/k8s/server_url.hpp"

#include <algorithm>
#include <charconv>

namespace weft::k8s {

namespace {

fault not_a_url(std::string_view text, std::string_view why) {
  return {errc::refused, "\"" + std::string{text} + "\" " + std::string{why}, "", {}};
}

bool read_port(std::string_view text, std::uint16_t& into) {
  const char* last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, into);
  return error == std::errc{} && end == last && into > 0;
}

} // namespace

result<server_url> read_server_url(std::string_view text) {
  auto rest = text;
  server_url read;
  if (rest.starts_with("https://")) {
    rest.remove_prefix(8);
  } else if (rest.starts_with("http://")) {
    rest.remove_prefix(7);
    read.where.tls = false;
    read.where.port = 80;
  } else {
    return not_a_url(text, "does not begin with https:// or http://");
  }
  const auto slash = std::min(rest.find('/'), rest.size());
  auto authority = rest.substr(0, slash);
  read.base_path = rest.substr(slash);
  while (read.base_path.ends_with('/'))
    read.base_path.pop_back();
  if (authority.find('@') != authority.npos)
    return not_a_url("(not shown)", "carries a user name, which belongs into a user entry");
  if (read.base_path.find_first_of("?#") != std::string::npos)
    return not_a_url(text, "has a query or fragment");
  std::string_view port;
  if (authority.starts_with('[')) {
    const auto close = authority.find(']');
    if (close == authority.npos)
      return not_a_url(text, "has no closing bracket");
    read.where.host = authority.substr(1, close - 1);
    port = authority.substr(close + 1);
  } else {
    const auto colon = std::min(authority.find(':'), authority.size());
    read.where.host = authority.substr(0, colon);
    port = authority.substr(colon);
  }
  if (read.where.host.empty())
    return not_a_url(text, "names no host");
  if (!port.empty() && (port.front() != ':' || !read_port(port.substr(1), read.where.port)))
    return not_a_url(text, "has no valid port");
  return read;
}

} // namespace weft::k8s
