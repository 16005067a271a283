#include "adapters/velocloud/credential.hpp"

#include "adapters/files.hpp"

#include <sys/stat.h>

#include <string_view>
#include <tuple>
#include <utility>

namespace weft::velocloud {

namespace {

std::string trim(const std::string& text) {
  constexpr const char* blanks = " \t\r\n";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string::npos)
    return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// Reads one part, if a file is named for it.
result<void> read_part(std::string& part, const std::string& path, std::string_view setting) {
  if (path.empty())
    return {};
  const auto text = read_file(path);
  part = text ? trim(*text) : std::string{};
  if (part.empty())
    return fault{
      errc::expired, text ? path + " is empty" : text.error().what, std::string{setting}, {}};
  return {};
}

} // namespace

std::vector<std::string> credential_source::files() const {
  std::vector<std::string> out;
  for (const auto* path : {&token_file, &user_file, &password_file})
    if (!path->empty())
      out.push_back(*path);
  return out;
}

result<credential> read_credential(const credential_source& from) {
  credential out;
  out.token = from.token;
  for (const auto& [part, path, setting] :
       {std::tuple{&out.token, &from.token_file, "velocloud.token_file"},
        std::tuple{&out.user, &from.user_file, "velocloud.user_file"},
        std::tuple{&out.password, &from.password_file, "velocloud.password_file"}})
    if (const auto filled = read_part(*part, *path, setting); !filled)
      return filled.error();
  if (out.token.empty() && (out.user.empty() || out.password.empty()))
    return fault{
      errc::expired, "neither a token nor user and password are configured", "vco credential", {}};
  return out;
}

std::vector<file_mark> marks_of(const std::vector<std::string>& files) {
  std::vector<file_mark> out;
  for (const auto& path : files) {
    struct stat found {};
    const bool usable = ::stat(path.c_str(), &found) == 0 && S_ISREG(found.st_mode);
    const auto& at = found.st_ctim; // chmod leaves the time of modification as it is
    const auto changed = std::chrono::seconds{at.tv_sec} + std::chrono::nanoseconds{at.tv_nsec};
    out.push_back(usable ? file_mark{found.st_ino, found.st_mode, changed} : file_mark{});
  }
  return out;
}

} // namespace weft::velocloud
