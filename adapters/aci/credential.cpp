#include "adapters/aci/credential.hpp"

#include "adapters/files.hpp"
#include "protocol/aci/names.hpp"

#include <string_view>

namespace weft::aci {

namespace {

constexpr std::string_view blanks = " \t\r\n";

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(blanks);
  if (first == text.npos)
    return {};
  return std::string{text.substr(first, text.find_last_not_of(blanks) - first + 1)};
}

fault useless(std::string what, std::string_view setting) {
  return {errc::expired, std::move(what), std::string{setting}, {}};
}

/// Reads one part, if a file is named for it.
result<void> read_part(std::string& part, const std::string& path, std::string_view setting) {
  if (path.empty())
    return {};
  const auto text = read_file(path);
  if (!text)
    return useless(text.error().what, setting);
  part = trimmed(*text);
  if (part.empty())
    return useless(path + " is empty", setting);
  return {};
}

} // namespace

std::vector<std::string> credential_source::files() const {
  std::vector<std::string> out;
  for (const auto* path : {&user_file, signs() ? &key_file : &password_file})
    if (!path->empty())
      out.push_back(*path);
  return out;
}

result<credential> read_credential(const credential_source& from) {
  credential out;
  out.user = from.user;
  if (const auto filled = read_part(out.user, from.user_file, "aci.user_file"); !filled)
    return filled.error();
  if (out.user.empty())
    return useless("no user is configured", "aci.user_file");
  if (from.signs()) {
    if (const auto filled = read_part(out.key_pem, from.key_file, "aci.key_file"); !filled)
      return filled.error();
    const auto name = from.certificate.empty() ? out.user + ".crt" : from.certificate;
    if (!is_name(out.user) || !is_name(name))
      return useless("the user or the certificate has a name that no APIC allows", "aci.key_file");
    out.certificate_dn = std::string{"uni/userext/"} + (from.app_user ? "appuser-" : "user-")
                         + out.user + "/usercert-" + name;
    return out;
  }
  out.domain = from.domain;
  out.password = from.password;
  if (const auto filled = read_part(out.password, from.password_file, "aci.password_file"); !filled)
    return filled.error();
  if (out.password.empty())
    return useless("neither a password nor a key is configured", "aci.password_file");
  return out;
}

} // namespace weft::aci
