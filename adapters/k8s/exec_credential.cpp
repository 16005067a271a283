#include "adapters/k8s/exec_credential.hpp"

namespace weft::k8s {

namespace {

std::string text_at(const json::value& from, std::initializer_list<std::string_view> names) {
  const auto* held = from.find_path(names);
  return std::string{held ? held->text_or("") : ""};
}

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
  if (text_at(*body, {"kind"}) != "ExecCredential")
    return not_usable("is no ExecCredential");
  if (const auto version = text_at(*body, {"apiVersion"}); version != plugin.api_version)
    return not_usable("has apiVersion \"" + version.substr(0, 80) + "\" instead of \""
                      + plugin.api_version + "\"");
  exec_credential read{{text_at(*body, {"status", "token"}),
                        text_at(*body, {"status", "clientCertificateData"}),
                        text_at(*body, {"status", "clientKeyData"})},
                       std::nullopt};
  if (read.held.certificate_pem.empty() != read.held.key_pem.empty())
    return not_usable("has a client certificate without its key or the other way round");
  if (read.held == credential{})
    return not_usable("holds neither token nor client certificate");
  if (const auto until = text_at(*body, {"status", "expirationTimestamp"}); !until.empty()) {
    read.expires = from_rfc3339(until);
    if (*read.expires == timestamp{})
      return not_usable("expires at no time known");
  }
  return read;
}

} // namespace weft::k8s
