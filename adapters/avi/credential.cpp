#include "adapters/avi/credential.hpp"

#include "adapters/files.hpp"
#include "protocol/base64.hpp"

#include <string_view>

namespace weft::avi {

namespace {

constexpr std::string_view blanks = " \t\r\n";
constexpr std::string_view pem_mark = "-----BEGIN";

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(blanks);
  if (first == text.npos)
    return {};
  return std::string{text.substr(first, text.find_last_not_of(blanks) - first + 1)};
}

fault useless(std::string what, std::string_view setting) {
  return {errc::expired, std::move(what), std::string{setting}, {}};
}

/// The part, or what its file holds; why the file is of no use is left in `trouble`.
std::string read_part(const std::string& given, const std::string& path, std::string& trouble) {
  if (path.empty())
    return trimmed(given);
  const auto text = read_file(path);
  auto out = text ? trimmed(*text) : std::string{};
  if (out.empty())
    trouble = text ? path + " is empty" : text.error().what;
  return out;
}

} // namespace

std::vector<std::string> credential_source::files() const {
  std::vector<std::string> out;
  for (const auto* path : {&user_file, &password_file, &token_file})
    if (!path->empty())
      out.push_back(*path);
  return out;
}

result<credential> read_credential(const credential_source& from) {
  credential out;
  std::string trouble;
  out.user = read_part(from.user, from.user_file, trouble);
  if (out.user.empty())
    return useless(trouble.empty() ? "no user is configured" : trouble, "avi.user_file");
  out.password = read_part(from.password, from.password_file, trouble);
  out.token = read_part(from.token, from.token_file, trouble);
  if (out.password.empty() && out.token.empty())
    return useless(trouble.empty() ? "neither a password nor a token is configured" : trouble,
                   "avi.password_file");
  return out;
}

result<std::string> read_ca(const std::string& text) {
  if (text.find(pem_mark) != std::string::npos)
    return text;
  if (auto decoded = decode_base64(text); decoded && decoded->find(pem_mark) != std::string::npos)
    return *std::move(decoded);
  return fault{errc::refused, "neither PEM nor base64 of PEM", "avi.ca_file", {}};
}

} // namespace weft::avi
