#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace weft::tests {

/// A user that the API server knows by a token.
struct token_user {
  std::string name;
  std::string token;
  std::vector<std::string> groups;
};

/// Makes a throw-away CA (ca.crt, ca.key), the server's certificate (server.crt, server.key), a
/// client certificate in system:masters (admin.crt, admin.key) and the service-account key pair
/// (service-account.key, service-account.pub) in `folder`. P-256 throughout. @see
/// testing-kubernetes.md 0
void make_certificates(const std::filesystem::path& folder);

/// Makes expired.crt and expired.key in the same folder: a client certificate in system:masters
/// that ended yesterday.
void make_expired_certificate(const std::filesystem::path& folder);

/// 128 random bits in hex.
std::string random_token();

/// Writes `users` for --token-auth-file.
void write_token_file(const std::filesystem::path& file, const std::vector<token_user>& users);

/// Writes a kubeconfig for `server` that trusts ca.crt of `folder`; with a token, or with
/// admin.crt when `token` is empty.
void write_kubeconfig(const std::filesystem::path& file, const std::filesystem::path& folder,
                      const std::string& server, const std::string& token);

} // namespace weft::tests
