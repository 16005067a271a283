#include "adapters/velocloud/credential.hpp"

#include "adapters/files.hpp"

#include <sys/stat.h>

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

fault unusable(const std::string& path) {
  return {errc::expired, "credential file is missing or empty: " + path, "vco credential", {}};
}

} // namespace

std::vector<std::string> credential_source::files() const {
  std::vector<std::string> out;
  for (const auto* path : {&token_file, &user_file, &password_file})
    if (!path->empty())
      out.push_back(*path);
  return out;
}

result<std::string> read_whole(const std::string& path) {
  auto text = read_file(path);
  if (!text)
    return fault{errc::refused, "cannot read " + path, "file", {}};
  return std::move(*text);
}

result<credential> read_credential(const credential_source& from) {
  credential out;
  out.token = from.token;
  const auto fill = [](std::string& part, const std::string& path) {
    if (path.empty())
      return true;
    const auto text = read_whole(path);
    part = text ? trim(*text) : std::string{};
    return !part.empty();
  };
  if (!fill(out.token, from.token_file))
    return unusable(from.token_file);
  if (!fill(out.user, from.user_file))
    return unusable(from.user_file);
  if (!fill(out.password, from.password_file))
    return unusable(from.password_file);
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
