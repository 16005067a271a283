#include "adapters/aci/apic_address.hpp"

#include <charconv>
#include <string>
#include <system_error>

namespace weft::aci {

result<net::endpoint> read_apic_address(std::string_view text) {
  const auto refused = [&](std::string_view why) {
    return fault{errc::refused, std::string{text}.append(why), "aci.apics", {}};
  };
  net::endpoint out;
  auto rest = text;
  if (rest.starts_with("http://"))
    out.tls = false;
  for (const std::string_view scheme : {"https://", "http://"})
    if (rest.starts_with(scheme))
      rest.remove_prefix(scheme.size());
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
  out.host = bare_v6 ? rest : rest.substr(0, colon);
  if (closing != 0)
    out.host = rest.substr(1, closing - 1);
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

} // namespace weft::aci
