#include "adapters/avi/controller_address.hpp"

#include "adapters/net/message.hpp"

#include <charconv>
#include <system_error>

namespace weft::avi {

result<net::endpoint> read_controller_address(std::string_view text) {
  const auto refused = [&](std::string_view why) {
    return fault{errc::refused, std::string{text}.append(why), "avi.controllers", {}};
  };
  net::endpoint out;
  auto rest = text;
  for (const std::string_view scheme : {"https://", "http://"})
    if (rest.starts_with(scheme)) {
      out.tls = scheme == "https://";
      rest.remove_prefix(scheme.size());
      break;
    }
  if (rest.ends_with('/'))
    rest.remove_suffix(1);
  if (rest.find_first_of("/?#@ \t\r\n") != rest.npos)
    return refused(" is more than a host and a port");
  out.port = out.tls ? 443 : 80;
  const auto closing = rest.starts_with('[') ? rest.find(']') : 0;
  if (closing == rest.npos)
    return refused(" has an unpaired bracket");
  const auto colon = rest.find(':', closing);
  const bool bare_v6 = closing == 0 && colon != rest.npos && rest.find(':', colon + 1) != rest.npos;
  out.host = closing != 0 ? rest.substr(1, closing - 1) : bare_v6 ? rest : rest.substr(0, colon);
  if (colon != rest.npos && !bare_v6) {
    const auto digits = rest.substr(colon + 1);
    const auto* last = digits.data() + digits.size();
    const auto [end, failed] = std::from_chars(digits.data(), last, out.port);
    if (failed != std::errc{} || end != last || out.port == 0)
      return refused(" has a port that is none");
  }
  if (out.host.empty())
    return refused(" names no host");
  return out;
}

std::string origin_of(const net::endpoint& where) {
  const bool usual = where.port == (where.tls ? 443 : 80);
  auto host = net::name_host(where);
  if (usual)
    host.erase(host.rfind(':'));
  return (where.tls ? "https://" : "http://") + host;
}

} // namespace weft::avi
