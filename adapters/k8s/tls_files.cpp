#include "adapters/k8s/tls_files.hpp"

#include "adapters/files.hpp"

#include <utility>

namespace weft::k8s {

namespace {

result<std::string> read(const pem_source& from, const std::string& origin) {
  if (from.file.empty())
    return from.text;
  auto text = read_file(from.file);
  if (text && text->empty())
    return fault{errc::refused, from.file.string() + " is empty", origin, {}};
  if (!text)
    return fault{errc::refused, text.error().what, origin, {}};
  return std::move(*text);
}

} // namespace

result<net::tls_settings> read_tls(const cluster_access& access) {
  net::tls_settings trust;
  trust.server_name = access.tls_server_name;
  trust.insecure = access.insecure;
  const std::pair<const pem_source*, std::string*> parts[] = {
    {&access.ca, &trust.ca_pem},
    {&access.certificate, &trust.certificate_pem},
    {&access.key, &trust.key_pem},
  };
  for (const auto& [source, into] : parts) {
    auto text = read(*source, access.origin);
    if (!text)
      return text.error();
    *into = std::move(*text);
  }
  return trust;
}

} // namespace weft::k8s
