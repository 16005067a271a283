#include "adapters/k8s/exec_credential.hpp"

#include "protocol/unicode.hpp"

namespace weft::k8s {

namespace {

fault not_usable(std::string why) {
  return {errc::forbidden, "the credential plugin's answer " + std::move(why), "", {}};
}

} // namespace

std::string write_exec_info(const exec_plugin& plugin) {
  auto spec = json::value::of({{"interactive", false}});
  if (!plugin.cluster.is_null())
    spec.set("cluster", plugin.cluster);
  return json::write(json::value::of(
    {{"apiVersion", plugin.api_version}, {"kind", "ExecCredential"}, {"spec", std::move(spec)}}));
}

result<exec_credential> read_exec_credential(const exec_plugin& plugin, std::string_view output) {
  const auto body = json::parse(output);
  if (!body)
    return not_usable("is not JSON");
  if (body->text_at({"kind"}) != "ExecCredential")
    return not_usable("is no ExecCredential");
  if (const auto version = body->text_at({"apiVersion"}); version != plugin.api_version)
    return not_usable("has apiVersion \"" + printable(version, 80) + "\" instead of \""
                      + plugin.api_version + "\"");
  exec_credential read{{std::string{body->text_at({"status", "token"})},
                        std::string{body->text_at({"status", "clientCertificateData"})},
                        std::string{body->text_at({"status", "clientKeyData"})}},
                       std::nullopt};
  if (read.held.certificate_pem.empty() != read.held.key_pem.empty())
    return not_usable("has a client certificate without its key or the other way round");
  if (read.held == credential{})
    return not_usable("holds neither token nor client certificate");
  if (const auto until = body->text_at({"status", "expirationTimestamp"}); !until.empty()) {
    read.expires = from_rfc3339(until);
    if (*read.expires == timestamp{})
      return not_usable("expires at no time known");
  }
  return read;
}

} // namespace weft::k8s
