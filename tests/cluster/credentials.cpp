#include "tests/cluster/credentials.hpp"

#include "tests/cluster/child.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <random>
#include <utility>

namespace weft::tests {

namespace {

void openssl(std::vector<std::string> words) {
  words.insert(words.begin(), "openssl");
  auto end = run({std::move(words), {}, {}});
  if (end.code != 0)
    FAIL("openssl: " << end.err);
}

/// One certificate and its key: `name`.crt and `name`.key.
void issue(const std::filesystem::path& folder, const std::string& name, const std::string& subject,
           std::vector<std::string> more) {
  std::vector<std::string> words{"req",
                                 "-x509",
                                 "-newkey",
                                 "ec",
                                 "-pkeyopt",
                                 "ec_paramgen_curve:P-256",
                                 "-nodes",
                                 "-days",
                                 "30",
                                 "-subj",
                                 subject,
                                 "-keyout",
                                 folder / (name + ".key"),
                                 "-out",
                                 folder / (name + ".crt")};
  words.insert(words.end(), more.begin(), more.end());
  openssl(std::move(words));
}

} // namespace

void make_certificates(const std::filesystem::path& folder) {
  issue(folder, "ca", "/CN=weft test CA",
        {"-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=keyCertSign"});
  const std::string ca = folder / "ca.crt";
  const std::string key = folder / "ca.key";
  issue(folder, "server", "/CN=kube-apiserver",
        {"-CA", ca, "-CAkey", key, "-addext", "basicConstraints=critical,CA:FALSE", "-addext",
         "extendedKeyUsage=serverAuth", "-addext",
         "subjectAltName=DNS:localhost,DNS:kubernetes.default.svc,IP:127.0.0.1,IP:10.0.0.1"});
  issue(folder, "admin", "/O=system:masters/CN=admin",
        {"-CA", ca, "-CAkey", key, "-addext", "basicConstraints=critical,CA:FALSE", "-addext",
         "extendedKeyUsage=clientAuth"});
  openssl({"genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out",
           folder / "service-account.key"});
  // kube-apiserver reads a verification key from a private one only in older formats.
  openssl({"pkey", "-in", folder / "service-account.key", "-pubout", "-out",
           folder / "service-account.pub"});
}

void make_expired_certificate(const std::filesystem::path& folder) {
  const std::string request = folder / "expired.csr";
  openssl({"req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
           "/O=system:masters/CN=admin", "-keyout", folder / "expired.key", "-out", request});
  openssl({"x509", "-req", "-in", request, "-CA", folder / "ca.crt", "-CAkey", folder / "ca.key",
           "-days", "-1", "-out", folder / "expired.crt"});
}

std::string random_token() {
  std::random_device bits;
  std::string token;
  for (int i = 0; i < 32; ++i)
    token += "0123456789abcdef"[bits() % 16];
  return token;
}

void write_token_file(const std::filesystem::path& file, const std::vector<token_user>& users) {
  std::ofstream out{file};
  for (auto& user : users) {
    out << user.token << ',' << user.name << ",uid-" << user.name << ",\"";
    for (std::size_t i = 0; i < user.groups.size(); ++i)
      out << (i ? "," : "") << user.groups[i];
    out << "\"\n";
  }
}

void write_kubeconfig(const std::filesystem::path& file, const std::filesystem::path& folder,
                      const std::string& server, const std::string& token) {
  auto path = [&](const char* name) { return (folder / name).string(); };
  std::ofstream out{file};
  out << "apiVersion: v1\nkind: Config\ncurrent-context: test\n"
         "clusters: [{name: test, cluster: {server: \""
      << server << "\", certificate-authority: \"" << path("ca.crt")
      << "\"}}]\n"
         "contexts: [{name: test, context: {cluster: test, user: test}}]\n"
         "users: [{name: test, user: {";
  if (token.empty())
    out << "client-certificate: \"" << path("admin.crt") << "\", client-key: \""
        << path("admin.key") << "\"";
  else
    out << "token: \"" << token << "\"";
  out << "}}]\n";
}

} // namespace weft::tests
