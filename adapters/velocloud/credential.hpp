#pragma once

#include "protocol/fault.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace weft::velocloud {

/// Where a credential is. Either a token (from a file, or given), or user and password.
struct credential_source {
  std::string token_file;
  std::string token; ///< used when no file is named
  std::string user_file;
  std::string password_file;

  /// The files among these that are named.
  std::vector<std::string> files() const;
};

/// Who we are to the VCO. A secret: never printed. @see velocloud.md 4.2
struct credential {
  std::string token; ///< empty: log in with user and password
  std::string user;
  std::string password;

  bool operator==(const credential&) const = default;
};

/// Reads the credential; blanks and line ends around each part are not part of it.
/// @returns errc::expired naming the setting, the file, and why it is of no use.
result<credential> read_credential(const credential_source& from);

/// A file as it stands; differs after a change of content, permissions or name.
struct file_mark {
  std::uint64_t inode = 0;
  std::uint32_t mode = 0;
  std::chrono::nanoseconds changed{};

  bool operator==(const file_mark&) const = default;
};

/// The marks of these files. One that cannot be reached, or is no regular file, has an empty mark:
/// a pipe can be read but once.
std::vector<file_mark> marks_of(const std::vector<std::string>& files);

} // namespace weft::velocloud
