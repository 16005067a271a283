#pragma once

#include "protocol/fault.hpp"

#include <string>
#include <vector>

namespace weft::aci {

/// Where a credential is. A user with a password, or, where a key is named, with a certificate.
struct credential_source {
  std::string user; ///< used when no file is named
  std::string user_file;
  std::string password; ///< used when no file is named
  std::string password_file;
  std::string domain;      ///< login domain of a remote user; empty: the APIC's own users
  std::string key_file;    ///< PEM, RSA; named: requests are signed, and there is no password
  std::string certificate; ///< its name at the APIC; empty: "<user>.crt"
  bool app_user = false;   ///< the certificate belongs to an application's user

  bool signs() const { return !key_file.empty(); }
  /// The files among these that are named.
  std::vector<std::string> files() const;
};

/// Who we are to the APIC. A secret: never printed. @see aci.md 2.2, 2.4
struct credential {
  std::string user;
  std::string domain;
  std::string password;       ///< empty: signs
  std::string key_pem;        ///< empty: logs in
  std::string certificate_dn; ///< of a user that signs

  bool operator==(const credential&) const = default;
};

/// Reads the credential; blanks and line ends around each part are not part of it.
/// @returns errc::expired naming the setting, the file, and why it is of no use.
result<credential> read_credential(const credential_source& from);

} // namespace weft::aci
