#pragma once

#include "protocol/fault.hpp"

#include <string>
#include <vector>

namespace weft::avi {

/// Where a credential is. A user, and a password or an API token.
struct credential_source {
  std::string user; ///< used when no file is named
  std::string user_file;
  std::string password; ///< used when no file is named
  std::string password_file;
  std::string token; ///< used when no file is named
  std::string token_file;

  /// The files among these that are named.
  std::vector<std::string> files() const;
};

/// Who we are to the controller. A secret: never printed. @see avi.md 2.1
struct credential {
  std::string user;
  std::string password;
  std::string token; ///< goes before the password

  bool operator==(const credential&) const = default;
};

/// Reads the credential; blanks and line ends around each part are not part of it. Of password and
/// token one may be missing, its file too.
/// @returns errc::expired naming the setting, the file, and why it is of no use.
result<credential> read_credential(const credential_source& from);

/// A CA bundle as PEM, or as base64 of PEM, which is how the old operator's Secret has it.
/// @returns errc::refused when it is neither. @see avi.md 12
result<std::string> read_ca(const std::string& text);

} // namespace weft::avi
